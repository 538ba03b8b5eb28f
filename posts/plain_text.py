"""The words of sanitized HTML, for places that show no markup."""

import re
from html import unescape

MAX_WORD_LENGTH = 40  # characters; a longer run is text without blanks, such as Japanese
SUMMARY_LENGTH = 300  # characters: two or three sentences, the most that search engines show

# Sanitized HTML quotes its attributes and escapes every "<" that is not part of a tag.
TAG = re.compile(
    r"</?(?P<inline>(?:a|abbr|b|cite|code|del|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup"
    r"|time|u|var)\b)?(?:[^<>\"]|\"[^\"]*\")*>"
)
CAPTION = re.compile(r"<figcaption>.*?</figcaption>", re.DOTALL)


def plain_text(html: str) -> str:
    """Return the words of sanitized HTML on one line."""
    text = TAG.sub(lambda tag: "" if tag["inline"] else " ", html)
    return " ".join(unescape(text).split())


def beginning(html: str) -> str:
    """Return the first sentences of sanitized HTML as plain text, without captions.

    A longer text ends after a whole word, where words have blanks between them.
    """
    text = plain_text(CAPTION.sub(" ", html))
    if len(text) <= SUMMARY_LENGTH:
        return text
    start, end = text[: SUMMARY_LENGTH - 1], text[SUMMARY_LENGTH - 1]
    words, blank, rest = start.rpartition(" ")
    if end != " " and blank and len(rest) < MAX_WORD_LENGTH:
        start = words
    return f"{start.rstrip()}…"


def word_count(html: str) -> int:
    """Return the number of words in sanitized HTML."""
    return len(plain_text(html).split())
