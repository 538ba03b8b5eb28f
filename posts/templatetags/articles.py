import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from posts.code_languages import language_label
from posts.embeds import with_cards
from posts.footnotes import with_footnote_roles
from posts.plain_text import TAG

register = template.Library()

# Focusable, so that the keyboard can scroll it too.
FRAME = '<div class="{}" tabindex="0" role="group" aria-label="{}">'
LABEL = '<p class="code-language" aria-hidden="true">{}</p>'
# Without a direction that the author has chosen.
DIRECTED = re.compile(r"<(?:ul|ol|dl|table|blockquote)\b(?![^<>]* dir=)")
CODE = re.compile(r"<code(?: [^<>]*?class=\"language-(?P<language>[^\"]+)\")?")


@register.filter
def as_article(html: SafeString) -> SafeString:
    """Return the sanitized HTML of a post for its page: with cards in place of links to media,
    roles for footnotes, scroll boxes around tables and code, and a direction for lists and tables.
    """
    return with_directions(frame_wide_parts(with_footnote_roles(with_cards(html))))


def with_directions(html: str) -> SafeString:
    """Return HTML in which each list, table and quotation has the direction of its own words."""
    return SafeString(DIRECTED.sub(r'\g<0> dir="auto"', html))


def frame_wide_parts(html: str) -> SafeString:
    """Return sanitized HTML with each table and block of code in a box that scrolls sideways."""
    return SafeString(TAG.sub(_ScrollBoxes().around, html))


class _ScrollBoxes:
    """Adds boxes around the wide parts of a text, whose elements are balanced."""

    def __init__(self):
        self.table = format_html(FRAME, "wide-table", gettext("Table"))
        self.open_pre = []  # for each open <pre>, whether it has a box

    def around(self, match):
        tag = match[0]
        if tag.startswith("<table"):
            return self.table + tag
        if tag.startswith("<pre"):
            code = CODE.match(match.string, match.end())
            self.open_pre.append(bool(code))
            return _code_frame(code["language"]) + tag if code else tag
        is_framed = tag.startswith("</table") or tag.startswith("</pre") and self.open_pre.pop()
        return f"{tag}</div>" if is_framed else tag


def _code_frame(language):
    """Return the opening tags of a box for code, with the name of its language, if any."""
    name = language_label(language or "")
    if not name:
        return format_html(FRAME, "wide-code", gettext("Code"))
    spoken = gettext("Code in %(language)s") % {"language": name}
    return format_html(LABEL + FRAME, name, "wide-code", spoken)
