"""Convert the body of a WordPress post into plain HTML.

Classic bodies mark paragraphs by blank lines, and the block editor adds comments to its HTML. Both
hold images, embedded media and shortcodes that only the old site could show. An export may be
hostile, so every pattern here takes time in proportion to the text.
"""

import re
from collections import Counter
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

from moderation.text.markup import TAG, Tag, remove_comments

CAPTION = re.compile(r"\scaption=(?:\"([^\"]*)\"|'([^']*)')")
NEXT_PAGE = "<!--nextpage-->"
BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
LINE_WITH_ONLY_A_URL = re.compile(r"^[ \t]*(https?://[^\s<>\"'\[\]]+)[ \t]*$", re.MULTILINE)

SHORTCODE = re.compile(
    r"\[(?P<close>/?)(?P<name>[a-zA-Z][\w-]{0,40})(?P<rest>[\s=][^\[\]<>]{0,2000})?\]"
)
PAIRED_SHORTCODE = re.compile(
    r"\[(?P<close>/?)(?P<name>caption|wp_caption|sourcecode|code)(?P<rest>[\s=][^\[\]]{0,2000})?\]"
)
# Only the old site could render these, or they are only a frame around other things.
DROPPED_SHORTCODES = {"gallery", "playlist", "contact-form", "contact-field"}
MEDIA_SHORTCODES = {"audio", "video", "youtube", "vimeo", "embed", "soundcloud"}

MEDIA_ELEMENTS = {"iframe", "embed", "object", "video", "audio", "source"}
VERBATIM_ELEMENTS = {"pre", "code", "textarea"}

