"""Render the comments of a page, most of them with a format made from their template.

Most of the time of a page of 10,000 comments would go into looking up the variables of a template.
So each kind of comment is rendered once per page, with the names of its fields in place of their
values; the result is the format that the other comments of this kind fill.
"""

import re
from html import escape  # without Django's wrapper for lazy texts
from typing import NamedTuple

from django.template.loader import render_to_string

from comments.comment_paths import path_of
from comments.rendering import Entry, RenderedEntries
from posts.dates import Moments

TEMPLATE = "comments/_comment.html"
# Two characters of the private use area, which no text of a template or translation contains.
PLACE = "\ue000{}\ue001"
PLACES = re.compile(PLACE.format(r"(\w+)"))


class Kind(NamedTuple):
    """The properties that decide the HTML of a comment besides its values."""

    is_root: bool
    has_mark: bool
    takes_replies: bool
    is_picked: bool
    is_beyond_cap: bool
    is_edited: bool
    has_website: bool

    @classmethod
    def of(cls, entry: Entry) -> "Kind":
        return cls(
            bool(entry.number),
            bool(entry.mark),
            entry.takes_replies,
            entry.is_picked,
            entry.is_beyond_cap,
            entry.is_edited,
            bool(entry.text.website),
        )


class BlankEntry:
    """An entry of one kind, for its template: its values are their own names."""

    additions = ()
    pk, parent_pk, level, name, addressee, iso, time, html, recommendations = (
        PLACE.format(name)
        for name in (
            *("pk", "parent_pk", "level", "name", "addressee"),
            *("iso", "time", "html", "recommendations"),
        )
    )

    def __init__(self, kind: Kind):
        self.path = path_of(self.pk)
        self.number = PLACE.format("number") if kind.is_root else ""
        self.mark = PLACE.format("mark") if kind.has_mark else ""
        self.takes_replies = kind.takes_replies
        self.is_picked = kind.is_picked
        self.is_beyond_cap = kind.is_beyond_cap
        self.is_edited = kind.is_edited
        self.website = PLACE.format("website") if kind.has_website else ""
        self.has_notes = kind.is_picked or kind.is_beyond_cap or kind.is_edited


class RowFormats:
    """The formats of the comments of one page, in the active language."""

    def __init__(self):
        self._formats = {}
        self._moments = Moments()

    def render(self, entry) -> str:
        """Return the HTML of a comment, or of an omission."""
        if entry.template_name != TEMPLATE or entry.additions:
            return render_to_string(entry.template_name, {"entry": entry})
        return self._format(Kind.of(entry)) % values(entry, self._moments)

    def _format(self, kind: Kind) -> str:
        if kind not in self._formats:
            html = render_to_string(TEMPLATE, {"entry": BlankEntry(kind)})
            self._formats[kind] = PLACES.sub(r"%(\1)s", html.replace("%", "%%"))
        return self._formats[kind]


def values(entry: Entry, moments: Moments) -> dict:
    """Return the values for a comment's format, escaped."""
    row, text = entry.row, entry.text
    return {
        "pk": row.pk,
        "parent_pk": row.parent_id,
        "level": row.level,
        "number": text.number,
        "name": escape(row.name),
        "addressee": escape(entry.addressee),
        "website": text.website and escape(text.website),
        "mark": entry.mark and escape(entry.mark),
        "iso": moments.iso(text.created),
        "time": moments.day_and_time(text.created),
        "html": entry.html,
        "recommendations": entry.recommendations,
    }


def html_of(rendered: RenderedEntries) -> str:
    """Return the HTML of all entries, with the boxes around them."""
    formats, parts = RowFormats(), []
    for entry in rendered.entries:
        parts.append(entry.before)
        if entry.fold:
            parts.append(render_to_string("comments/_fold.html", {"fold": entry.fold}))
        parts.append(formats.render(entry))
    parts.append(rendered.after)
    return "".join(parts)
