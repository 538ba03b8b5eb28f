"""Store a message for each event and webhook, once."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Message
from blogsite.models.webhook import Webhook
from blogsite.webhooks.events import changes_since

# A row is dated before its transaction ends; no transaction takes longer.
OVERLAP = timedelta(minutes=2)


def queue_due():
    """Store the messages for events since the last round; one query without webhooks.

    A message has a key, so an event that two rounds or two servers find is stored once.
    """
    for webhook in Webhook.objects.filter(is_active=True):
        queue_for(webhook)


def queue_for(webhook):
    """Store the messages for one webhook, without events before it was set up or switched on."""
    now = timezone.now()
    since = max(webhook.checked_until - OVERLAP, webhook.active_since)
    messages = [
        Message(
            kind=change.event,
            key=f"webhook {webhook.pk} {change.event} {change.mark}",
            webhook=webhook.pk,
            about=change.about,
        )
        for change in changes_since(since, webhook.events)
    ]
    if not messages and now - webhook.checked_until < OVERLAP:
        return  # the next round covers the same time again; nothing is written meanwhile
    with transaction.atomic():
        Message.objects.bulk_create(messages, ignore_conflicts=True)
        Webhook.objects.filter(pk=webhook.pk).update(checked_until=now)
