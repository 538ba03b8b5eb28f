"""Tasks that run after the response: e-mails and long batches.

Models are looked up by name, because their modules import this one.
"""

from django.apps import apps
from django.tasks import task


@task
def deliver_notice(pk: int):
    """Send one message about a decision."""
    apps.get_model("moderation", "Notice").objects.get(pk=pk).deliver()


@task
def run_batch(pk: int):
    """Run what is left of a batch, or of its undo."""
    apps.get_model("moderation", "Batch").objects.get(pk=pk).run()
