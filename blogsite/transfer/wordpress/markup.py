"""Turning what WordPress keeps as a post's body into HTML that says the same anywhere.

Classic bodies mark paragraphs by blank lines; the block editor's wear comments; both hold images,
embedded media and shortcodes that only the old site could show. No pattern here looks at a
character more than a few times, however the text is made: an export may be hostile.
"""

import re
from collections import Counter
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

from moderation.text.markup import TAG, Tag, remove_comments

CAPTION = re.compile(r"\scaption=(?:\"([^\"]*)\"|'([^']*)')")
NEXT_PAGE = "<!--nextpage-->"
BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
LINE_WITH_ONLY_AN_ADDRESS = re.compile(r"^[ \t]*(https?://[^\s<>\"'\[\]]+)[ \t]*$", re.MULTILINE)

SHORTCODE = re.compile(
    r"\[(?P<close>/?)(?P<name>[a-zA-Z][\w-]{0,40})(?P<rest>[\s=][^\[\]<>]{0,2000})?\]"
)
PAIRED_SHORTCODE = re.compile(
    r"\[(?P<close>/?)(?P<name>caption|wp_caption|sourcecode|code)(?P<rest>[\s=][^\[\]]{0,2000})?\]"
)
# They stand for things that only the old site could draw, or are no more than a frame.
DROPPED_SHORTCODES = {"gallery", "playlist", "contact-form", "contact-field"}
MEDIA_SHORTCODES = {"audio", "video", "youtube", "vimeo", "embed", "soundcloud"}

MEDIA = {"iframe", "embed", "object", "video", "audio", "source"}
KEPT_AS_TYPED = {"pre", "code", "textarea"}

PARAGRAPHED = {"article", "aside", "blockquote", "center", "details", "div", "main", "section"}
WHOLE = {
    *(
        "address",
        "dl",
        "fieldset",
        "figure",
        "form",
        "math",
        "ol",
        "p",
        "pre",
        "summary",
        "svg",
        "table",
        "ul",
    ),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}


def html_of(body: str, base: str = "") -> tuple[str, Counter]:
    """Give a post's body as plain HTML, and what was turned into something else on the way.

    `base` is the post's old address, which relative ones in it start from. The HTML is not
    sanitized.
    """
    conversion = _Conversion(base)
    return with_paragraphs(conversion.html(body)), conversion.changes


class _Conversion:
    """One body on its way; `changes` counts what it lost or got instead."""

    def __init__(self, base):
        self.base = base
        self.changes = Counter()
        self.inside = Counter()  # how many of each element are open
        self.last_media = None

    def html(self, body):
        body = body.replace("\r\n", "\n").replace("\r", "\n")
        body = remove_comments(body.replace(NEXT_PAGE, "\n\n"))
        body = self._paired_shortcodes(body)
        pieces, done = [], 0
        for tag in TAG.finditer(body):
            pieces.append(self._text(body[done : tag.start()]))
            pieces.append(self._tag(tag))
            done = tag.end()
        pieces.append(self._text(body[done:]))
        return "".join(pieces)

    # Tags

    def _tag(self, match):
        tag = Tag.of(match)
        if tag.name == "img":
            return self._image(tag.attributes)
        if tag.name in MEDIA:
            return "" if tag.closing else self._media(tag.attributes)
        if tag.name == "a":  # never nested, and an anchor without an address shows nothing
            self.inside["a"] = not tag.closing and "href" in tag.attributes
        elif tag.name in KEPT_AS_TYPED:
            self.inside[tag.name] = max(0, self.inside[tag.name] + (-1 if tag.closing else 1))
        return match[0]

    def _image(self, attributes):
        alt = " ".join((attributes.get("alt") or "").split())
        if {"wp-smiley", "emoji"} & set((attributes.get("class") or "").split()):
            return escape(alt)
        address = self._address(attributes.get("src") or "")
        label = escape(f"Image: {alt or file_name(address) or 'without description'}")
        if address is None:
            self.changes["images without a usable address, left as their description"] += 1
            return label
        self.changes["images turned into links"] += 1
        return label if self.inside["a"] else link(address, label)

    def _media(self, attributes):
        address = self._address(attributes.get("src") or attributes.get("data") or "")
        if address is None or address == self.last_media:
            return ""
        self.last_media = address
        self.changes["embedded media turned into links"] += 1
        label = escape(f"Media: {urlsplit(address).netloc}{urlsplit(address).path}")
        return label if self.inside["a"] else link(address, label)

    def _address(self, written):
        try:
            address = urljoin(self.base, written.strip()) if written.strip() else ""
            parts = urlsplit(address)
            return address if parts.scheme in ("http", "https") and parts.hostname else None
        except ValueError:
            return None

    # Text between tags

    def _text(self, text):
        if not text or any(self.inside.values()):
            return text
        text = SHORTCODE.sub(self._shortcode, text)
        return LINE_WITH_ONLY_AN_ADDRESS.sub(lambda line: link(unescape(line[1])), text)

    def _shortcode(self, code):
        name, rest = code["name"].lower(), code["rest"] or ""
        if name in MEDIA_SHORTCODES and not code["close"]:
            found = re.search(r"https?://[^\s\"'<>]+", unescape(rest))
            if found:
                self.changes["embedded media turned into links"] += 1
                return link(found[0])
        if name in DROPPED_SHORTCODES | MEDIA_SHORTCODES:
            self.changes[f"shortcodes left out: [{name}]"] += not code["close"]
            return ""
        if "=" in rest:
            self.changes[f"shortcodes left as text: [{name}]"] += 1
        return code[0]

    def _paired_shortcodes(self, body):
        pieces, done, opening = [], 0, None
        for code in PAIRED_SHORTCODE.finditer(body):
            if not code["close"]:
                opening = code
            elif opening and opening["name"] == code["name"]:
                inner = body[opening.end() : code.start()]
                pieces += body[done : opening.start()], self._pair(opening, inner)
                done, opening = code.end(), None
        return "".join([*pieces, body[done:]])

    def _pair(self, opening, inner):
        if opening["name"].endswith("code"):
            return f"\n\n<pre><code>{escape(unescape(inner), quote=False)}</code></pre>\n\n"
        image = re.search(r"<img[^<>]*>(?:\s*</a>)?", inner)
        end = image.end() if image else 0
        caption = inner[end:].strip() or caption_of(opening["rest"])
        return f"\n\n<figure>{inner[:end]}<figcaption>{caption}</figcaption></figure>\n\n"


