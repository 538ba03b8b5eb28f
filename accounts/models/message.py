"""The outbox: messages to send, to whom, and when. Their texts are made when they are sent."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import Case, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.backoff import next_attempt
from accounts.models.mailbox import Mailbox

# After this time a worker that is sending a message counts as dead; another one may send it.
SENDING_TIME = timedelta(minutes=10)
# Ten waits are five days in all, the time that mail servers give each other. Then the message has
# failed.
MAX_WAITS = 10
ERROR_LENGTH = 60


class Status(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    # No longer needed, or the recipient forbids it.
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "returned", _("Failed")  # no mail server takes it


OPEN = [Status.WAITING, Status.SENDING]


class MessageQuerySet(models.QuerySet):
    def due(self):
        """Return the messages to send now, also those of a worker that has died."""
        return self.filter(status__in=OPEN, send_after__lte=timezone.now())

    def to_mailboxes(self):
        return self.filter(webhook=None)

    def to_webhooks(self):
        return self.filter(mailbox=None)

    def due_with(self, message):
        """Return the other messages of the same kind to the same mailbox that are due."""
        same = self.due().filter(kind=message.kind, mailbox=message.mailbox_id)
        return same.exclude(pk=message.pk)

    def claim(self) -> list["Message"]:
        """Claim the due messages that no other worker has claimed, and return them.

        They belong to this worker for SENDING_TIME; `send_after` is as it was before.
        """
        with transaction.atomic():
            unclaimed = self.select_for_update(skip_locked=True, of=("self",))
            messages = list(unclaimed.select_related("mailbox"))
            Message.objects.filter(pk__in=[message.pk for message in messages]).update(
                status=Status.SENDING, sent=None, send_after=timezone.now() + SENDING_TIME
            )
        return messages

    def mark_as_sent(self, messages):
        """Mark all messages of an e-mail as sent at once, unless other workers took them over."""
        rows = self.filter(pk__in=[message.pk for message in messages], status=Status.SENDING)
        rows.update(status=Status.SENT)

    def urgent_first(self, kinds):
        """Order by the time they are due, some kinds before all others."""
        is_other = Case(When(kind__in=kinds, then=0), default=1)
        return self.order_by(is_other, "send_after", "pk")

    def waiting(self):
        return self.filter(status=Status.WAITING)

    def open(self):
        """Return the messages that are still to be sent, or are being sent."""
        return self.filter(status__in=OPEN)

    def overdue(self):
        """Return the messages that are due or wait after a failed attempt."""
        return self.due() | self.waiting().filter(attempts__gt=0)

    def failed(self):
        """Return the messages that failed for good."""
        return self.filter(status=Status.FAILED)

    def sent_since(self, moment):
        """Return the messages that were sent after a moment, or are being sent."""
        return self.filter(sent__gt=moment)

    def finished(self):
        """Return the messages that need no further work."""
        return self.exclude(status__in=OPEN)


class Message(models.Model):
    """One message to a mailbox or to a webhook: its kind, and the ids of its objects.

    It never holds a text, a code or a token: `accounts.mail` makes them when it is sent. `key` is
    unique, so that the same message is stored and sent once.
    """

    Status = Status

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    mailbox = models.ForeignKey(Mailbox, models.CASCADE, null=True, related_name="messages")
    webhook = models.PositiveBigIntegerField(null=True)  # its id
    about = models.JSONField(default=dict)  # ids by name, such as {"decision": 7}
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    # When it may be sent; while it is being sent, when its worker counts as dead.
    send_after = models.DateTimeField(default=timezone.now)
    sent = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # failed attempts
    # Class and code of the last error
    error = models.CharField(max_length=ERROR_LENGTH, blank=True)
    created = models.DateTimeField(default=timezone.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["send_after"], condition=Q(status__in=OPEN), name="messages_to_send"
            ),
            models.Index(fields=["mailbox", "sent"]),
            models.Index(
                fields=["sent"], condition=Q(sent__isnull=False), name="messages_by_time_sent"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(mailbox__isnull=False, webhook__isnull=True)
                | Q(mailbox__isnull=True, webhook__isnull=False),
                name="a_message_has_one_recipient",
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="a_message_has_a_known_status"
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}: {self.status}"

    def finish(self, status, **columns) -> Status:
        """Give a message that was being sent its last status; return that."""
        return self._set_status(status, **columns)

    @property
    def is_finished(self) -> bool:
        """Whether it needs no further work."""
        return self.status not in OPEN

    def send_again(self):
        """Make a finished message wait to be sent once more."""
        finished = Message.objects.finished().filter(pk=self.pk)
        finished.update(status=Status.WAITING, send_after=timezone.now(), attempts=0, sent=None)

    def postpone(self, moment):
        """Make it wait until a moment; this does not count as an attempt."""
        self._set_status(Status.WAITING, send_after=moment, sent=None)

    def retry(self, error: str) -> Status:
        """Make it wait twice as long as the last time, or fail for good; return its status."""
        error = error[:ERROR_LENGTH]
        if self.attempts == MAX_WAITS:
            return self._set_status(Status.FAILED, sent=None, error=error)
        return self._set_status(
            Status.WAITING,
            send_after=next_attempt(self.attempts),
            sent=None,
            error=error,
            attempts=F("attempts") + 1,
        )

    def give_up(self, error: str) -> Status:
        """Mark it as failed for good; return its status."""
        return self._set_status(Status.FAILED, sent=None, error=error[:ERROR_LENGTH])

    def _set_status(self, status, **columns) -> Status:
        """Change a message that is being sent, unless another worker has taken it over."""
        sending = Message.objects.filter(pk=self.pk, status=Status.SENDING)
        sending.update(status=status, **columns)
        return status
