"""The host a link leads to, as its reader sees it.

A link may say "bank.example" and lead elsewhere; then its host stands behind its words. A host in
letters that look like others (Cyrillic "аррӏе") is shown in punycode, as browsers do.
"""

import re
import unicodedata
from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit

from moderation.screening.imitation import silhouette

# What a reader takes for a URL, a host or an e-mail; it swallows the path, whose dots are no host.
PLACE = re.compile(
    r"(?:(?P<scheme>[a-z]{1,10})://"
    r"|(?<![\w@.-])[.-]{0,9}(?P<user>[\w.+-]{1,64}+@)?"
    r"(?=(?:(?:[\w-]+\.)+[^\W\d_][\w-]+|(?:[0-9]{1,3}\.){3}[0-9]{1,3})(?!\.?[\w-])))"
    r"(?P<host>[\w-]+(?:\.[\w-]+)*)(?:[/?#:]\S*)?",
    re.IGNORECASE,
)
FULL_STOPS = str.maketrans("。｡．", "...")
# Scripts that one word is written in together.
WRITTEN_TOGETHER = (
    {"CJK", "HIRAGANA", "KATAKANA"},
    {"CJK", "HANGUL"},
    {"CJK", "BOPOMOFO"},
)
PARTS_OF_SCRIPTS = {"KATAKANA-HIRAGANA": "KATAKANA", "IDEOGRAPHIC": "CJK"}


def show_hosts(source):
    """Filter the tokens of sanitized HTML: each link shows its host where its words mislead."""
    link = []
    for token in source:
        is_link = token.get("name") == "a"
        if link or (is_link and token["type"] == "StartTag"):
            link.append(token)
        else:
            yield token
        if is_link and token["type"] == "EndTag":
            yield from _with_host(link)
            link = []
    yield from link


def _with_host(link):
    """Give the tokens of one link, followed by its host when its words name another."""
    *opened, closed = link
    for token in opened:
        if token["type"] == "Characters":
            token["data"] = PLACE.sub(_shown_place, token["data"])
        yield token
    words = "".join(token["data"] for token in opened if token["type"] == "Characters")
    target = _Target(unescape(opened[0]["data"][None, "href"]))
    if target.is_hidden_by(words):
        yield {"type": "Characters", "data": f" ({target.shown})"}
    yield closed


def _shown_place(match):
    start, end = (match.start("host") - match.start(), match.end("host") - match.start())
    return match[0][:start] + shown_host(match["host"]) + match[0][end:]


class _Target:
    """Where a link leads: a host, or a person at one."""

    def __init__(self, url):
        parts = urlsplit(url)
        mailbox = parts.path if parts.scheme == "mailto" else ""
        self.user, _, host = mailbox.rpartition("@")
        self.host = host or parts.hostname or ""

    @property
    def shown(self):
        host = shown_host(self.host)
        return f"{self.user}@{host}" if self.user else host

    def is_hidden_by(self, words):
        """Say whether words name a place that this is not, or one that looks like another."""
        text = unicodedata.normalize("NFKC", words.translate(FULL_STOPS))
        return any(not self._is_named_by(place) for place in PLACE.finditer(text))

    def _is_named_by(self, place):
        if self.user and (place["user"] or "").casefold() != f"{self.user}@".casefold():
            return False
        host = place["host"]
        return shown_host(host) == host and _same_form(host) == _same_form(self.host)


@lru_cache(maxsize=1_024)
def shown_host(host: str) -> str:
    """Return a host as it was typed, or in punycode where it could be taken for another: one that
    mixes scripts within a word, or looks wholly like a word in Latin letters.
    """
    if host.isascii():
        return host
    labels = unicodedata.normalize("NFKC", host).casefold().split(".")
    is_foreign = not (labels[-1].isascii() or _looks_latin(labels[-1]))
    if any(_mixes_scripts(label) or not is_foreign and _looks_latin(label) for label in labels):
        return _punycode(host)
    return host


def _looks_latin(label):
    return "LATIN" not in _scripts(label) and not label.isascii() and silhouette(label).isascii()


def _mixes_scripts(label):
    scripts = _scripts(label)
    return len(scripts) > 1 and not any(scripts <= together for together in WRITTEN_TOGETHER)


def _scripts(label):
    """Name the scripts of the letters in a label; Unicode puts them first in a letter's name."""
    letters = (letter for letter in label if unicodedata.category(letter) in ("Ll", "Lo", "Lu"))
    named = (unicodedata.name(letter, "UNKNOWN").split()[0] for letter in letters)
    return {PARTS_OF_SCRIPTS.get(name, name) for name in named}


def _punycode(host):
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def _same_form(host):
    """Return a host in the one form in which two names of it are equal."""
    return _punycode(host).casefold().rstrip(".").removeprefix("www.")
