"""Convert the HTML of a comment to text as somebody would have typed it here.

Comments are rendered as simple Markdown and HTML. Stars, numbers and dashes that were shown
elsewhere must be shown here, so Markdown's marks become character references where they would have
an effect, and only there: moderators read this text, too.
"""

import html
import re

from blogsite.transfer.comment_systems.links import is_same, target_of
from moderation.text.characters import clean_text
from moderation.text.links import bare_url, is_link
from moderation.text.markdown import ELEMENTS, OTHER_NAMES
from moderation.text.markup import (
    BLOCKS,
    TAG,
    Tag,
    decode_references,
    names,
    remove_comments,
    remove_unread,
)
from moderation.text.sanitizing import COMMENT_MAX_CHARACTERS

ALLOWED = set(ELEMENTS) - names("a br p pre code")
ALLOWED_BLOCKS = ALLOWED & BLOCKS
HEADINGS = names("h1 h2 h3 h4 h5 h6")
MAX_OPEN = 6  # deeper quotes and lists lose their own markup
# The URLs of other elements: pictures, players, whole pages.
SOURCES = names("img iframe embed video audio source")

BLANKS = re.compile(r"[ \t\n\r\f]+")
BACKTICK = "`"
# A URL that ends in a mark is not bare: its end would be found within the reference.
MARKS = re.compile(
    r":(?=//\S{0,250}[`*<&\]])|"
    r"`|(?<![ \n])\*|\*(?![ \n])|\](?=\()|<(?=[a-zA-Z/!?])|&(?=#|[a-zA-Z][a-zA-Z0-9]{1,31};)"
)
LINE_MARKS = re.compile(r"[>*+~-]|(?<=\d)[.)]")
LINE_START = re.compile(r"(?:[>+*-](?=[ \t>]|$)|>|~~~|[0-9]{1,9}[.)](?=[ \t]|$))", re.MULTILINE)
MENTION = re.compile(r"(?<!\w)@([\w-]{1,60}):disqus\b")
BACKSLASH = re.compile(
    r"(?P<code>^(?P<fence>`{3,}|~{3,}).*?(?:^(?P=fence)[ \t]*$|\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))"
    r"|\\(?P<mark>[!-/:-@\[-`{-~])",
    re.DOTALL | re.MULTILINE,
)


def typed_of_html(markup: str) -> str:
    """Return text that is shown here as the HTML of a comment was shown elsewhere."""
    return _Typing(markup).text()


def plain_of_html(markup: str) -> str:
    """Return the words of a comment's HTML, in lines, with the URLs of its links."""
    return _Typing(markup, is_plain=True).text()


def typed_of_markdown(text: str) -> str:
    """Return Markdown without backslashes before marks, which would be shown here.

    A text that is too long for Markdown is unchanged.
    """
    is_read = "\\" in text and len(text) <= COMMENT_MAX_CHARACTERS
    return BACKSLASH.sub(_unescaped, text) if is_read else text


def _unescaped(match):
    return match["code"] or f"&#{ord(match['mark'])};"


