"""What happens after the answer: letters and long batches. Models are asked for by name, because
they name these tasks.
"""

from django.apps import apps
from django.tasks import task


@task
def deliver_notice(pk: int):
    """Send one letter about a decision."""
    apps.get_model("moderation", "Notice").objects.get(pk=pk).deliver()


@task
def run_batch(pk: int):
    """Decide, or undo, what is left of a batch."""
    apps.get_model("moderation", "Batch").objects.get(pk=pk).run()
