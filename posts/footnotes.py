"""Footnotes on a page: roles and names for the links between text and notes.

A post stores `<ol class="footnotes">` with notes that have ids, links to them in the text, and
links back. Screen readers would read a sign such as "↩" by its Unicode name, so a page gives it a
better one.
"""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

LIST = re.compile(r"<ol(?= [^<>]*\bclass=\"footnotes\")(?P<attributes>[^<>]*)>.*?</ol>", re.DOTALL)
NOTE = re.compile(r"<li [^<>]*\bid=\"([^\"]+)\"")
LINK = re.compile(r"<a(?P<attributes> [^<>]*\bhref=\"#(?P<id>[^\"]+)\"[^<>]*)>(?P<text>[^<]*)</a>")
SIGN = re.compile(r"[^\w]+")
AS_TEXT = "\ufe0e"  # without it, some phones show the arrow as an emoji


def with_footnote_roles(html: str) -> SafeString:
    """Return the sanitized HTML of a post with roles and names for its notes and their links."""
    lists = list(LIST.finditer(html))
    notes = {note for each in lists for note in NOTE.findall(each[0])}
    if not notes:
        return SafeString(html)
    parts, done = [], 0
    for each in lists:
        parts += _with_references(html[done : each.start()], notes), _with_ways_back(each, notes)
        done = each.end()
    return SafeString("".join([*parts, _with_references(html[done:], notes)]))


def _with_references(html, notes):
    def reference(link):
        if link["id"] not in notes:
            return link[0]
        return f'<a role="doc-noteref"{link["attributes"]}>{link["text"]}</a>'

    return LINK.sub(reference, html)


def _with_ways_back(each, notes):
    label = escape(gettext("Back to the text"))

    def way_back(link):
        attributes, text = link["attributes"], link["text"]
        if link["id"] in notes:
            return link[0]
        if SIGN.fullmatch(text):
            attributes += f' aria-label="{label}"'
            text = text.replace("↩", f"↩{AS_TEXT}")
        return f'<a role="doc-backlink"{attributes}>{text}</a>'

    name = escape(gettext("Footnotes"))
    opening = f'<ol aria-label="{name}"{each["attributes"]}>'
    return opening + LINK.sub(way_back, each[0][each[0].index(">") + 1 :])