ELEMENTS_WITH_PARAGRAPHS = {
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "div",
    "main",
    "section",
}
ELEMENTS_WITHOUT_PARAGRAPHS = {
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
    """Return a post's body as plain HTML that is not sanitized, and counts of what was changed.

    `base` is the post's old URL, against which relative URLs are resolved.
    """
    conversion = _Conversion(base)
    return with_paragraphs(conversion.html(body)), conversion.changes


class _Conversion:
    """A conversion of one body; `changes` counts what was left out or replaced."""

    def __init__(self, base):
        self.base = base
        self.changes = Counter()
        self.inside = Counter()  # how many of each element are open
        self.last_media = None

    def html(self, body):
        body = body.replace("\r\n", "\n").replace("\r", "\n")
        body = remove_comments(body.replace(NEXT_PAGE, "\n\n"))
        body = self._paired_shortcodes(body)
        parts, done = [], 0
        for tag in TAG.finditer(body):
            parts.append(self._text(body[done : tag.start()]))
            parts.append(self._tag(tag))
            done = tag.end()
        parts.append(self._text(body[done:]))
        return "".join(parts)

    # Tags

    def _tag(self, match):
        tag = Tag.of(match)
        if tag.name == "img":
            return self._image(tag.attributes)
        if tag.name in MEDIA_ELEMENTS:
            return "" if tag.closing else self._media(tag.attributes)
        if tag.name == "a":  # links are never nested; an <a> without href shows nothing
            self.inside["a"] = not tag.closing and "href" in tag.attributes
        elif tag.name in VERBATIM_ELEMENTS:
            self.inside[tag.name] = max(0, self.inside[tag.name] + (-1 if tag.closing else 1))
        return match[0]

    def _image(self, attributes):
        alt = " ".join((attributes.get("alt") or "").split())
        if {"wp-smiley", "emoji"} & set((attributes.get("class") or "").split()):
            return escape(alt)
        url = self._url(attributes.get("src") or "")
        label = escape(f"Image: {alt or file_name(url) or 'without description'}")
        if url is None:
            self.changes["images without a usable address, left as their description"] += 1
            return label
        self.changes["images turned into links"] += 1
        return label if self.inside["a"] else link(url, label)

    def _media(self, attributes):
        url = self._url(attributes.get("src") or attributes.get("data") or "")
        if url is None or url == self.last_media:
            return ""
        self.last_media = url
        self.changes["embedded media turned into links"] += 1
        label = escape(f"Media: {urlsplit(url).netloc}{urlsplit(url).path}")
        return label if self.inside["a"] else link(url, label)

    def _url(self, reference):
        try:
            url = urljoin(self.base, reference.strip()) if reference.strip() else ""
            parts = urlsplit(url)
            return url if parts.scheme in ("http", "https") and parts.hostname else None
        except ValueError:
            return None

    # Text between tags

    def _text(self, text):
        if not text or any(self.inside.values()):
            return text
        text = SHORTCODE.sub(self._shortcode, text)
        return LINE_WITH_ONLY_A_URL.sub(lambda line: link(unescape(line[1])), text)

    def _shortcode(self, code):
        name, rest = code["name"].lower(), code["rest"] or ""
        if name in MEDIA_SHORTCODES and not code["close"]:
            match = re.search(r"https?://[^\s\"'<>]+", unescape(rest))
            if match:
                self.changes["embedded media turned into links"] += 1
                return link(match[0])
        if name in DROPPED_SHORTCODES | MEDIA_SHORTCODES:
            self.changes[f"shortcodes left out: [{name}]"] += not code["close"]
            return ""
        if "=" in rest:
            self.changes[f"shortcodes left as text: [{name}]"] += 1
        return code[0]

    def _paired_shortcodes(self, body):
        parts, done, opening = [], 0, None
        for code in PAIRED_SHORTCODE.finditer(body):
            if not code["close"]:
                opening = code
            elif opening and opening["name"] == code["name"]:
                inner = body[opening.end() : code.start()]
                parts += body[done : opening.start()], self._pair(opening, inner)
                done, opening = code.end(), None
        return "".join([*parts, body[done:]])

    def _pair(self, opening, inner):
        if opening["name"].endswith("code"):
            return f"\n\n<pre><code>{escape(unescape(inner), quote=False)}</code></pre>\n\n"
        image = re.search(r"<img[^<>]*>(?:\s*</a>)?", inner)
        end = image.end() if image else 0
        caption = inner[end:].strip() or caption_of(opening["rest"])
        return f"\n\n<figure>{inner[:end]}<figcaption>{caption}</figcaption></figure>\n\n"


def caption_of(attributes: str | None) -> str:
    """Return the caption among the attributes of an old shortcode; it may hold HTML."""
    match = CAPTION.search(attributes or "")
    return match[1] or match[2] if match else ""


def link(url: str, label: str = "") -> str:
    """Return a link; `label` is HTML, by default the URL."""
    return f'<a href="{escape(url)}">{label or escape(url)}</a>'


def file_name(url: str | None) -> str:
    """Return the last part of a URL's path."""
    return urlsplit(url or "").path.rpartition("/")[2]


def with_paragraphs(html: str) -> str:
    """Turn blank lines into paragraphs and single line breaks into <br>, outside block elements.

    HTML that has paragraphs already is returned unchanged.
    """
    return _Paragraphs().html(html)


class _Paragraphs:
    """A conversion of line breaks in one pass; loose text waits until the next block or the end."""

    def __init__(self):
        self.parts = []
        self.loose = []
        self.stack = []  # open blocks
        self.open = Counter()  # the same, by name
        self.verbatim = 0  # how many of them keep their text as it is

    def html(self, html):
        done = 0
        for tag in TAG.finditer(html):
            self._text(html[done : tag.start()])
            self._tag(tag[0], tag["name"].lower())
            done = tag.end()
        self._text(html[done:])
        self._flush()
        return "".join(self.parts).strip()

    def _text(self, text):
        (self.parts if self.verbatim else self.loose).append(text)

    def _tag(self, tag, name):
        if name not in ELEMENTS_WITH_PARAGRAPHS | ELEMENTS_WITHOUT_PARAGRAPHS | {"hr"}:
            # A line break between attributes is not one of the text.
            self._text(tag if self.verbatim else tag.replace("\n", " "))
            return
        if self.open["p"] and self.stack[-1] == "p" and not tag.startswith("</"):
            self._leave("p")
        self._flush()
        if name != "hr":
            self._leave(name) if tag.startswith("</") else self._enter(name)
        self.parts.append(tag)

    def _enter(self, name):
        self.stack.append(name)
        self.open[name] += 1
        self.verbatim += name in ELEMENTS_WITHOUT_PARAGRAPHS

    def _leave(self, name):
        while self.open[name]:
            left = self.stack.pop()
            self.open[left] -= 1
            self.verbatim -= left in ELEMENTS_WITHOUT_PARAGRAPHS
            if left == name:
                break

    def _flush(self):
        text = "".join(self.loose)
        self.loose.clear()
        paragraphs = [part for part in BLANK_LINE.split(text.strip()) if part]
        if len(paragraphs) > 1 or (paragraphs and not self.stack):
            self.parts += [f"<p>{with_breaks(part)}</p>\n" for part in paragraphs]
        else:
            self.parts += [with_breaks(part) for part in paragraphs] or text[:1]


def with_breaks(text: str) -> str:
    """Replace single line breaks by <br>, without doubling those that are there."""
    lines = (line.strip() for line in text.split("\n"))
    *broken, last = (line.removesuffix("<br />").removesuffix("<br/>") for line in lines)
    return "".join(f"{line.removesuffix('<br>')}<br>\n" for line in broken) + last
