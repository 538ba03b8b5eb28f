"""The mail about decisions and reports; its texts are templates/moderation/mail/*.txt."""

from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.mail.kinds import UNDO_TIME, Mail, register
from comments.status_links import status_path
from moderation.models import Appeal, Decision, Report
from moderation.models.appealable import appeal_until
from moderation.models.outbox import author_email
from moderation.notifying import rounds  # noqa: F401 (it imports the kinds for people who work here)
from posts.models import Blog

MAX_QUOTE_LENGTH = 1_000  # characters of each text: enough to recognise one's own


@register
class DecisionMail(Mail):
    """To the author of a comment: the decision, its reason, and what they can do."""

    code = "decision"
    title = _("Decision about your comment")
    once_per = "decision"
    template = "moderation/mail/to_author.txt"
    grace = UNDO_TIME
    is_to_owner = True

    @cached_property
    def decision(self):
        decisions = Decision.objects.select_related("comment__post", "person__user")
        return decisions.get(pk=self.message.about["decision"])

    @property
    def recipient(self):
        return author_email(self.decision)

    @property
    def reader(self):
        return self.decision.person and self.decision.person.account

    @property
    def is_moot(self):
        return hasattr(self.decision, "undone_by")

    @property
    def context(self):
        return {
            "blog": Blog.objects.current(),
            "decision": self.decision,
            "comment": self.decision.comment,
            "ban": self.decision.bans.first(),
            "link": self._link_to_comment,
            "quoted": self._quoted,
            "appeal_until": self.appeal_until,
        }

    @cached_property
    def appeal_until(self):
        """Return until when the author can appeal against the decision, or None."""
        return appeal_until(self.decision)

    @property
    def _link_to_comment(self) -> str:
        """Return the URL of the page with the decision and what the author can do."""
        comment = self.decision.comment
        path = status_path(comment) if comment else reverse("comments:mine")
        return f"{settings.SITE_ADDRESS}{path}"

    @property
    def _quoted(self) -> list[str]:
        """Return the comment as typed, in quoted lines, each of its texts cut."""
        texts = self.decision.comment.texts if self.decision.comment else []
        excerpts = [Truncator(text.body.strip()).chars(MAX_QUOTE_LENGTH) for text in texts]
        return [f"> {line}".rstrip() for line in "\n\n".join(excerpts).splitlines()]


class ReportMail(Mail):
    """To somebody who reported a comment, at the typed e-mail address.

    It contains nothing else that was typed: the address may be another person's.
    """

    @cached_property
    def report(self):
        reports = Report.objects.select_related("contents", "comment__post", "by__user")
        return reports.get(pk=self.message.about["report"])

    @property
    def recipient(self):
        return self.report.contents.email

    @property
    def is_moot(self):
        return self.report.status == Report.Status.WITHDRAWN

    @property
    def is_to_owner(self):
        return self.report.has_own_email

    @property
    def reader(self):
        return self.report.by.account if self.is_to_owner else None

    @property
    def is_owed(self):
        """Return whether the law requires the mail."""
        return self.report.is_legal_notice

    @property
    def context(self):
        return {
            "blog": Blog.objects.current(),
            "report": self.report,
            "comment": self.report.comment,
            "link": settings.SITE_ADDRESS + self.report.get_absolute_url(),
            "is_confirmed": self.is_to_owner or self.message.mailbox.is_confirmed,
        }


@register
class AppealAnswer(Mail):
    """To the author who appealed: the answer and its reason."""

    code = "appeal_answer"
    title = _("What became of your appeal")
    once_per = "decision"
    template = "moderation/mail/appeal_answer.txt"
    grace = UNDO_TIME
    is_to_owner = True

    @cached_property
    def appeal(self):
        related = ("answer", "decision__comment__post", "decision__person__user")
        return Appeal.objects.select_related(*related).get(pk=self.message.about["appeal"])

    @property
    def recipient(self):
        return author_email(self.appeal.decision)

    @property
    def reader(self):
        person = self.appeal.decision.person
        return person and person.account

    @property
    def is_moot(self):
        return self.appeal.answer_id != self.message.about["decision"]

    @property
    def context(self):
        comment = self.appeal.decision.comment
        path = status_path(comment) if comment else reverse("comments:mine")
        return {
            "blog": Blog.objects.current(),
            "appeal": self.appeal,
            "comment": comment,
            "link": f"{settings.SITE_ADDRESS}{path}",
        }


@register
class ReportAppealAnswer(ReportMail):
    """To somebody who appealed against the dismissal of their legal notice: the answer."""

    code = "report_appeal_answer"
    title = _("What became of your appeal about a legal notice")
    once_per = "decision"
    template = "moderation/mail/report_appeal_answer.txt"
    grace = UNDO_TIME

    @cached_property
    def appeal(self):
        return Appeal.objects.select_related("answer").get(pk=self.message.about["appeal"])

    @property
    def is_moot(self):
        is_undone = self.appeal.answer_id != self.message.about["decision"]
        return super().is_moot or is_undone

    @property
    def needs_confirmation(self):
        return not self.is_to_owner

    @property
    def context(self):
        return super().context | {"appeal": self.appeal}


@register
class ReportReceipt(ReportMail):
    """The receipt of a report (Digital Services Act, article 16); asks to confirm the address.

    A confirmed address gets receipts of legal notices only.
    """

    code = "report_receipt"
    title = _("Receipt of your report")
    once_per = "report"
    template = "moderation/mail/receipt.txt"
    asks_to_confirm = True

    @property
    def is_moot(self):
        is_confirmed = self.is_to_owner or self.message.mailbox.is_confirmed
        return super().is_moot or (is_confirmed and not self.report.is_legal_notice)


@register
class ReportOutcome(ReportMail):
    """The result of a report: once for each decision, even if it answers several reports."""

    code = "report_outcome"
    title = _("What was decided on your report")
    once_per = "decision"
    template = "moderation/mail/to_reporter.txt"
    grace = UNDO_TIME
    spacing = timedelta(days=1)

    @cached_property
    def decision(self):
        return Decision.objects.get(pk=self.message.about["decision"])

    @property
    def is_moot(self):
        return super().is_moot or hasattr(self.decision, "undone_by")

    @property
    def needs_confirmation(self):
        return not self.is_to_owner

    @property
    def context(self):
        return super().context | {"decision": self.decision}
