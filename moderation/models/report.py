import re
import secrets
from datetime import timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from comments.limits import LEGAL_NOTICE, REPORT
from comments.models import Comment, Person
from comments.networks import network_of
from moderation.models.case import Case
from moderation.models.decision import Decision, settling
from moderation.models.reason import Reason
from moderation.text.characters import clean_line, clean_text

NOTE_LENGTH = 2_000  # a page; more is a letter
RECEIPT_LASTS = timedelta(days=400)  # an appeal may come six months after a slow decision
# Letters and digits that are not taken for each other when read out.
LEGIBLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
REFERENCE = re.compile(f"R-[{LEGIBLE}]{{4}}-[{LEGIBLE}]{{4}}")
# How far back it is looked who has reported together.
CLIQUES_SINCE = timedelta(days=180)
CLIQUE_ROWS = 2_000

receipts = signing.TimestampSigner(salt="moderation.report.receipt")


class CannotReport(Exception):
    """There is nothing to report there, for this person; the message says why."""


def new_reference() -> str:
    """Give a reference that can be read out on the telephone, such as R-7K3M-92QD."""
    letters = "".join(secrets.choice(LEGIBLE) for _ in range(8))
    return f"R-{letters[:4]}-{letters[4:]}"


def plain(text: str) -> str:
    """Give what somebody typed without what is invisible in it; empty when nothing else is."""
    return clean_text(text).strip() if clean_line(text) else ""


class Status(models.TextChoices):
    OPEN = "open"
    UPHELD = "upheld"  # something was done about it
    DISMISSED = "dismissed"  # the comment stays
    WITHDRAWN = "withdrawn"  # by its reporter; weighs nothing


class ReportQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=Status.OPEN)

    def referred_to(self, text: str):
        """Those that a reference names, however it was typed; none where it is no reference."""
        typed = text.strip().upper()
        return self.filter(reference=typed) if REFERENCE.fullmatch(typed) else self.none()

    def to_answer(self):
        """Those whose reporters asked to be told, and did not take them back."""
        return self.exclude(contents__email="").exclude(status=Status.WITHDRAWN)

    def withdrawn_from_a_hold(self):
        """Those taken back after they had helped to hide their comment."""
        holds = Decision.objects.by_weight_of_reports().filter(
            comment=OuterRef("comment"), created__range=(OuterRef("created"), OuterRef("ended"))
        )
        return self.filter(Exists(holds), status=Status.WITHDRAWN, decision=None)

    def records(self):
        """Count what became of them, by reporter: rows of by, upheld, dismissed."""
        rejected = Q(status=Status.DISMISSED) | Q(status=Status.WITHDRAWN, decision__isnull=False)
        return (
            self.order_by()
            .values("by")
            .annotate(
                upheld=Count("pk", filter=Q(status=Status.UPHELD)),
                dismissed=Count("pk", filter=rejected),
            )
        )

    def by_reporter(self) -> dict:
        """Map each reporter to the comments they reported lately."""
        lately = self.filter(created__gt=timezone.now() - CLIQUES_SINCE).order_by("-pk")
        found = {}
        for person, comment in lately.values_list("by", "comment")[:CLIQUE_ROWS]:
            found.setdefault(person, []).append(comment)
        return found


