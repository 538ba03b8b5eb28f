"""Show content that is only in the block editor's comments: shared blocks, links, backgrounds.

The old site rendered most of these on each request. Those that cannot be rendered here are counted.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from django.utils.translation import gettext_noop

from blogsite.transfer.remarks import Remark
from blogsite.transfer.wordpress.footnotes import LIST_PLACE
from blogsite.transfer.wordpress.source_code import mark_source_code
from moderation.text.markup import names

COMMENT = re.compile(
    r"<!--\s+(?P<close>/)?wp:(?P<name>[a-z][a-z0-9_/-]{0,80})\s+(?P<values>\{[^>]{0,20000}\}\s+)?"
    r"(?P<empty>/)?-->"
)
# Blocks that contain others, and still depend on the old site.
FILLED = names("comments jetpack/contact-form navigation post-template query term-query")
# These show nothing without an element of their own.
SILENT = names("freeform more nextpage paragraph separator spacer")
SERVICES = {
    **{"feed": "RSS feed", "mail": "Mail", "github": "GitHub", "linkedin": "LinkedIn"},
    **{"youtube": "YouTube", "wordpress": "WordPress", "whatsapp": "WhatsApp", "x": "X"},
    **{"soundcloud": "SoundCloud", "tiktok": "TikTok", "deviantart": "DeviantArt"},
}
MAX_SHARED_LENGTH = 1_000_000  # characters of shared blocks in one post
MAX_SHARED_DEPTH = 5
FILLED_THERE = gettext_noop("block that the old site filled: %(name)s")


class BlockComment(NamedTuple):
    """The comment that begins or ends a block; an empty block has only one."""

    name: str
    values: dict
    is_end: bool
    is_empty: bool


def block_comments(body: str) -> Iterator[BlockComment]:
    """Yield the comments of a body that begin and end blocks."""
    for comment in COMMENT.finditer(body):
        values = _values(comment["values"])
        yield BlockComment(comment["name"], values, bool(comment["close"]), bool(comment["empty"]))


class BlockComments:
    """The comments of one post; `shared` has the bodies of shared blocks by their ids."""

    def __init__(self, shared: dict, changes: Counter):
        self.shared = shared
        self.changes = changes
        self.room = MAX_SHARED_LENGTH

    def html(self, body: str, depth: int = 0) -> str:
        """Return a body with the content of its comments added."""
        parts, done, inside = [], 0, 0  # how many of FILLED are open
        for comment in COMMENT.finditer(body):
            name = comment["name"].removeprefix("core/")
            if comment["close"]:
                inside -= name in FILLED and inside > 0
                continue
            if not inside:
                parts += body[done : comment.start()], self._html_of(name, comment, depth)
                done = comment.end()
            inside += name in FILLED and not comment["empty"]
        return "".join([*parts, body[done:]])

    def _html_of(self, name, comment, depth):
        values = _values(comment["values"])
        if name == "block":
            return self._shared(values, depth)
        if name == "social-link":
            return _social_link(values)
        if name == "footnotes":
            return LIST_PLACE
        if name in FILLED or (comment["empty"] and name not in SILENT):
            self.changes[Remark(FILLED_THERE, name=name)] += 1
        url = _at(values, "style", "background", "backgroundImage", "url")
        # The comment stays only for code: it names the language.
        return f'<figure><img src="{escape(url)}"></figure>' if url else comment[0]

    def _shared(self, values, depth):
        body = self.shared.get(str(values.get("ref", "")), "")
        if not body or depth == MAX_SHARED_DEPTH or len(body) > self.room:
            self.changes[gettext_noop("block used in several posts")] += 1
            return ""
        self.room -= len(body)
        own = values.get("content")
        body = _with_own_words(body, own) if isinstance(own, dict) else body
        return f"\n\n{self.html(mark_source_code(body), depth + 1)}\n\n"


def _values(text):
    try:
        values = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def _at(values, *keys) -> str:
    """Return the text at the end of a chain of keys, "" if there is none."""
    for key in keys:
        values = values.get(key) if isinstance(values, dict) else None
    return values if isinstance(values, str) else ""


def _social_link(values):
    url, service = _at(values, "url"), _at(values, "service")
    if not url:
        return ""
    if service == "mail" and "@" in url and ":" not in url:
        url = f"mailto:{url}"
    label = _at(values, "label") or SERVICES.get(service) or service.replace("-", " ").capitalize()
    return f'<li><a href="{escape(url)}">{escape(label or url, quote=False)}</a></li>'


def _with_own_words(body, own):
    """Return a shared block with the texts that one post has in it, by the name of their block."""
    parts, done = [], 0
    for comment in COMMENT.finditer(body):
        words = _at(own, _at(_values(comment["values"]), "metadata", "name"), "content")
        if not words or comment["close"] or comment.start() < done:
            continue
        end = body.find(f"<!-- /wp:{comment['name']} ", comment.end())
        if end < 0:
            break
        start, stop = body.find(">", comment.end()) + 1, body.rfind("</", comment.end(), end)
        if 0 < start <= stop:
            parts += body[done:start], words
            done = stop
    return "".join([*parts, body[done:]])
