"""Render the comments of a page, most of them with a format that is made from their template.

Most of the time of a page of 10,000 comments would go into looking up the variables of a template.
So each kind of comment is rendered once per page, with the names of its fields in place of their
values. The other comments of this kind fill the format that comes out.
"""

import re
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.html import escape

from comments.rendering import Entry, RenderedEntries

TEMPLATE = "comments/_comment.html"
# Two characters of the private use area, which no text of a template or translation contains.
PLACE = "\ue000{}\ue001"
PLACES = re.compile(PLACE.format(r"(\w+)"))


class Kind(NamedTuple):
    """What decides the HTML of a comment besides the values in it."""

    is_root: bool
    has_mark: bool
    takes_replies: bool

    @classmethod
    def of(cls, entry: Entry) -> "Kind":
        return cls(bool(entry.number), bool(entry.mark), entry.takes_replies)


class BlankEntry:
    """An entry of one kind, whose values are their own names, for its template."""

    has_notes = False
    additions = ()
    pk, level, name, addressee, iso, time, html, recommendations = (
        PLACE.format(name)
        for name in ("pk", "level", "name", "addressee", "iso", "time", "html", "recommendations")
    )

    def __init__(self, kind: Kind):
        self.number = PLACE.format("number") if kind.is_root else ""
        self.mark = PLACE.format("mark") if kind.has_mark else ""
        self.takes_replies = kind.takes_replies


class RowFormats:
    """The formats of the comments of one page, in the language that is active."""

    def __init__(self):
        self._formats = {}

    def render(self, entry) -> str:
        """Return the HTML of a comment, or of the place of replies that are left out."""
        if entry.template_name != TEMPLATE or entry.has_notes or entry.additions:
            return render_to_string(entry.template_name, {"entry": entry})
        return self._format(Kind.of(entry)) % values(entry)

    def _format(self, kind: Kind) -> str:
        if kind not in self._formats:
            html = render_to_string(TEMPLATE, {"entry": BlankEntry(kind)})
            self._formats[kind] = PLACES.sub(r"%(\1)s", html.replace("%", "%%"))
        return self._formats[kind]


def values(entry: Entry) -> dict[str, str]:
    """Return what a format of a comment is filled with, escaped."""
    return {
        "pk": entry.pk,
        "level": entry.level,
        "number": entry.number,
        "name": escape(entry.name),
        "addressee": escape(entry.addressee),
        "mark": escape(entry.mark),
        "iso": entry.iso,
        "time": entry.time,
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
