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
CODE = re.compile(r"<code(?: [^<>]*?class=\"language-(?P<language>[^\"]+)\")?")


@register.filter
def as_article(html: SafeString) -> SafeString:
    """Return the sanitized HTML of a post as its page shows it: with cards in the place of links to
    media, with footnotes that say what they are, with tables and code in frames.
    """
    return frame_wide_parts(with_footnote_roles(with_cards(html)))


def frame_wide_parts(html: str) -> SafeString:
    """Return sanitized HTML with every table and block of code in a frame that scrolls sideways."""
    return SafeString(TAG.sub(_ScrollBoxes().around, html))


class _ScrollBoxes:
    """What is put around the wide parts of one text, whose elements are balanced."""

    def __init__(self):
        self.table = format_html(FRAME, "wide-table", gettext("Table"))
        self.open_pre = []  # for each that is open, whether it has a frame

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
    """Return the beginning of the frame of code, below the name of its language if it has one."""
    name = language_label(language or "")
    if not name:
        return format_html(FRAME, "wide-code", gettext("Code"))
    spoken = gettext("Code in %(language)s") % {"language": name}
    return format_html(LABEL + FRAME, name, "wide-code", spoken)
