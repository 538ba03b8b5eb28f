"""The words of sanitized HTML, for places that show no markup."""

import re
from html import unescape
from unicodedata import east_asian_width

MAX_WORD_LENGTH = 40  # characters; a longer run is text without blanks, such as Japanese
# Characters: two or three sentences, the most that search engines show. A wide character, as in
# Chinese, Japanese and Korean, counts as two.
SUMMARY_LENGTH = 300

JOINERS = "\u200c\u200d"  # without them, words of Persian and Hindi would be different words

# Sanitized HTML quotes its attributes and escapes every "<" that is not part of a tag.
TAG = re.compile(
    r"</?(?P<inline>(?:a|abbr|b|cite|code|del|em|i|ins|kbd|mark|q|rp|rt|ruby|s|samp|small|span"
    r"|strong|sub|sup|time|u|var)\b)?(?:[^<>\"]|\"[^\"]*\")*>"
)
# Captions, links to media, footnotes and the marks that lead to them.
BESIDE_THE_TEXT = re.compile(
    r"<figcaption>.*?</figcaption>|<figure class=\"embed\">.*?</figure>"
    r"|<ol class=\"footnotes\">.*?</ol>|<sup(?: [^<>]*)?><a [^<>]*href=\"#[^<>]*>[^<>]*</a></sup>",
    re.DOTALL,
)


def plain_text(html: str) -> str:
    """Return the words of sanitized HTML on one line."""
    text = TAG.sub(lambda tag: "" if tag["inline"] else " ", html)
    return " ".join(unescape(text).split())


def one_line(text: str) -> str:
    """Return a text from elsewhere on one line, without invisible characters."""
    visible = (c for c in text if c.isprintable() or c.isspace() or c in JOINERS)
    return " ".join("".join(visible).split())


def beginning(html: str) -> str:
    """Return the first sentences of sanitized HTML as plain text, without captions and footnotes.

    A longer text ends after a whole word, where words have blanks between them.
    """
    text = plain_text(BESIDE_THE_TEXT.sub("", html))
    if _fitting(text, SUMMARY_LENGTH) == len(text):
        return text
    length = _fitting(text, SUMMARY_LENGTH - 1)
    start, end = text[:length], text[length]
    words, blank, rest = start.rpartition(" ")
    if end != " " and blank and len(rest) < MAX_WORD_LENGTH:
        start = words
    return f"{start.rstrip()}…"


def _fitting(text, length):
    """Return how many characters of a text fit into a length; wide ones count twice."""
    for position, character in enumerate(text):
        length -= 2 if east_asian_width(character) in "WF" else 1
        if length < 0:
            return position
    return len(text)


def word_count(html: str) -> int:
    """Return the number of words in sanitized HTML."""
    return len(plain_text(html).split())
