from datetime import timedelta

from django.core import signing
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.limits import LEGAL_NOTICE, REPORT
from accounts.models import Person
from accounts.networks import network_of
from comments.models import Comment
from moderation.models.acts import Action
from moderation.models.appealable import appeal_until
from moderation.models.case import Case
from moderation.models.decision import Decision
from moderation.models.decision_manager import locked_comment
from moderation.models.outbox import queue_receipt
from moderation.models.outcome import explanation, headline
from moderation.models.reason import Reason
from moderation.models.reference import new_reference
from moderation.models.report_contents import ReportContents
from moderation.models.report_queries import MAIN_ID, ReportQuerySet, Status
from moderation.models.restriction import Restriction

RECEIPT_LIFETIME = timedelta(days=400)  # an appeal may come six months after a slow decision
receipts = signing.TimestampSigner(salt="moderation.report.receipt")


class CannotReport(Exception):
    """The person cannot report the comment; the message says why."""


class ReportManager(models.Manager.from_queryset(ReportQuerySet)):
    def receive(self, comment, *, by, reason, ip=None, **details) -> "Report":
        """File and return a report within its rate limit; `by` may be an unsaved guest.

        Raises RateLimitExceeded, and what `file` raises.
        """
        limit = LEGAL_NOTICE if reason == Reason.ILLEGAL else REPORT
        person = f"person {by.main_id}" if by.pk else ""
        limit.check(person=person, ip=ip, signed_in=not by.is_guest)
        with transaction.atomic():
            if by.pk is None:
                by = Person.objects.guest(by.key)
            return self.file(comment, by=by, reason=reason, ip=ip, **details)

    def file(
        self, comment, *, by, reason, note="", email="", ip=None, legal_notice=None
    ) -> "Report":
        """Store and return a report; hold the comment if its reports weigh enough.

        `by` is the Person, `reason` a Reason, `note` plain text, `email` the address for the
        result, `ip` the sender's IP address; `legal_notice` has the fields of a LegalNotice, for
        illegal content. For a person's second open report of a comment, the first is returned
        unchanged. Raises CannotReport, AccountClosed, and ValidationError for values that our form
        would refuse.
        """
        with transaction.atomic(), locked_comment(comment):
            by.lock_for_writing()
            first = self.open().sent_by(by).filter(comment=comment).first()
            if first:
                return first
            _refuse(comment, by)
            report = self.model(comment=comment, by=by, reason=reason)
            report.network = network_of(ip)
            report.full_clean(exclude=["comment", "by"])
            report.save()
            ReportContents.objects.store(report, note=note, email=email, legal_notice=legal_notice)
            queue_receipt(report)
            case = Case.objects.refresh(comment)
            if case.holds and comment.can("hold"):
                source = Decision.Source.REPORT_WEIGHT
                Decision.objects.take(Action.HOLD, comment, source=source)
        return report

    def close(self, decision, outcome):
        """Close a comment's open reports by `decision`, as upheld or dismissed.

        A decision that shows the comment again also dismisses upheld reports, and withdrawn ones
        that helped to hide it.
        """
        comment = decision.comment
        about = self.filter(comment=comment)
        if not about.exists():
            return
        closing = [Status.OPEN]
        if decision.status_after == Comment.Status.PUBLISHED:
            closing.append(Status.UPHELD)
            about.withdrawn_from_a_hold().update(decision=decision)
        about.filter(status__in=closing).update(
            status=outcome, decision=decision, ended=decision.created
        )
        Case.objects.refresh(comment)

    def reopen(self, decision):
        """Undo `close`: reopen the reports, or uphold them by the verdict that is now in force.

        A report stays closed if its reporter has reported the comment again since.
        """
        comment = decision.comment
        closed = self.filter(decision=decision)
        closed.filter(status=Status.WITHDRAWN).update(decision=None)
        verdict = Decision.objects.verdict(comment)
        if verdict and verdict.takes_down:
            closed.update(status=Status.UPHELD, decision=verdict, ended=verdict.created)
        else:
            if decision.is_on_appeal and verdict and verdict.clears:
                _dismiss_again(closed, verdict)
            again = list(self.open().filter(comment=comment).values_list(MAIN_ID, flat=True))
            closed = closed.exclude(by__in=Person.objects.same_as(again))
            closed.update(status=Status.OPEN, decision=None, ended=None)
        Case.objects.refresh(comment)

    def correct(self, overturned, decision):
        """Uphold the reports that a decision dismissed, by a decision that overturns it.

        Call it inside the lock.
        """
        dismissed = self.filter(decision=overturned, status=Status.DISMISSED)
        dismissed.update(status=Status.UPHELD, decision=decision, ended=decision.created)

    def limit(self, person, *, until, by) -> Restriction:
        """Ignore a person's reports until a moment; store and return that restriction.

        Moderators still read them. Raises ValidationError.
        """
        with transaction.atomic():
            limit = Restriction.objects.impose(Action.LIMIT_REPORTS, person, until=until, by=by)
            self.weigh_again(person)
        return limit

    def weigh_again(self, person):
        """Update the cases of the comments that a person has open reports on."""
        reports = self.open().sent_by(person).select_related("comment")
        for report in reports.order_by("comment__post", "pk"):  # posts are locked in this order
            with locked_comment(report.comment) as comment:
                _weigh_again(comment)

    def by_token(self, token: str) -> "Report":
        """Return the report of a receipt's token.

        Raises signing.BadSignature for a forged token, signing.SignatureExpired for an old one, and
        Report.DoesNotExist.
        """
        return self.get(pk=int(receipts.unsign(token, max_age=RECEIPT_LIFETIME)))


