"""Send due messages to webhooks, a few at a time; retry failed ones."""

import logging
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from django.utils import timezone

from accounts.models import Message
from blogsite.models.webhook import Webhook
from blogsite.webhooks import requests
from blogsite.webhooks.payloads import NothingToSay, body_of
from blogsite.webhooks.requests import Undelivered

AT_ONCE = 5
Status = Message.Status

log = logging.getLogger(__name__)


def send_due() -> Counter:
    """Send due messages; return a Counter of them by their new status.

    A receiver that does not answer is skipped until the next round, so that it does not delay
    others. A message whose sender was killed is due again when its claim ends, under the same id.
    """
    counts, failing = Counter(), set()
    while messages := due().exclude(webhook__in=failing)[:AT_ONCE].claim():
        for message, status in send(messages):
            counts[status] += 1
            if status in (Status.WAITING, Status.FAILED):
                failing.add(message.webhook)
    return counts


def due():
    return Message.objects.due().to_webhooks().order_by("send_after", "pk")


def send(messages):
    """Send messages that were claimed; return them with their new status.

    The threads only wait for receivers; all queries stay in this thread.
    """
    webhooks = Webhook.objects.in_bulk({message.webhook for message in messages})
    requested = []
    for message in messages:
        webhook = webhooks.get(message.webhook)
        requested.append((message, webhook, _body(message, webhook)))
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook") as threads:
        waiting = [
            (message, webhook, body, body and threads.submit(_post, message, webhook, body))
            for message, webhook, body in requested
        ]
    return [(each[0], _note_outcome(*each)) for each in waiting]


def message_id(message) -> str:
    """Return the id of a message, the same in each attempt."""
    return f"msg_{message.pk}_{message.created:%Y%m%d%H%M%S%f}"


def _body(message, webhook):
    """Return the body of a message, None without a receiver or content, b"" after an error."""
    if webhook is None or not webhook.is_active:
        return None
    try:
        return body_of(message, webhook)
    except NothingToSay:
        return None
    except Exception:
        log.exception("Message %s to webhook %s has no body", message.pk, message.webhook)
        return b""


def _post(message, webhook, body):
    """Return the reason why a message was not accepted; "" if it was."""
    try:
        requests.post(webhook.url, message_id(message), body, webhook.key)
    except Undelivered as error:
        return str(error)
    except Exception as error:
        log.exception("Message %s to webhook %s: no request", message.pk, message.webhook)
        return type(error).__name__
    return ""


def _note_outcome(message, webhook, body, sent) -> str:
    if body is None:
        return message.finish(Status.CANCELLED)
    reason = sent.result() if body else "its body could not be made"
    if not reason:
        return message.finish(Status.SENT, sent=timezone.now())
    log.warning("Message %s to webhook %s: %s", message.pk, message.webhook, reason)
    status = message.retry(reason)
    if body and status == Status.FAILED:  # after five days
        Webhook.objects.filter(pk=webhook.pk).update(is_active=False)
    return status
