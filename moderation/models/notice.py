import logging
from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from moderation.emails import DecisionEmail
from moderation.mail_errors import DELIVERY_ERRORS, describe, is_permanent
from moderation.models.acts import Action
from moderation.models.decision import Decision
from moderation.models.mailbox import Mailbox, NoMail, ReportMail
from moderation.models.report import Report
from moderation.tasks import deliver_notice

log = logging.getLogger(__name__)

# A decision can be undone for this long before an e-mail about it is sent.
UNDO_TIME = timedelta(minutes=1)
# A worker that takes longer to send a message has died.
SENDING_TIMEOUT = timedelta(minutes=10)
# The wait after the first failed attempt; each further wait is twice as long. Ten waits are five
# days in all, the time that mail servers give each other. Then the message has failed.
FIRST_WAIT = timedelta(minutes=7)
MAX_WAITS = 10

# What takes something from its author, or gives it back; the status page shows all the others.
EMAILED_ACTIONS = [
    Action.REJECT,
    Action.REMOVE,
    Action.HOLD,
    Action.RESTORE,
    Action.WARN,
    Action.BAN,
]


class Status(models.TextChoices):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    CANCELLED = "cancelled"
    RETURNED = "returned"  # no mail server accepts it


class NoticeQuerySet(models.QuerySet):
    def due(self):
        """Return the messages to send now: new ones, and those whose worker died."""
        now = timezone.now()
        abandoned = Q(status=Status.SENDING, touched__lt=now - SENDING_TIMEOUT)
        return self.filter(Q(status=Status.WAITING, touched__lt=now - UNDO_TIME) | abandoned)

    def overdue(self):
        """Return the messages that are due, and those that wait after a failed attempt."""
        return self.due() | self.filter(status=Status.WAITING, tries__gt=0)

    def failed(self):
        """Return the messages that no mail server accepts."""
        return self.filter(status=Status.RETURNED)

    def send_due(self):
        """Send all messages that are due; return a Counter of them by their new status."""
        # A list, so that no query stays open while a mail server does not answer.
        return Counter(notice.deliver() for notice in list(self.due()))


class NoticeManager(models.Manager.from_queryset(NoticeQuerySet)):
    def queue(self, decision):
        """Store the messages about a decision, to the author and to the reporters it answers.

        They are sent after the commit.
        """
        notices = [Notice(decision=decision)] if is_owed_to_author(decision) else []
        reports = decision.reports.to_answer() if decision.comment_id else ()
        notices += [Notice(decision=decision, report=report) for report in reports]
        for notice in Notice.objects.bulk_create(notices):
            transaction.on_commit(notice.enqueue)

    def cancel(self, undoing):
        """Cancel the waiting messages about the decision that `undoing` undoes.

        An author who has got the message already gets another one about the undo.
        """
        undone = Notice.objects.filter(decision=undoing.undoes)
        undone.filter(status=Status.WAITING).update(status=Status.CANCELLED)
        if undone.filter(report=None, status__in=[Status.SENT, Status.SENDING]).exists():
            correction = Notice.objects.create(decision=undoing)
            transaction.on_commit(correction.enqueue)


def is_owed_to_author(decision) -> bool:
    """Return whether the author gets an e-mail: never about spam, and only to an account's."""
    user = decision.person.user if decision.person_id else None
    is_emailed = decision.action in EMAILED_ACTIONS and not decision.is_spam
    return is_emailed and bool(user and user.email)


class Notice(models.Model):
    """One message about a decision: to the author, or to a reporter when `report` is set."""

    Status = Status

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="notices")
    report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="notices")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    touched = models.DateTimeField(default=timezone.now)  # last change, or earliest next attempt
    tries = models.PositiveSmallIntegerField(default=0)  # failed attempts

    objects = NoticeManager()

    class Meta:
        indexes = [
            models.Index(
                fields=["touched"],
                condition=Q(status__in=[Status.WAITING, Status.SENDING]),
                name="notices_to_send",
            )
        ]

    def __str__(self):
        return f"{self.status}, {self.touched:%Y-%m-%d %H:%M}"

    def enqueue(self):
        """Let a worker send the message after UNDO_TIME.

        Without deferred tasks it is sent at once, except in a running server, whose mail worker
        sends what is due.
        """
        if deliver_notice.get_backend().supports_defer:
            deliver_notice.using(run_after=timezone.now() + UNDO_TIME).enqueue(self.pk)
        elif not settings.SERVING:
            deliver_notice.enqueue(self.pk)

    def deliver(self) -> Status | None:
        """Send the message and return its new status.

        Returns None when there was nothing to send: it is sent or cancelled already, another
        worker sends it, or it must wait.
        """
        if not self._claim():
            return None
        try:
            if later := self._too_early_until():
                self._move(Status.WAITING, later)
                return None
            DecisionEmail(self).send()
        except NoMail:
            return self._move(Status.CANCELLED)
        except DELIVERY_ERRORS as error:
            status = self._retry_later(is_permanent(error))
            log.warning("Message %s is %s: %s", self.pk, status, describe(error))
            return status
        except Exception:
            log.exception("Message %s cannot be rendered", self.pk)
            return self._retry_later()
        return self._move(Status.SENT)

    def _claim(self):
        """Claim the message for this worker, also from one that died; return whether it is ours."""
        abandoned = Q(status=Status.SENDING, touched__lt=timezone.now() - SENDING_TIMEOUT)
        waiting = Q(status=Status.WAITING, touched__lte=timezone.now())
        free = Notice.objects.filter(waiting | abandoned, pk=self.pk)
        return bool(free.update(status=Status.SENDING, touched=timezone.now()))

    def _too_early_until(self):
        """Return when a reporter's mailbox may be written to, or None for now. Raises NoMail."""
        email = self.report and self.report.contents.email
        return Mailbox.objects.of(email).admit(self) if email else None

    def _retry_later(self, is_permanent=False):
        """Wait twice as long as the last time, or fail for good. It does not count as a mail."""
        ReportMail.objects.filter(notice=self.pk).delete()
        if is_permanent or self.tries == MAX_WAITS:
            return self._move(Status.RETURNED)
        next_try = timezone.now() + FIRST_WAIT * 2**self.tries
        return self._move(Status.WAITING, next_try, tries=F("tries") + 1)

    def _move(self, status, moment=None, **columns):
        """Change the status of a message that is being sent, as of `moment` (None: now)."""
        sending = Notice.objects.filter(pk=self.pk, status=Status.SENDING)
        sending.update(status=status, touched=moment or timezone.now(), **columns)
        return status
