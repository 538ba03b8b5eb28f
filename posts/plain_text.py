"""The words of sanitized HTML, for places that show no markup."""

import re
from html import unescape

LONGEST_WORD = 40  # characters; what is longer has no blanks, as in Japanese
SUMMARY = 300  # characters: two or three sentences, and what search engines show at most

# Sanitized HTML quotes its attributes and escapes what is no tag.
TAG = re.compile(
    r"</?(?P<inline>(?:a|abbr|b|cite|code|del|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup"
    r"|time|u|var)\b)?(?:[^<>\"]|\"[^\"]*\")*>"
)
CAPTION = re.compile(r"<figcaption>.*?</figcaption>", re.DOTALL)


def plain_text(html: str) -> str:
    """Give the words of sanitized HTML on one line."""
    text = TAG.sub(lambda tag: "" if tag["inline"] else " ", html)
    return " ".join(unescape(text).split())


def beginning(html: str) -> str:
    """Return the first sentences of sanitized HTML as plain text, without captions.

    A longer text ends after a whole word, where words have blanks between them.
    """
    text = plain_text(CAPTION.sub(" ", html))
    if len(text) <= SUMMARY:
        return text
    start, end = text[: SUMMARY - 1], text[SUMMARY - 1]
    words, blank, rest = start.rpartition(" ")
    if end != " " and blank and len(rest) < LONGEST_WORD:
        start = words
    return f"{start.rstrip()}…"


def word_count(html: str) -> int:
    """Give how many words a reader of sanitized HTML reads."""
    return len(plain_text(html).split())
