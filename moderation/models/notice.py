import logging
from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from moderation.emails import Letter
from moderation.mail_errors import NOT_TAKEN, is_for_good, named
from moderation.models.acts import Action
from moderation.models.decision import Decision
from moderation.models.mailbox import Mailbox, NoMail, ReportMail
from moderation.models.report import Report
from moderation.tasks import deliver_notice

log = logging.getLogger(__name__)

# For so long a decision can be undone before anybody reads of it.
GRACE = timedelta(minutes=1)
# A worker that has not come back to a letter by now has died with it.
GIVEN_UP = timedelta(minutes=10)
# A letter that is not taken waits for so long, then twice as long each time: with the tenth wait
# five days in all, the time that mail servers give each other. Then it is given up.
FIRST_WAIT = timedelta(minutes=7)
WAITS = 10

# What takes something from its author, or gives it back; the rest the status page tells.
TOLD = [Action.REJECT, Action.REMOVE, Action.HOLD, Action.RESTORE, Action.WARN, Action.BAN]


class Status(models.TextChoices):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    CANCELLED = "cancelled"
    RETURNED = "returned"  # nobody takes it


class NoticeQuerySet(models.QuerySet):
    def due(self):
        """Those that should have gone out by now: new ones, and ones that a worker died with."""
        now = timezone.now()
        forgotten = Q(status=Status.SENDING, touched__lt=now - GIVEN_UP)
        return self.filter(Q(status=Status.WAITING, touched__lt=now - GRACE) | forgotten)

    def overdue(self):
        """Those that are due, or were and are not taken."""
        return self.due() | self.filter(status=Status.WAITING, tries__gt=0)

    def returned(self):
        return self.filter(status=Status.RETURNED)

    def send_due(self):
        """Send what should be out; give how many letters came to which status."""
        # All at first, for no question to the database may stay open while a mail server is silent.
        return Counter(notice.deliver() for notice in list(self.due()))


class NoticeManager(models.Manager.from_queryset(NoticeQuerySet)):
    def queue(self, decision):
        """Make the letters of a decision, to its author and to the reporters it answers; they go
        out after the commit.
        """
        notices = [Notice(decision=decision)] if is_owed_to_author(decision) else []
        answered = decision.reports.to_answer() if decision.comment_id else ()
        notices += [Notice(decision=decision, report=report) for report in answered]
        for notice in Notice.objects.bulk_create(notices):
            transaction.on_commit(notice.post)

    def call_back(self, undoing):
        """Cancel what was not sent of the decision that is undone; where the author has read of
        it, write again.
        """
        undone = Notice.objects.filter(decision=undoing.undoes)
        undone.filter(status=Status.WAITING).update(status=Status.CANCELLED)
        if undone.filter(report=None, status__in=[Status.SENT, Status.SENDING]).exists():
            again = Notice.objects.create(decision=undoing)
            transaction.on_commit(again.post)


def is_owed_to_author(decision) -> bool:
    """Whether its author is written to: not about spam, and only where the address is theirs."""
    user = decision.person.user if decision.person_id else None
    return decision.action in TOLD and not decision.is_spam and bool(user and user.email)


class Notice(models.Model):
    """One letter about a decision: to the author, or to a reporter when `report` is set."""

    Status = Status

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="notices")
    report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="notices")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    touched = models.DateTimeField(default=timezone.now)  # or when it may go
    tries = models.PositiveSmallIntegerField(default=0)  # in vain

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

    def post(self):
        """Give the letter to a worker, who waits GRACE with it. Where none can wait, it goes at
        once, but not while people are served: there the postman takes what waits.
        """
        if deliver_notice.get_backend().supports_defer:
            deliver_notice.using(run_after=timezone.now() + GRACE).enqueue(self.pk)
        elif not settings.SERVING:
            deliver_notice.enqueue(self.pk)

    def deliver(self) -> Status | None:
        """Send the letter; give what became of it, or None where there was nothing to send: it was
        sent or cancelled, others have it, or it is put off.
        """
        if not self._taken():
            return None
        try:
            if later := self._too_early_until():
                self._move(Status.WAITING, later)
                return None
            Letter(self).send()
        except NoMail:
            return self._move(Status.CANCELLED)
        except NOT_TAKEN as refusal:
            status = self._come_back(is_for_good(refusal))
            log.warning("Letter %s is %s: %s", self.pk, status, named(refusal))
            return status
        except Exception:
            log.exception("Letter %s cannot be written", self.pk)
            return self._come_back()
        return self._move(Status.SENT)

    def _taken(self):
        """Take the letter, so that of two workers one sends; also from one who died with it."""
        given_up = Q(status=Status.SENDING, touched__lt=timezone.now() - GIVEN_UP)
        waits = Q(status=Status.WAITING, touched__lte=timezone.now())
        free = Notice.objects.filter(waits | given_up, pk=self.pk)
        return bool(free.update(status=Status.SENDING, touched=timezone.now()))

    def _too_early_until(self):
        """Return when a reporter's mailbox may be written to, or None for now. Raises NoMail."""
        email = self.report and self.report.contents.email
        return Mailbox.objects.of(email).admit(self) if email else None

    def _come_back(self, for_good=False):
        """Wait longer than the last time, or give the letter up. It was no mail to anybody."""
        ReportMail.objects.filter(notice=self.pk).delete()
        if for_good or self.tries == WAITS:
            return self._move(Status.RETURNED)
        next_try = timezone.now() + FIRST_WAIT * 2**self.tries
        return self._move(Status.WAITING, next_try, tries=F("tries") + 1)

    def _move(self, status, moment=None, **columns):
        """Let go of the letter, unless others took it over; it counts from `moment`, or now."""
        mine = Notice.objects.filter(pk=self.pk, status=Status.SENDING)
        mine.update(status=status, touched=moment or timezone.now(), **columns)
        return status
