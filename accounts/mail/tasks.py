"""The task that sends one message, for task workers."""

from django.tasks import task

from accounts.mail.delivery import deliver_one


@task
def deliver_message(pk: int):
    """Send one message."""
    deliver_one(pk)
