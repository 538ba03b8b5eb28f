"""The task that sends one message, for task workers."""

from django.conf import settings
from django.tasks import task

from accounts.mail.delivery import deliver_one


@task
def deliver_message(pk: int):
    """Send one message; a task worker without a mail server leaves it to a server that has one."""
    is_in_worker = deliver_message.get_backend().supports_defer
    if settings.HAS_MAIL_SERVER or not is_in_worker:
        deliver_one(pk)
