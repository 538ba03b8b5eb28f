"""Parse a page of another site: whether it links to a URL here, its author, and its text.

Microformats (h-entry, h-card) are the best source; without them, the paragraph around the link.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from blogsite.webmentions.targets import comparable
from moderation.text.characters import clean_text
from moderation.text.markup import (
    BLOCKS,
    CLOSED_BY_SIBLINGS,
    TAG,
    VOID,
    Tag,
    decode_references,
    remove_comments,
    remove_unread,
)

MAX_WORDS_LENGTH = 1_000  # characters of an answer; people can follow the link to read more
MAX_OPEN = 100  # elements; deeper ones have no meaning of their own
MAX_AUTHOR_LENGTH, MAX_TITLE_LENGTH = 200, 200
TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,1000})</title", re.IGNORECASE)
TEXTS = ("e-content", "p-content", "p-summary", "p-name")  # of an entry, the best first
AUTHORS = {"p-author", "u-author", "h-card"}
PROPERTIES = {*TEXTS, "p-author", "u-author"}
PARAGRAPHS = BLOCKS - {"html", "body", "main", "article", "section", "div", "table", "tbody", "tr"}


@dataclass
class Source:
    """The data taken from a page that links here; `author_url` is unverified."""

    author: str = ""
    author_url: str = ""
    title: str = ""
    words: str = ""


@dataclass
class Item:
    """An entry (h-entry) or a person (h-card) in a page, with its properties."""

    properties: dict = field(default_factory=dict)
    links_here: bool = False


@dataclass
class Element:
    """An open element: where its words begin, and its item, if any."""

    name: str
    classes: frozenset
    start: int
    item: Item | None = None
    href: str = ""
    links_here: bool = False


def read_source(markup: str, url: str, target: str) -> Source | None:
    """Return the parsed page; None if it does not link to the target. Input may be any text."""
    reader = _Reader(markup, url, target)
    reader.read()
    return reader.source() if reader.links_here else None


class _Reader:
    """One page, read tag by tag in linear time."""

    def __init__(self, markup, url, target):
        title = TITLE.search(markup)
        self.title = title[1] if title else ""
        self.markup = clean_text(remove_unread(remove_comments(clean_text(markup))))
        self.url, self.base, self.target = url, url, comparable(target)
        self.words = []  # the texts between tags so far
        self.open = []
        self.entries, self.people = [], []
        self.paragraph = ""  # the first around a link here
        self.links_here = False

    def read(self):
        end = 0
        for match in TAG.finditer(self.markup):
            self._text(self.markup[end : match.start()])
            end = match.end()
            tag = Tag.of(match)
            if tag.name in BLOCKS:
                self.words.append("\n" if tag.name == "br" else "\n\n")
            self._close(tag.name) if tag.closing else self._begin(tag)
        self._text(self.markup[end:])
        while self.open:
            self._end()

    def _text(self, source):
        if source:
            self.words.append(" ".join(f".{decode_references(source)}.".split())[1:-1])

    # Elements

    def _begin(self, tag):
        name, classes = tag.name, frozenset((tag.attributes.get("class") or "").split())
        if name in CLOSED_BY_SIBLINGS and self.open and self.open[-1].name == name:
            self._end()
        href = self._resolved(tag.attributes.get("href"))
        if name == "base" and href:
            self.base = href
        if name in VOID and name != "area" or len(self.open) >= MAX_OPEN:
            return
        element = Element(name, classes, len(self.words), self._item(classes), href)
        self.open.append(element)
        if href and name in ("a", "area") and self._is_target(href):
            self._note_link()
        if "u-url" in classes and href and (item := self._item_around(len(self.open))):
            item.properties.setdefault("u-url", href)
        if name == "area":
            self._end()

    def _resolved(self, href):
        try:
            return urljoin(self.base, href.strip()) if href else ""
        except ValueError:
            return ""

    def _is_target(self, href):
        try:
            return comparable(href) == self.target
        except ValueError:
            return False

    def _note_link(self):
        self.links_here = True
        for element in reversed(self.open):
            if element.item:
                element.item.links_here = True
        around = [element for element in self.open if element.name in PARAGRAPHS]
        for element in around[-1:]:
            element.links_here = True

    def _item(self, classes):
        items = self.entries if "h-entry" in classes else self.people
        if not {"h-entry", "h-card"} & classes:
            return None
        items.append(Item())
        return items[-1]

    def _item_around(self, depth):
        """Return the item around the elements from a depth on, None outside of all."""
        return next((each.item for each in reversed(self.open[:depth]) if each.item), None)

    def _close(self, name):
        for position in range(len(self.open) - 1, -1, -1):
            if self.open[position].name == name:
                while len(self.open) > position:
                    self._end()
                return

    def _end(self):
        element = self.open.pop()
        if element.links_here and not self.paragraph:
            self.paragraph = self._words_since(element.start)
        properties = element.classes & PROPERTIES
        if not properties and element.item is None:
            return
        words = self._words_since(element.start)
        if element.item is not None and "h-card" in element.classes:
            element.item.properties.setdefault("p-name", words)
            element.item.properties.setdefault("u-url", element.href)
        around = self._item_around(len(self.open))
        for name in properties if around else ():
            is_person = name in AUTHORS and element.item is not None
            value = element.item.properties if is_person else words
            around.properties.setdefault(name, value)

    def _words_since(self, start):
        lines = "".join(self.words[start:]).split("\n")
        text = "\n".join(" ".join(line.split()) for line in lines)
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    # The result

    def source(self) -> Source:
        entry = next((each for each in self.entries if each.links_here), Item())
        author, author_url = self._author(entry)
        title = " ".join(decode_references(self.title).split())
        return Source(
            cut(author, MAX_AUTHOR_LENGTH),
            author_url if urlsplit(author_url).scheme in ("http", "https") else "",
            cut(title, MAX_TITLE_LENGTH),
            cut(self._best_words(entry), MAX_WORDS_LENGTH),
        )

    def _author(self, entry):
        author = entry.properties.get("p-author") or entry.properties.get("u-author") or ""
        if isinstance(author, str):  # a name without a card, or none
            others = [person.properties for person in self.people] if not author else []
            author = others[0] if others else {"p-name": author}
        return author.get("p-name", ""), author.get("u-url", "")

    def _best_words(self, entry):
        """Return the whole of a short answer; else the paragraph with the link."""
        texts = [entry.properties[name] for name in TEXTS if name in entry.properties]
        whole = texts[0] if texts else ""
        if whole and len(whole) <= MAX_WORDS_LENGTH:
            return whole
        return self.paragraph or whole


def cut(text: str, length: int) -> str:
    """Return the beginning of a text, up to the end of a word."""
    if len(text) <= length:
        return text
    return f"{text[: length - 1].rpartition(' ')[0] or text[: length - 1]}…"
