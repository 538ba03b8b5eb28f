"""The lists of a person's page, and their rows."""

from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.punctuation import labelled
from comments.models import Addition, Comment
from comments.staff_search import MAX_KEYS
from moderation.desk.summaries import summary
from moderation.keyset import Page, page_of
from moderation.models import AuthorWarning, Decision, Note, Report
from moderation.queues import MAX_COUNT, CappedCount

PAGE_SIZE = 25


class HistoryRow(NamedTuple):
    """One line of a list: its moment, title, details, text, and link."""

    pk: int
    moment: datetime
    label: str
    detail: str
    text: str
    url: str
    person_id: int | None = None  # another person that it concerns
    person_name: str = ""


class HistoryList:
    """One list of a history. `comment_path` is the lookup of the comment of its rows."""

    code, label = "", ""
    order = ("-pk",)
    related = ()
    comment_path = "comment__"  # None: its rows have no text to search
    statuses = ()  # choices for a filter of the column `status`

    def __init__(self, history):
        self.history = history

    def all(self):
        """Return all rows of the list in the moderator's scope, as a queryset."""
        raise NotImplementedError

    def row(self, item) -> HistoryRow:
        raise NotImplementedError

    @property
    def count(self) -> CappedCount:
        return CappedCount(self.all().order_by().values("pk")[: MAX_COUNT + 1].count())

    def page(self, condition: Q, **place) -> Page:
        """Return a page of the rows that meet a condition; `page_of` says how it is named."""
        rows = self.all().filter(condition).select_related(*self.related).order_by(*self.order)
        page = page_of(rows, size=PAGE_SIZE, **place)
        Addition.objects.fetch_for([c for item in page.items if (c := self.comment_of(item))])
        return page

    def comment_of(self, item) -> Comment | None:
        return item.comment


class CommentList(HistoryList):
    code, label = "comments", _("Comments")
    order = ("-created", "-pk")  # the order of the index by author
    related = ("post",)
    comment_path = ""
    statuses = Comment.Status.choices

    def all(self):
        return self.history.comments

    def row(self, comment):
        detail = gettext("under “%(title)s”") % {"title": comment.post.title}
        label = str(comment.get_status_display())
        return HistoryRow(
            comment.pk, comment.created, label, detail, text_of(comment), card_url(comment.pk)
        )

    def comment_of(self, item):
        return item


class ReportList(HistoryList):
    """Reports, with the person on the other side of each."""

    statuses = Report.Status.choices
    related = ("comment__author__user", "by__user", "contents")

    def row(self, report):
        label = gettext("%(reason)s: %(status)s") % {
            "reason": report.get_reason_display(),
            "status": report.get_status_display().lower(),
        }
        note = report.contents.note if hasattr(report, "contents") else ""
        detail = f"{report.reference} · {note}" if note else report.reference
        text, url = text_of(report.comment), card_url(report.comment_id)
        return HistoryRow(
            report.pk, report.created, label, detail, text, url, *self.other_side(report)
        )

    def other_side(self, report) -> tuple[int, str]:
        """Return the key and the name of the other person."""
        raise NotImplementedError


class ReportsSent(ReportList):
    code, label = "reports", _("Reports sent")

    def all(self):
        return self.history.reports_sent

    def other_side(self, report):
        about = gettext("about %(name)s") % {"name": report.comment.signature}
        return report.comment.author_id, about


class ReportsReceived(ReportList):
    code, label = "received", _("Reports received")

    def all(self):
        return self.history.within_scope(Report.objects.filter(self._of_author))

    @cached_property
    def _of_author(self) -> Q:
        """Return the condition that a report is about a comment of the person.

        A few reports are listed by key. With more, reading all reports from the newest on finds a
        page faster than sorting those of the person.
        """
        ids = self.history.ids
        keys = Report.objects.filter(comment__author__in=ids).order_by()
        keys = list(keys.values_list("pk", flat=True)[: MAX_KEYS + 1])
        if len(keys) <= MAX_KEYS:
            return Q(pk__in=keys)
        return Q(Exists(Comment.objects.filter(pk=OuterRef("comment"), author__in=ids)))

    def other_side(self, report):
        return report.by_id, gettext("by %(name)s") % {"name": report.by}


class DecisionList(HistoryList):
    code, label = "decisions", _("Decisions")
    related = ("comment", "person__user", "by", "house_rule", "undoes", "undone_by")

    def all(self):
        return self.history.within_scope(Decision.objects.filter(person__in=self.history.ids))

    def row(self, decision):
        detail = gettext("by %(decider)s") % {"decider": decision.decider}
        if hasattr(decision, "undone_by"):
            detail = gettext("%(detail)s; undone since") % {"detail": detail}
        text = text_of(decision.comment) if decision.comment else ""
        url = reverse("admin:moderation_decision_change", args=[decision.pk])
        return HistoryRow(decision.pk, decision.created, summary(decision), detail, text, url)


class BanList(HistoryList):
    code, label = "bans", _("Bans")
    related = ("person__user", "decision__house_rule", "decision__by", "lifted_by")
    comment_path = None

    def all(self):
        return self.history.bans

    def row(self, ban):
        detail = gettext("%(ground)s, by %(decider)s") % {
            "ground": ban.decision.ground,
            "decider": ban.decision.decider,
        }
        url = reverse("admin:moderation_ban_change", args=[ban.pk])
        return HistoryRow(ban.pk, ban.created, labelled(ban.state, ban), detail, "", url)

    def comment_of(self, item):
        return None


class WarningList(HistoryList):
    code, label = "warnings", _("Warnings")
    related = ("decision__comment", "decision__house_rule", "decision__by")
    comment_path = "decision__comment__"

    def all(self):
        warnings = AuthorWarning.objects.filter(person__in=self.history.ids)
        return self.history.within_scope(warnings, "decision__comment")

    def row(self, warning):
        detail = gettext("by %(decider)s") % {"decider": warning.decision.decider}
        url = reverse("admin:moderation_decision_change", args=[warning.decision_id])
        label = labelled(warning.decision.ground, warning.state)
        text = text_of(warning.decision.comment)
        return HistoryRow(warning.pk, warning.created, label, detail, text, url)

    def comment_of(self, item):
        return item.decision.comment


class NoteList(HistoryList):
    code, label = "notes", _("Notes")
    related = ("by", "comment")
    comment_path = None

    def all(self):
        ids = self.history.ids
        of_comments = self.history.within_scope(Note.objects.filter(comment__author__in=ids))
        about = Q(person__in=ids) | Q(pk__in=of_comments.values("pk"))
        return Note.objects.filter(about).exclude(text="")

    def row(self, note):
        label = gettext("by %(decider)s") % {"decider": note.by}
        url = card_url(note.comment_id) if note.comment_id else ""
        about = gettext("about a comment") if note.comment_id else gettext("about the person")
        return HistoryRow(note.pk, note.created, label, about, note.text, url)

    def comment_of(self, item):
        return None


LISTS = {
    each.code: each
    for each in (
        *(CommentList, ReportsReceived, ReportsSent, DecisionList),
        *(BanList, WarningList, NoteList),
    )
}


def text_of(comment) -> str:
    """Return a comment's text with its additions, as typed; a sentence if it was erased."""
    if comment.erased:
        return gettext("Erased.")
    return "\n\n".join(text.body for text in comment.texts)


def card_url(comment_id) -> str:
    """Return the URL of the card on which a comment is decided, whatever its status."""
    return reverse("admin:moderation_reportedcomment_change", args=[comment_id])