class _Typing:
    """The typed text for one comment; with `is_plain`, without markup."""

    def __init__(self, markup, is_plain=False):
        self.markup = clean_text(remove_unread(remove_comments(clean_text(markup))))
        self.is_plain = is_plain
        self.has_tags = TAG.search(self.markup) is not None
        self.parts = []  # of the text so far
        self.end = "\n"  # its last characters
        self.words = ""  # not yet among the parts
        self.links = []  # for each open link: its URL, and where it begins in the parts
        self.open = []  # open elements that are kept
        self.source = ""  # the URL of the last picture or player

    def text(self):
        position = 0
        while match := TAG.search(self.markup, position):
            self._words(self.markup[position : match.start()])
            tag, position = Tag.of(match), match.end()
            if tag.name in ("pre", "code") and not tag.closing:
                position = self._code(tag.name, position)
            else:
                self._tag(tag)
        self._words(self.markup[position:])
        while self.links:
            self._end_link()
        while self.open:
            self._close(self.open[-1])
        self._flush()
        return "".join(self.parts).strip("\n ")

    # Words

    def _words(self, source):
        words = MENTION.sub(r"@\1", decode_references(source))
        if not self.has_tags:
            for number, line in enumerate(words.split("\n")):
                if number:
                    self._write("\n")
                self._line(line)
            return
        self._line(words)

    def _line(self, words):
        words = BLANKS.sub(" ", words)
        if (self.words or self.end).endswith(("\n", " ")):
            words = words.lstrip(" ")
        self.words += words

    def _flush(self):
        """Write the pending words: whether a character is a mark depends on its neighbours."""
        words, self.words = self.words, ""
        if words and not self.is_plain:
            words = self._escaped(words)
            if words.startswith("&#") and self.parts and self.parts[-1].startswith("http"):
                self.parts[-1] = self.parts[-1].replace("://", "&#58;//")
        if words:
            self._append(words)

    def _escaped(self, words):
        """Return words in which nothing is a mark of Markdown."""
        start = ""
        if self.end.endswith("\n") and (marker := LINE_START.match(words)):
            start = LINE_MARKS.sub(lambda mark: f"&#{ord(mark[0])};", marker[0])
            words = words[marker.end() :]
        return start + MARKS.sub(lambda mark: f"&#{ord(mark[0])};", words)

    def _write(self, text):
        self._flush()
        self._append(text)

    def _append(self, text):
        self.parts.append(text)
        self.end = (self.end + text)[-2:]

    # Elements

    def _tag(self, tag):
        name = OTHER_NAMES.get(tag.name, tag.name)
        if name == "a":
            self._link(tag)
        elif name == "br":
            self._write("\n")
        elif name in SOURCES and not tag.closing:
            self._source(tag)
        elif name in ALLOWED and not self.is_plain:
            self._close(name) if tag.closing else self._open(Tag(name, False, tag.attributes))
        elif name in HEADINGS and not self.is_plain:
            self._heading(tag.closing)
        elif name in BLOCKS:
            self._break()

    def _heading(self, is_end):
        if is_end:
            self._close("strong")
            self._break()
        else:
            self._break()
            self._open(Tag("strong", False, {}))

    def _open(self, tag):
        if len(self.open) >= MAX_OPEN:
            return
        if tag.name in ALLOWED_BLOCKS and tag.name != "li":
            self._break()
        self.open.append(tag.name)
        self._write(tag.html(ELEMENTS))

    def _close(self, name):
        """Close an element and those that were left open in it."""
        if name not in self.open:
            return
        while True:
            last = self.open.pop()
            if last in ALLOWED_BLOCKS:
                self._end_lines()
            self._write(f"</{last}>")
            if last == name:
                break
        if name in ALLOWED_BLOCKS and name != "li":
            self._break()

    def _break(self):
        """End a paragraph, unless there is no text before or a block has just begun."""
        self._flush()
        if self.parts and not self._at_beginning_of_block():
            self._end_lines()
            self._write("\n\n")

    def _at_beginning_of_block(self):
        return self.parts[-1].startswith(("<li", "<blockquote", "<ul", "<ol"))

    def _end_lines(self):
        self._flush()
        while self.parts and not (stripped := self.parts[-1].rstrip("\n ")):
            self.parts.pop()
        if self.parts:
            self.parts[-1] = stripped
        self.end = self.parts[-1][-2:] if self.parts else "\n"

    # Links

    def _link(self, tag):
        if self.links:
            self._end_link()
        if not tag.closing and tag.attributes.get("href"):
            self._flush()
            self.links.append((target_of(tag.attributes["href"]), len(self.parts)))

    def _end_link(self):
        """Write a link; if its text is its URL, perhaps cut, use the whole URL as text."""
        self._flush()
        url, start = self.links.pop()
        inner = "".join(self.parts[start:])
        words = decode_references(TAG.sub("", inner)).strip()
        if not words or not is_link(url) or "\n" in inner.strip("\n"):
            return
        del self.parts[start:]
        if is_same(words, url):
            self._write(self._bare(url))
        elif self.is_plain:
            self._write(f"{words} ({url})")
        else:
            self._write(f'<a href="{html.escape(url)}">{inner.strip()}</a>')

    def _bare(self, url):
        """Return a URL as bare text, or as a link if it would not become one by itself."""
        self._flush()
        is_bare = (
            bare_url(url, 0, len(url)) == url
            and not self.end.endswith("<")
            and "&" not in url
            and BACKTICK not in url
        )
        if is_bare or self.is_plain:
            return url
        words = MARKS.sub(lambda mark: f"&#{ord(mark[0])};", url)
        return f'<a href="{html.escape(url)}">{words}</a>'

    def _source(self, tag):
        """Write a link to a picture or a player, with the alternative text."""
        url = target_of(tag.attributes.get("src") or "")
        url = f"https:{url}" if url.startswith("//") else url
        if not is_link(url) or tag.name == "source" and url == self.source:
            return
        self.source = url
        words = " ".join((tag.attributes.get("alt") or "").split())
        if self.links:  # within a link, its words are enough
            self._line(words or url)
        elif words and not self.is_plain:
            self._write(f'<a href="{html.escape(url)}">{self._escaped(words)}</a>')
        else:
            self._write(f"{words} ({url})" if words else self._bare(url))

    # Code

    def _code(self, name, start):
        """Write code up to its end tag, with every character; return where it ends."""
        end_tag = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self.markup, start)
        end = end_tag.start() if end_tag else len(self.markup)
        source = re.sub(r"(?i)<br\s*/?>", "\n", self.markup[start:end])
        code = decode_references(TAG.sub("", source))
        if self.is_plain:
            self._write(code)
        elif name == "pre" or "\n" in code.strip():
            self._break()
            code = html.escape(code.strip("\n"), quote=False)
            self._write(f"<pre><code>{code}</code></pre>")
            self._write("\n\n")
        elif code.strip():
            self._write(f"<code>{html.escape(code, quote=False)}</code>")
        return end_tag.end() if end_tag else end
