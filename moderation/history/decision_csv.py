"""Decisions as CSV, written while they are read."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.utils import timezone, translation

from comments.models import Addition
from moderation.history.lists import text_of
from moderation.spreadsheet import harmless

ROWS_AT_ONCE = 500
COLUMNS = (
    *("decision", "decided", "action", "by", "source", "house_rule", "law"),
    *("status_before", "status_after", "undoes", "undone_by"),
    *("comment", "post", "author", "text"),
)
BYTE_ORDER_MARK = "\ufeff"  # tells spreadsheets that the file is UTF-8


def csv_of(decisions) -> Iterator[str]:
    """Yield a queryset of decisions, newest first, as lines of CSV in the active language.

    Each query reads ROWS_AT_ONCE of them, so that a slow reader holds no cursor.
    """
    language, zone = translation.get_language(), timezone.get_current_timezone()

    def lines():
        yield BYTE_ORDER_MARK + _written([COLUMNS])
        rest = decisions
        while some := list(rest[:ROWS_AT_ONCE]):
            Addition.objects.fetch_for([each.comment for each in some if each.comment])
            with translation.override(language), timezone.override(zone):
                text = _written(map(_cells, some))
            yield text
            rest = decisions.filter(pk__lt=some[-1].pk)

    return lines()


def _written(rows):
    file = StringIO()
    csv.writer(file).writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue()


def _cells(decision):
    comment, undoing = decision.comment, getattr(decision, "undone_by", None)
    about = (
        (comment.pk, comment.post_id, comment.signature, text_of(comment))
        if comment
        else ("", "", decision.person or "", "")
    )
    return (
        decision.pk,
        timezone.localtime(decision.created).isoformat(timespec="seconds"),
        decision.action,
        decision.decider,
        decision.source,
        decision.house_rule or "",
        decision.law,
        decision.status_before,
        decision.status_after,
        decision.undoes_id,
        undoing and undoing.pk,
        *about,
    )