def _refuse(comment, by):
    if not (comment.is_published and comment.post.is_published):
        raise CannotReport(gettext("This comment is no longer there."))
    if comment.is_by(by):
        raise CannotReport(gettext("This comment is your own. You can delete it instead."))


def _dismiss_again(reports, verdict):
    """Dismiss again the reports that a verdict had dismissed before an appeal against it."""
    reports.filter(created__lt=verdict.created).update(
        status=Status.DISMISSED, decision=verdict, ended=verdict.created
    )


def _weigh_again(comment):
    """Update a comment's case, and show the comment if its reports no longer weigh enough."""
    case = Case.objects.refresh(comment)
    if not (case and case.holds):
        _show_again(comment)


def _show_again(comment):
    """Undo a hold by reports alone, unless the text was changed since: then a moderator decides."""
    hold = Decision.objects.verdict(comment)
    by_reports = (
        hold and hold.action == Action.HOLD and hold.source == Decision.Source.REPORT_WEIGHT
    )
    changed = by_reports and comment.last_change and comment.last_change > hold.created
    if by_reports and comment.is_held and not changed:
        hold.undo(by=None)


class Report(models.Model):
    """A report of a comment by one person. Its text is in ReportContents, which can be erased."""

    Status = Status
    Reason = Reason

    comment = models.ForeignKey(
        Comment, models.PROTECT, related_name="reports", editable=False, db_index=False
    )
    by = models.ForeignKey(
        Person, models.PROTECT, related_name="reports", editable=False, db_index=False
    )
    reason = models.CharField(max_length=20, choices=Reason)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN, editable=False)
    network = models.CharField(max_length=43, blank=True, editable=False)
    reference = models.CharField(max_length=11, unique=True, editable=False)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, related_name="reports", editable=False
    )
    created = models.DateTimeField(default=timezone.now, editable=False)
    ended = models.DateTimeField(null=True, editable=False)

    objects = ReportManager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["comment", "status", "created"]),
            models.Index(fields=["status", "reason", "comment"]),
            models.Index(fields=["by", "-id"]),
            models.Index(fields=["created"]),
            models.Index(fields=["network", "created"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "by"],
                condition=Q(status=Status.OPEN),
                name="one_open_report_a_person_and_comment",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=Reason.values), name="a_report_has_a_known_reason"
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="a_report_has_a_known_status"
            ),
        ]

    def save(self, **kwargs):
        """Save; a new report gets its reference."""
        self.reference = self.reference or new_reference()
        super().save(**kwargs)

    def __str__(self):
        return f"{self.reference}: {self.get_reason_display()}"

    def withdraw(self):
        """Withdraw the report, so that it weighs nothing; a closed one is unchanged.

        A comment that was hidden by reports alone shows again when they no longer weigh enough.
        """
        with transaction.atomic(), locked_comment(self.comment) as comment:
            withdrawn = Report.objects.open().filter(pk=self.pk)
            withdrawn.update(status=Status.WITHDRAWN, ended=timezone.now())
            _weigh_again(comment)
        self.refresh_from_db()

    @property
    def outcome(self) -> str:
        """Return the status for the reporter: "gone" if the author withdrew the comment."""
        withdrawn = self.comment.status == Comment.Status.WITHDRAWN
        return "gone" if self.is_open and withdrawn else self.status

    @property
    def headline(self) -> str:
        """Return how it ended, for its reporter."""
        return headline(self)

    @property
    def explanation(self) -> str:
        """Return who decided and when, or what happens next, for its reporter."""
        return explanation(self)

    @property
    def is_open(self) -> bool:
        return self.status == Status.OPEN

    @property
    def limit(self) -> Restriction | None:
        """Return the limit of its reporter that is in force, or None."""
        return Restriction.objects.of(self.by, Action.LIMIT_REPORTS).first()

    @property
    def is_legal_notice(self) -> bool:
        return self.reason == Reason.ILLEGAL

    @property
    def has_own_email(self) -> bool:
        """Return whether the e-mail address is the confirmed one of the reporter's account."""
        email = self.by.account.confirmed_email if self.by.account else ""
        return bool(email) and email.casefold() == self.contents.email.casefold()

    @property
    def keeps_its_words(self) -> bool:
        """Return whether its text cannot be erased: it is a legal notice without a decision."""
        return self.is_open and self.is_legal_notice

    @property
    def appeal_until(self):
        """Return until when its reporter can appeal its dismissal; None if they cannot."""
        return appeal_until(self.decision, self) if self.decision_id else None

    @property
    def is_by_guest(self) -> bool:
        """Return whether a guest sent it, also one that was later joined to an account."""
        return self.by.user_id is None

    @property
    def token(self) -> str:
        return receipts.sign(self.pk)

    def get_absolute_url(self):
        """Return the receipt's URL, with which anybody can read the result and withdraw it."""
        return reverse("moderation:receipt", kwargs={"token": self.token})
