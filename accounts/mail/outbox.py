"""Store messages; each is sent after the commit, at its time."""

from datetime import timedelta
from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Q, When
from django.utils import timezone

from accounts.mail.kinds import KINDS
from accounts.mail.tasks import deliver_message
from accounts.models import Mailbox, Message
from accounts.models.mailbox import digest_of

Status = Message.Status


class Draft(NamedTuple):
    """A message to be stored: the code of its kind, the e-mail address, and ids by name."""

    kind: str
    email: str
    about: dict[str, int]

    def message(self, mailbox) -> Message:
        """Return an unsaved message."""
        kind = KINDS[self.kind]
        return Message(
            kind=self.kind,
            key=f"{key_about(self.kind, self.about[kind.once_per])}mailbox={mailbox.pk}",
            mailbox=mailbox,
            about=self.about,
            send_after=timezone.now() + grace_of(kind),
        )


def key_about(kind: str, pk: int) -> str:
    """Return the common beginning of the keys of all messages of a kind about one thing."""
    return f"{kind} {KINDS[kind].once_per}={pk} "


def messages_about(kind: str, pk: int):
    """Return the messages of a kind about one thing, as a queryset."""
    return Message.objects.filter(kind=kind, key__startswith=key_about(kind, pk))


def queue(drafts: list[Draft]):
    """Store messages that are not stored yet; they are sent after the commit.

    For kinds that `may_return`, messages that were cancelled or still wait begin to wait again.
    """
    if not drafts:
        return
    mailboxes = Mailbox.objects.for_emails(draft.email for draft in drafts)
    messages = [draft.message(mailboxes[digest_of(draft.email)]) for draft in drafts]
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    put_back([message for message in messages if KINDS[message.kind].may_return])
    transaction.on_commit(partial(enqueue, [message.key for message in messages]))


def put_back(messages):
    """Make cancelled or waiting messages wait as if they were new.

    Their cause has come back, and can be undone again for a while.
    """
    if not messages:
        return
    moment, is_cancelled = max(one.send_after for one in messages), Q(status=Status.CANCELLED)
    rows = Message.objects.filter(key__in=[message.key for message in messages])
    rows.filter(is_cancelled | Q(status=Status.WAITING, attempts=0)).update(
        status=Status.WAITING,
        created=timezone.now(),
        send_after=Case(
            When(is_cancelled | Q(send_after__lt=moment), then=moment), default="send_after"
        ),
        sent=None,
    )


def grace_of(kind):
    """Return how long a message of a kind waits; zero where messages are sent at once."""
    return timedelta(0) if is_immediate() else kind.grace


def is_immediate() -> bool:
    """Return whether messages are sent at once: there is neither a worker nor a running server."""
    return not (settings.SERVING or deliver_message.get_backend().supports_defer)


def confirm(mailbox):
    """Confirm a mailbox for its owner, and release the messages that wait for that."""
    with transaction.atomic():
        mailbox.confirm()
        reschedule_waiting(mailbox)


def choose_frequency(mailbox, frequency: str):
    """Set how often mail about replies is sent, also mail that waits already."""
    with transaction.atomic():
        Mailbox.objects.filter(pk=mailbox.pk).update(frequency=frequency)
        mailbox.frequency = frequency
        reschedule_waiting(mailbox)


def reschedule_waiting(mailbox):
    """Make delivery check the waiting messages of a mailbox again, because something changed."""
    with transaction.atomic():
        waiting = list(mailbox.messages.waiting().filter(attempts=0).select_for_update())
        now = timezone.now()
        for message in waiting:  # before then, the mail's cause can still be undone
            message.send_after = max(now, message.created + grace_of(KINDS[message.kind]))
        Message.objects.bulk_update(waiting, ["send_after"])
        transaction.on_commit(partial(enqueue, [message.key for message in waiting]))


def enqueue(keys: list[str]):
    """Have messages sent by task workers at their time, or at once without a server.

    A running server needs nothing: its mail worker sends due messages.
    """
    supports_defer = deliver_message.get_backend().supports_defer
    if settings.SERVING and not supports_defer:
        return
    for pk, moment in (
        Message.objects.waiting().filter(key__in=keys).values_list("pk", "send_after")
    ):
        task = deliver_message.using(run_after=moment) if supports_defer else deliver_message
        task.enqueue(pk)
