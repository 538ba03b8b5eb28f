"""Tasks that run after the response.

Models are looked up by name, because their modules import this one.
"""

from django.apps import apps
from django.tasks import task


@task
def run_batch(pk: int):
    """Run the rest of a batch, or of its undo."""
    apps.get_model("moderation", "Batch").objects.get(pk=pk).run()


@task
def run_trial(pk: int):
    """Try a screening rule on stored comments."""
    from moderation.trials import running

    running.run(pk)


@task
def train_screening():
    """Train the learned screening, unless another process does."""
    from moderation.learning.every_ground import train_every_ground

    train_every_ground()


@task
def run_archive_search(pk: int):
    """Run the rest of a search of the archive for similar comments."""
    apps.get_model("moderation", "ArchiveSearch").objects.get(pk=pk).run()
