"""The HTML that is allowed in a comment or an article: elements, attributes and links."""

import re
from collections.abc import Callable
from html import unescape
from typing import NamedTuple

from moderation.text.filters import drop_empty, link_bare_urls, mark_links, rename, unwrap
from moderation.text.fragments import ID, prefix_ids
from moderation.text.hosts import show_hosts
from moderation.text.links import is_link, is_media, is_site_link
from moderation.text.markdown import ELEMENTS as COMMENT_ELEMENTS
from moderation.text.markup import names

POST_ELEMENTS = {
    **{name: {"dir", "lang"} for name in names("p h1 h2 h3 h4 h5 h6 li figure figcaption div")},
    **{name: {"dir", "lang"} for name in names("blockquote ul em strong i b span q cite summary")},
    **{name: set() for name in names("br hr pre code kbd samp var s strike sub sup del ins mark")},
    **{name: set() for name in names("small table caption thead tbody tfoot tr dl dt dd")},
    **{name: {"lang"} for name in names("ruby rt rp")},
    "a": {"href", "title", "name"},
    "abbr": {"title"},
    "details": {"open", "dir", "lang"},
    "acronym": {"title"},
    "img": {"src", "alt", "title", "width", "height", "loading", "srcset", "sizes"},
    "ol": {"start", "reversed", "dir", "lang"},
    "td": {"colspan", "rowspan", "dir", "lang"},
    "th": {"colspan", "rowspan", "scope", "dir", "lang"},
    "time": {"datetime"},
}
# The kinds of element that a post may have, each with a style of ours. An attribute with any other
# class, or with two, is dropped.
POST_CLASSES = {
    "code": re.compile(r"language-[a-z0-9+#-]{1,20}"),
    "figure": re.compile(r"gallery|embed"),
    "ol": re.compile(r"footnotes"),
}
POST_ELEMENTS = {
    name: allowed | ({"id", "class"} if name in POST_CLASSES else {"id"})
    for name, allowed in POST_ELEMENTS.items()
}

SRCSET_CANDIDATE = re.compile(r"(\S+)(?:\s+(?:[0-9]{1,5}w|[0-9](?:\.[0-9]{1,3})?x))?")
ATTRIBUTE_PATTERNS = {
    "width": re.compile(r"[0-9]{1,5}"),
    "height": re.compile(r"[0-9]{1,5}"),
    "start": re.compile(r"-?[0-9]{1,9}"),
    "value": re.compile(r"-?[0-9]{1,9}"),
    "reversed": re.compile(r"(?:reversed)?"),
    "open": re.compile(r"(?:open)?"),
    "id": ID,
    "name": ID,
    "colspan": re.compile(r"[0-9]{1,3}"),
    "rowspan": re.compile(r"[0-9]{1,3}"),
    "scope": re.compile(r"(?:row|col)(?:group)?"),
    "loading": re.compile(r"lazy|eager"),
    "sizes": re.compile(r"[\w\s().,:%+*/-]{1,300}"),
    "dir": re.compile(r"ltr|rtl|auto"),
    "lang": re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8}){0,4}"),
    "datetime": re.compile(r"[0-9TZ:+. -]{1,40}"),
    "title": re.compile(r".{0,300}", re.DOTALL),
    "alt": re.compile(r".{0,2000}", re.DOTALL),
}


class Policy(NamedTuple):
    """What is allowed in a kind of text; `filters` change the rest, one after the other."""

    name: str
    elements: dict[str, set[str]]  # each with its attributes
    is_link: Callable[[str], bool]
    filters: list[Callable]

    def allows(self, element, name, value) -> bool:
        """Return whether an attribute is allowed; its value still has references in it."""
        value = unescape(value)
        if name not in self.elements[element]:
            return False
        if name == "href":
            return self.is_link(value)
        if name == "src":
            return is_media(value)
        if name == "class":
            return POST_CLASSES[element].fullmatch(value) is not None
        if name == "srcset":
            return all(_is_srcset_candidate(candidate.strip()) for candidate in value.split(","))
        return ATTRIBUTE_PATTERNS[name].fullmatch(value) is not None


def _is_srcset_candidate(candidate):
    match = SRCSET_CANDIDATE.fullmatch(candidate)
    return match is not None and is_media(match[1])


COMMENT = Policy(
    "comment",
    COMMENT_ELEMENTS,
    is_link,
    [unwrap, drop_empty, link_bare_urls, show_hosts, mark_links],
)
POST = Policy("post", POST_ELEMENTS, is_site_link, [rename, prefix_ids, unwrap, drop_empty])
