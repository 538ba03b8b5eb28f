"""What the tests of mail share: to let time pass, and to send what is due."""

from datetime import timedelta

from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from accounts.models import Message


def let_pass(**duration):
    """Move all messages into the past, and send what is due then."""
    past = timedelta(**duration)
    Message.objects.update(
        send_after=F("send_after") - past, created=F("created") - past, sent=F("sent") - past
    )
    call_command("send_mail")


def make_due():
    """Let the time of all open messages come."""
    Message.objects.open().update(send_after=timezone.now())
