from django import template
from django.utils.safestring import SafeString

from posts.plain_text import TAG

register = template.Library()

# With a place in the tab order, so that the keyboard scrolls it, too.
FRAME = '<div class="wide-table" tabindex="0" role="group" aria-label="Table">'


@register.filter
def frame_tables(html: SafeString) -> SafeString:
    """Return sanitized HTML whose tables each stand in a frame that scrolls sideways."""
    return SafeString(TAG.sub(_framed, html))


def _framed(tag):
    if tag[0].startswith("<table"):
        return FRAME + tag[0]
    return f"{tag[0]}</div>" if tag[0].startswith("</table") else tag[0]
