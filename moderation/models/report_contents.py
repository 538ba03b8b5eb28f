"""The texts of a reporter, separate from the report so that they can be erased."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moderation.models.reason import Reason
from moderation.text.characters import clean_line, clean_text

MAX_NOTE_CHARACTERS = 2_000  # a page


def clean_note(text: str) -> str:
    """Return typed text without invisible characters; "" if nothing is left."""
    return clean_text(text).strip() if clean_line(text) else ""


class LegalNotice(models.Model):
    """A notice of illegal content, as the EU's Digital Services Act (article 16) requires it.

    The e-mail address is in the report's contents. A report of sexual abuse of children needs
    neither name nor address. Erased with the contents.
    """

    report = models.OneToOneField(
        "moderation.Report",
        models.CASCADE,
        primary_key=True,
        related_name="legal_notice",
        editable=False,
    )
    explanation = models.TextField(validators=[MaxLengthValidator(MAX_NOTE_CHARACTERS)])
    location = models.URLField(_("exact address"), max_length=500)
    name = models.CharField(max_length=120, blank=True)
    is_about_children = models.BooleanField(_("sexual abuse of children"), default=False)
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
            raise ValidationError({"name": gettext("A legal notice needs your name.")})


class ReportContentsManager(models.Manager):
    def store(self, report, *, note, email, legal_notice):
        """Store the texts of a new report, and the current text of the comment.

        `legal_notice` are the fields of a LegalNotice. Raises ValidationError.
        """
        contents = self.model(
            report=report, words=report.comment.body, note=clean_note(note), email=email
        )
        contents.full_clean(exclude=["report", "words"])
        contents.save()
        if report.reason == Reason.ILLEGAL:
            self._store_notice(LegalNotice(report=report, **(legal_notice or {})), email)

    def _store_notice(self, notice, email):
        notice.explanation, notice.name = clean_note(notice.explanation), clean_note(notice.name)
        notice.full_clean(exclude=["report"])
        if not (email or notice.is_about_children):
            raise ValidationError({"email": gettext("A legal notice needs your e-mail address.")})
        notice.save()


class ReportContents(models.Model):
    """The personal data of a report, which its reporter can erase."""

    report = models.OneToOneField(
        "moderation.Report",
        models.CASCADE,
        primary_key=True,
        related_name="contents",
        editable=False,
    )
    words = models.TextField(blank=True, help_text=_("The comment as it was when reported."))
    note = models.TextField(blank=True, validators=[MaxLengthValidator(MAX_NOTE_CHARACTERS)])
    email = models.EmailField(blank=True, help_text=_("Where the outcome is sent."))
    erased = models.DateTimeField(null=True, editable=False)  # by its reporter, for good

    objects = ReportContentsManager()

    class Meta:
        verbose_name_plural = _("report contents")

    def __str__(self):
        return self.note[:60]

    def erase(self):
        """Erase the reporter's texts; the report, its reason and its result stay."""
        with transaction.atomic():
            notice = LegalNotice.objects.filter(report=self.report_id)
            notice.update(explanation="", location="", name="")
            self.report.appeals.update(text="", words="")
            self.note, self.email, self.erased = "", "", timezone.now()
            self.save(update_fields=["note", "email", "erased"])
