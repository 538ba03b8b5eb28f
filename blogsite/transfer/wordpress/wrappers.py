"""Remove shortcodes around text, such as boxes and columns, and keep the text.

Authors also joke with brackets ([rant] … [/rant]), so an unknown pair stays.
"""

import re
from html import escape, unescape

from blogsite.transfer.wordpress.shortcodes import Attributes
from moderation.text.markup import names

EDGE = re.compile(
    r"(?<!\[)\[(?P<close>/?)(?P<name>[a-zA-Z][\w-]{1,40})(?P<rest>\s[^\[\]]{0,2000})?\](?!\])"
)
WRAPPERS = names(
    "accordion accordions alert aside blockquote box boxed button callout center col column columns"
    " container content div dropcap expand full half highlight important info infobox intro lead"
    " left list message note notice panel pullquote quote right row section sidebar spoiler success"
    " tab tabs third tip toggle toggles tooltip two warning wrap"
)
FOLDED = re.compile(r"(?:\w+_)?(?:spoiler|expand|toggle|collapse)", re.IGNORECASE)
# Boxes that show their title; that of others, such as a tooltip, few readers saw.
TITLED = re.compile(r"(?:\w+_)?(?:box|infobox|tab|panel|note|accordion_item|item|section)", re.I)
# Their text is separate from the text around them.
APART = re.compile(
    r"col(?!o)|row|half|third|fourth|fifth|box|tab|panel|section|accordion|note|notice|alert|message|div"
    r"|aside|sidebar|intro|lead|list|center",
    re.IGNORECASE,
)
QUOTE = re.compile(r"(?:\w+_)?(?:block|pull)?quote", re.IGNORECASE)
LINKED = re.compile(r"\w*(?:button|btn)\w*", re.IGNORECASE)
URL_ATTRIBUTES = ("url", "link", "href")


def without_wrappers(body: str, known) -> tuple[str, int]:
    """Return a body without the boxes around its text, and how many there were.

    `known` are the names of shortcodes that other modules handle.
    """
    pairs = _pairs(body, known)
    parts, done = [], 0
    for start, end, written in sorted(pairs):
        parts += body[done:start], written
        done = end
    return "".join([*parts, body[done:]]), len(pairs) // 2


def _pairs(body, known):
    """Return the place of each edge, and its replacement."""
    replaced, opened = [], {}
    for edge in EDGE.finditer(body):
        name = edge["name"].lower()
        if name in known:
            continue
        if not edge["close"]:
            opened.setdefault(name, []).append(edge)
        elif opened.get(name):
            opening = opened[name].pop()
            if _is_frame(name, opening["rest"] or ""):
                before, after = _written(name, Attributes(unescape(opening["rest"] or "")))
                replaced.append((opening.start(), opening.end(), before))
                replaced.append((edge.start(), edge.end(), after))
    return replaced


def _is_frame(name, rest):
    return name in WRAPPERS or "_" in name or "-" in name or "=" in rest


def _written(name, attributes):
    title = escape(attributes.get("title", ""), quote=False)
    if QUOTE.fullmatch(name):
        return "\n\n<blockquote>", "</blockquote>\n\n"
    if FOLDED.fullmatch(name):
        summary = title or name.rpartition("_")[2].capitalize()
        return f"\n\n<details><summary>{summary}</summary>\n\n", "\n\n</details>\n\n"
    url = next(filter(None, map(attributes.get, URL_ATTRIBUTES)), "")
    if url and LINKED.fullmatch(name):
        return f'<a href="{escape(url)}">', "</a>"
    if title and TITLED.fullmatch(name):
        return f"\n\n<strong>{title}</strong>\n\n", "\n\n"
    return ("\n\n", "\n\n") if APART.search(name) else ("", "")