class ReportManager(models.Manager.from_queryset(ReportQuerySet)):
    def receive(self, comment, *, by, reason, address=None, **details) -> "Report":
        """Count and file what somebody sent; `by` may be a new guest, stored with the report.
        Raises RateLimitExceeded, and what `file` raises.
        """
        limit = LEGAL_NOTICE if reason == Reason.ILLEGAL else REPORT
        person = f"person {by.pk}" if by.pk else ""
        limit.check(person=person, ip=address, signed_in=by.user_id is not None)
        with transaction.atomic():
            if by.pk is None:
                by.save()
            return self.file(comment, by=by, reason=reason, address=address, **details)

    def file(
        self, comment, *, by, reason, note="", email="", address=None, legal_notice=None
    ) -> "Report":
        """Report a comment, and hold it when that makes enough; give the report.

        `by` is the Person, `reason` a Reason, `note` plain text, `email` where the outcome is
        told, `address` where the report came from; `legal_notice` the fields of a LegalNotice,
        for illegal content. A person's second report of a comment gives the first, unchanged.
        Raises CannotReport, and ValidationError for what no form of ours would send.
        """
        with transaction.atomic(), settling(comment):
            standing = self.open().filter(comment=comment, by=by).first()
            if standing:
                return standing
            _refuse(comment, by)
            report = self.model(comment=comment, by=by, reason=reason)
            report.network = network_of(address)
            report.full_clean(exclude=["comment", "by"])
            report.save()
            report.write_down(comment, note=note, email=email, legal_notice=legal_notice)
            case = Case.objects.refresh(comment)
            if case.holds and comment.can("hold"):
                source = Decision.Source.THRESHOLD
                Decision.objects.take("hold", on=comment, source=source)
        return report

    def settle(self, decision, outcome):
        """Close a comment's open reports as `decision` made them: upheld or dismissed.

        Where it brings the words back, reports that were upheld are dismissed too, and those that
        hid the comment and were taken back count as if they had been.
        """
        comment = decision.comment
        about = self.filter(comment=comment)
        closing = [Status.OPEN]
        if decision.status_after == Comment.Status.PUBLISHED:
            closing.append(Status.UPHELD)
            about.withdrawn_from_a_hold().update(decision=decision)
        about.filter(status__in=closing).update(
            status=outcome, decision=decision, ended=decision.created
        )
        Case.objects.refresh(comment)

    def reopen(self, decision):
        """Put back what `decision` closed, as the decision that stands now had closed it; else it
        is open again, except where its reporter has reported anew.
        """
        comment = decision.comment
        closed = self.filter(decision=decision)
        closed.filter(status=Status.WITHDRAWN).update(decision=None)
        standing = Decision.objects.standing(comment)
        if standing and standing.takes_down:
            closed.update(status=Status.UPHELD, decision=standing, ended=standing.created)
        else:
            anew = list(self.open().filter(comment=comment).values_list("by", flat=True))
            closed.exclude(by__in=anew).update(status=Status.OPEN, decision=None, ended=None)
        Case.objects.refresh(comment)

    def by_token(self, token: str) -> "Report":
        """Give the report of a receipt. Raises signing.BadSignature when it is forged,
        signing.SignatureExpired when it is too old, Report.DoesNotExist.
        """
        return self.get(pk=int(receipts.unsign(token, max_age=RECEIPT_LASTS)))


def _refuse(comment, by):
    if not (comment.is_published and comment.post.is_published):
        raise CannotReport("This comment is no longer there.")
    if comment.author_id == by.pk:
        raise CannotReport("This comment is your own. You can delete it instead.")


def _show_again(comment):
    """Undo a hold by the weight of reports, which is gone; words changed since are looked at."""
    hold = Decision.objects.standing(comment)
    by_reports = hold and hold.action == "hold" and hold.source == Decision.Source.THRESHOLD
    changed = by_reports and comment.last_change and comment.last_change > hold.created
    if by_reports and comment.is_held and not changed:
        hold.undo(by=None)


