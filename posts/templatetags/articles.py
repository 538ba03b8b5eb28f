from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from posts.plain_text import TAG

register = template.Library()

# Focusable, so that the keyboard can scroll it too.
TABLE_FRAME = '<div class="wide-table" tabindex="0" role="group" aria-label="{}">'


@register.filter
def frame_tables(html: SafeString) -> SafeString:
    """Return sanitized HTML with every table inside a frame that scrolls sideways."""
    frame = format_html(TABLE_FRAME, gettext("Table"))
    return SafeString(TAG.sub(lambda tag: _framed(tag[0], frame), html))


def _framed(tag, frame):
    if tag.startswith("<table"):
        return frame + tag
    return f"{tag}</div>" if tag.startswith("</table") else tag
