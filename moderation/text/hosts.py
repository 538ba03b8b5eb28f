"""The host of a link, as its reader sees it.

A link may say "bank.example" and lead elsewhere; then its host is shown after its words. A host in
letters that look like others (Cyrillic "аррӏе") is shown in punycode, as in browsers.
"""

import re
import unicodedata
from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit

from moderation.screening.imitation import skeleton
from moderation.text.markup import names

# Text that reads as a URL, a host or an e-mail address; the path is matched too: its dots belong to
# no host.
PLACE = re.compile(
    r"(?:(?P<scheme>[a-z]{1,10})://"
    r"|(?<![\w@.-])[.-]{0,9}(?P<user>[\w.+-]{1,64}+@)?"
    r"(?=(?:(?:[\w-]+\.)+[^\W\d_][\w-]+|(?:[0-9]{1,3}\.){3}[0-9]{1,3})(?!\.?[\w-])))"
    r"(?P<host>[\w-]+(?:\.[\w-]+)*)(?:[/?#:]\S*)?",
    re.IGNORECASE,
)
# "Node.js" and "notes.txt" are names: these endings are not top-level domains.
FILE_NAME = re.compile(r"[a-z0-9_-]+\.(?:css|html?|jpe?g|js|json|pdf|png|svg|tsx?|txt|xml)")
FULL_STOPS = str.maketrans("。｡．", "...")
# The ASCII word directly before or after a link; many other scripts have no spaces.
LAST_WORD, FIRST_WORD = re.compile(r"[!-~]*$"), re.compile(r"[!-~]*")
WORD_MAX_CHARACTERS = 64  # characters of one text that are checked
INLINE = names("a abbr b cite code del em i ins kbd q s strong sub sup")
MAX_TOKENS_BESIDE = 8  # tokens
# Scripts that are mixed within one word.
WRITTEN_TOGETHER = (
    {"CJK", "HIRAGANA", "KATAKANA"},
    {"CJK", "HANGUL"},
    {"CJK", "BOPOMOFO"},
)
PARTS_OF_SCRIPTS = {"KATAKANA-HIRAGANA": "KATAKANA", "IDEOGRAPHIC": "CJK"}


def show_hosts(source):
    """Filter the tokens of sanitized HTML: each link shows its host if its words are misleading."""
    tokens = list(source)
    start = None
    for position, token in enumerate(tokens):
        if token.get("name") != "a":
            if start is None:
                yield token
        elif token["type"] == "StartTag":
            start = position
        else:
            before = _word_before(tokens[max(0, start - MAX_TOKENS_BESIDE) : start])
            after = _word_after(tokens[position + 1 : position + 1 + MAX_TOKENS_BESIDE])
            yield from _with_host(tokens[start : position + 1], before, after)
            start = None
    if start is not None:
        yield from tokens[start:]


def _word_before(tokens):
    """Return the text directly before a link, without a blank between, as in bank.[example](…)."""
    word = ""
    for text in _texts(reversed(tokens)):
        last = LAST_WORD.search(text[-WORD_MAX_CHARACTERS:])[0]
        word = last + word
        if last != text:
            break
    return word


def _word_after(tokens):
    """Return the text directly after a link, without a blank between."""
    word = ""
    for text in _texts(tokens):
        first = FIRST_WORD.match(text[:WORD_MAX_CHARACTERS])[0]
        word += first
        if first != text:
            break
    return word


def _texts(tokens):
    """Yield the texts up to the next start or end of a block or a line."""
    for token in tokens:
        if token["type"] == "Characters":
            yield token["data"]
        elif token.get("name") not in INLINE:
            break


def _with_host(link, before, after):
    """Yield the tokens of one link, followed by its host if its words name another."""
    *opened, closed = link
    href = unescape(opened[0]["data"][None, "href"])
    is_bare = _words(opened) == href  # the text beside it is not part of the URL
    for token in opened:
        if token["type"] == "Characters":
            token["data"] = PLACE.sub(_display_place, token["data"])
        yield token
    beside = () if is_bare else (before, after)
    target = Target(href)
    if target.is_disguised_by(_words(opened), *beside):
        yield {"type": "Characters", "data": f" ({target.label})"}
    yield closed


def _words(tokens):
    return "".join(token["data"] for token in tokens if token["type"] == "Characters")


def _display_place(match):
    start, end = (match.start("host") - match.start(), match.end("host") - match.start())
    return match[0][:start] + display_host(match["host"]) + match[0][end:]


class Target:
    """The target of a link: a host, or a person at one."""

    def __init__(self, url):
        parts = urlsplit(url)
        mailbox = parts.path if parts.scheme == "mailto" else ""
        self.user, _, host = mailbox.rpartition("@")
        self.host = host or parts.hostname or ""

    @property
    def label(self):
        host = display_host(self.host)
        return f"{self.user}@{host}" if self.user else host

    def is_disguised_by(self, words, before="", after=""):
        """Return whether the words, with the text beside them, name another target or one alike."""
        text = unicodedata.normalize("NFKC", words.translate(FULL_STOPS))
        start, end = len(before), len(before) + len(text)
        return any(
            place.start() < end and place.end() > start and not self._is_named_by(place)
            for place in PLACE.finditer(f"{before}{text}{after}")
        )

    def _is_named_by(self, place):
        """Return whether a name means this target, or is not a name of a target at all."""
        if self.user and (place["user"] or "").casefold() != f"{self.user}@".casefold():
            return False
        host = place["host"]
        if not (place["scheme"] or place["user"]) and FILE_NAME.fullmatch(host.lower()):
            return True
        return display_host(host) == host and normalized_host(host) == normalized_host(self.host)


@lru_cache(maxsize=1_024)
def display_host(host: str) -> str:
    """Return a host as typed, or in punycode if it could be mistaken for another.

    That is so if a label mixes scripts, or has only letters that look Latin.
    """
    if host.isascii():
        return host
    labels = unicodedata.normalize("NFKC", host).casefold().split(".")
    is_foreign = not (labels[-1].isascii() or _looks_latin(labels[-1]))
    if any(_mixes_scripts(label) or not is_foreign and _looks_latin(label) for label in labels):
        return _punycode(host)
    return host


def _looks_latin(label):
    return "LATIN" not in _scripts(label) and not label.isascii() and skeleton(label).isascii()


def _mixes_scripts(label):
    scripts = _scripts(label)
    return len(scripts) > 1 and not any(scripts <= together for together in WRITTEN_TOGETHER)


def _scripts(label):
    """Return the scripts of the letters in a label; Unicode's letter names begin with them."""
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


def normalized_host(host: str) -> str:
    """Return a host in lower case and punycode, without "www." and a full stop at its end."""
    return _punycode(host).casefold().rstrip(".").removeprefix("www.")