class Report(models.Model):
    """Somebody finds that a comment should not stand. What they wrote is kept apart, erasable."""

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
    reference = models.CharField(max_length=11, unique=True, default=new_reference, editable=False)
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

    def __str__(self):
        return f"{self.reference}: {self.get_reason_display()}"

    def withdraw(self):
        """Take the report back: it weighs nothing from now on, and what only it and others hid
        shows again. A closed one stays as it ended.
        """
        with transaction.atomic(), settling(self.comment) as comment:
            withdrawn = Report.objects.open().filter(pk=self.pk)
            withdrawn.update(status=Status.WITHDRAWN, ended=timezone.now())
            case = Case.objects.refresh(comment)
            if not (case and case.holds):
                _show_again(comment)
        self.refresh_from_db()

    def write_down(self, comment, *, note, email, legal_notice):
        """Keep what was reported and what was said of it; for `file` alone."""
        contents = ReportContents(report=self, words=comment.body, note=plain(note), email=email)
        contents.full_clean(exclude=["report", "words"])
        contents.save()
        if self.reason == Reason.ILLEGAL:
            notice = LegalNotice(report=self, **(legal_notice or {}))
            notice.explanation, notice.name = plain(notice.explanation), plain(notice.name)
            notice.full_clean(exclude=["report"])
            if not (email or notice.is_about_children):
                raise ValidationError({"email": "A legal notice needs your e-mail address."})
            notice.save()

    @property
    def outcome(self) -> str:
        """What its reporter is told: the status, or "gone" when the author was quicker."""
        withdrawn = self.comment.status == Comment.Status.WITHDRAWN
        return "gone" if self.is_open and withdrawn else self.status

    @property
    def is_open(self) -> bool:
        return self.status == Status.OPEN

    @property
    def is_legal_notice(self) -> bool:
        return self.reason == Reason.ILLEGAL

    @property
    def has_own_email(self) -> bool:
        """Return whether the e-mail is that of the account which reported."""
        account = self.by.user
        return bool(account and account.email) and (
            account.email.casefold() == self.contents.email.casefold()
        )

    @property
    def keeps_its_words(self) -> bool:
        """Whether the law wants what was written of it: a notice, until it is decided."""
        return self.is_open and self.is_legal_notice

    @property
    def is_guests(self) -> bool:
        return self.by.user_id is None

    @property
    def token(self) -> str:
        return receipts.sign(self.pk)

    def get_absolute_url(self):
        """The receipt's address; whoever has it can read the outcome and take the report back."""
        return reverse("moderation:receipt", kwargs={"token": self.token})


class ReportContents(models.Model):
    """What can identify somebody in a report; its reporter may have it erased."""

    report = models.OneToOneField(
        Report, models.CASCADE, primary_key=True, related_name="contents", editable=False
    )
    words = models.TextField(blank=True, help_text="The comment as it was when reported.")
    note = models.TextField(blank=True, validators=[MaxLengthValidator(NOTE_LENGTH)])
    email = models.EmailField(blank=True, help_text="Where the outcome is told.")
    erased = models.DateTimeField(null=True, editable=False)  # by its reporter, for good

    class Meta:
        verbose_name_plural = "report contents"

    def __str__(self):
        return self.note[:60]

    def erase(self):
        """Take away all that its reporter wrote; the report, its reason and outcome stay."""
        with transaction.atomic():
            notice = LegalNotice.objects.filter(report=self.report_id)
            notice.update(explanation="", location="", name="")
            self.note, self.email, self.erased = "", "", timezone.now()
            self.save(update_fields=["note", "email", "erased"])


class LegalNotice(models.Model):
    """What the EU's Digital Services Act (article 16) asks of a notice of illegal content.

    The e-mail address stands in the report's contents. Name and address are not asked of whoever
    reports the sexual abuse of children. Erased with the contents.
    """

    report = models.OneToOneField(
        Report, models.CASCADE, primary_key=True, related_name="legal_notice", editable=False
    )
    explanation = models.TextField(validators=[MaxLengthValidator(NOTE_LENGTH)])
    location = models.URLField("exact address", max_length=500)
    name = models.CharField(max_length=120, blank=True)
    is_about_children = models.BooleanField("sexual abuse of children", default=False)
    in_good_faith = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(in_good_faith=True), name="a_legal_notice_is_made_in_good_faith"
            )
        ]

    def __str__(self):
        return self.explanation[:60]

    def clean(self):
        if not (self.name or self.is_about_children):
            raise ValidationError({"name": "A legal notice needs your name."})