def caption_of(written: str | None) -> str:
    """Give the caption that old shortcodes keep among their attributes; it may hold HTML."""
    found = CAPTION.search(written or "")
    return found[1] or found[2] if found else ""


def link(address: str, label: str = "") -> str:
    """Give a link; `label` is HTML, the address itself when empty."""
    return f'<a href="{escape(address)}">{label or escape(address)}</a>'


def file_name(address: str | None) -> str:
    return urlsplit(address or "").path.rpartition("/")[2]


def with_paragraphs(html: str) -> str:
    """Make paragraphs of blank lines and breaks of single ones, outside block-level elements.

    HTML that has its paragraphs already comes back as it was.
    """
    return _Paragraphs().html(html)


class _Paragraphs:
    """Walks the tags once; loose text waits until the next block or the end."""

    def __init__(self):
        self.pieces = []
        self.loose = []
        self.stack = []  # open blocks
        self.open = Counter()  # the same, by name
        self.whole = 0  # how many of them keep their text as it is

    def html(self, html):
        done = 0
        for tag in TAG.finditer(html):
            self._text(html[done : tag.start()])
            self._tag(tag[0], tag["name"].lower())
            done = tag.end()
        self._text(html[done:])
        self._flush()
        return "".join(self.pieces).strip()

    def _text(self, text):
        (self.pieces if self.whole else self.loose).append(text)

    def _tag(self, tag, name):
        if name not in PARAGRAPHED | WHOLE | {"hr"}:
            # A line break inside a tag is no line break of the text.
            self._text(tag if self.whole else tag.replace("\n", " "))
            return
        if self.open["p"] and self.stack[-1] == "p" and not tag.startswith("</"):
            self._leave("p")
        self._flush()
        if name != "hr":
            self._leave(name) if tag.startswith("</") else self._enter(name)
        self.pieces.append(tag)

    def _enter(self, name):
        self.stack.append(name)
        self.open[name] += 1
        self.whole += name in WHOLE

    def _leave(self, name):
        while self.open[name]:
            left = self.stack.pop()
            self.open[left] -= 1
            self.whole -= left in WHOLE
            if left == name:
                break

    def _flush(self):
        text = "".join(self.loose)
        self.loose.clear()
        paragraphs = [part for part in BLANK_LINE.split(text.strip()) if part]
        if len(paragraphs) > 1 or (paragraphs and not self.stack):
            self.pieces += [f"<p>{with_breaks(part)}</p>\n" for part in paragraphs]
        else:
            self.pieces += [with_breaks(part) for part in paragraphs] or text[:1]


def with_breaks(text: str) -> str:
    """Give single line breaks as <br>, once where one is written already."""
    lines = (line.strip() for line in text.split("\n"))
    *broken, last = (line.removesuffix("<br />").removesuffix("<br/>") for line in lines)
    return "".join(f"{line.removesuffix('<br>')}<br>\n" for line in broken) + last
