"""Convert shortcodes around a picture or a URL to figures: captions and players."""

import re
from collections import Counter

from django.utils.translation import gettext_noop

from blogsite.transfer.wordpress import embeds
from blogsite.transfer.wordpress.tags import link

MEDIA_AS_LINKS = gettext_noop("embedded media turned into links")
CAPTIONS = {"caption", "wp_caption"}
NAMES = "|".join(sorted({*CAPTIONS, *embeds.SHORTCODES}, key=len, reverse=True))
EDGE = re.compile(rf"\[(?P<close>/?)(?P<name>{NAMES})(?P<rest>[\s=][^\[\]]{{0,2000}})?\]")
CAPTION = re.compile(r"\scaption=(?:\"([^\"]*)\"|'([^']*)')")


def with_pairs(body: str, changes: Counter) -> str:
    """Return a body with figures; `changes` counts media that became links."""
    parts, done, opening = [], 0, None
    for edge in EDGE.finditer(body):
        if not edge["close"]:
            opening = edge
        elif opening and opening["name"] == edge["name"]:
            inner = body[opening.end() : edge.start()]
            if (figure := _figure(opening, inner, changes)) is not None:
                parts += body[done : opening.start()], f"\n\n{figure}\n\n"
                done = edge.end()
            opening = None
    return "".join([*parts, body[done:]])


def _figure(opening, inner, changes):
    if opening["name"] in CAPTIONS:
        image = re.search(r"<img[^<>]*>(?:\s*</a>)?", inner)
        end = image.end() if image else 0
        caption = inner[end:].strip() or caption_of(opening["rest"])
        return f"<figure>{inner[:end]}<figcaption>{caption}</figcaption></figure>"
    url = embeds.url_of(opening["name"], opening["rest"] or "", inner)
    if url is None:
        return None
    changes[MEDIA_AS_LINKS] += 1
    return f'<figure class="embed">{link(url)}</figure>'


def caption_of(attributes: str | None) -> str:
    """Return the caption among the attributes of an old shortcode; it may contain HTML."""
    match = CAPTION.search(attributes or "")
    return match[1] or match[2] if match else ""
