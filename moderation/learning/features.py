"""The features of a text: hashed words, pairs of words, and character n-grams.

Links and text statistics are words of their own, links in their place in the text. They contain a
colon, which no word of a text does. The hash is CRC-32, because Python's `hash` differs between
processes.
"""

import re
import unicodedata
from array import array
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple
from zlib import crc32

BITS = 18
FEATURE_COUNT = 2**BITS
MASK = FEATURE_COUNT - 1

# Characters that are read at the start and at the end of a text; links are read everywhere.
START_CHARACTERS, END_CHARACTERS = 3_000, 1_000
PIECE_LENGTHS = (3, 4, 5)  # letters in an n-gram
LETTER_BYTES = 4  # in UTF-32
CACHED_WORDS = 2_048  # about 1 MB in each worker
HOST_CHARACTERS = 60
MIN_LETTERS_FOR_CAPITALS = 8

# A link, or a word with its accents; a longer word is split, so that it costs no more.
TOKEN = re.compile(
    r"(?P<url>(?:https?://|www\.)[^\s<>\"]{1,2000})|[\w\u0300-\u036f]{1,40}", re.IGNORECASE
)
# A text without these has no link, and is split in a third of the time.
IN_LINKS = re.compile(r"://|www\.", re.IGNORECASE)
WORD = re.compile(r"[\w\u0300-\u036f]{1,40}")
LINK, HOST, NUMBER = "link:", "host:", "number:"
LENGTH, CAPITALS, LINKS = "length:", "capitals:", "links:"
MAX_LINKS = 3  # counted in one text
PIECE_SEEDS = {length: crc32(f"piece:{length}".encode()) for length in PIECE_LENGTHS}


class Token(NamedTuple):
    """A counted word of a text, at `text[start:end]`."""

    word: str
    start: int
    end: int


class Features(NamedTuple):
    """The numbers of the words and pairs of a text, and of its character n-grams; both sorted."""

    words: array
    pieces: array


def features_of(text: str, links=()) -> Features:
    """Return the features of a text as readers see it; `links` are the URLs of all its links."""
    words = words_in(text)
    entries = [_entry(word) for word in words + words_beside(text, words, links)]
    pieces = set(chain.from_iterable([entry.pieces for entry in entries]))
    numbers = {entry.number for entry in entries}
    numbers |= {pair_number(first, second) for first, second in pairwise(entries)}
    return Features(array("I", sorted(numbers)), array("I", sorted(pieces)))


def tokens_of(text: str) -> list[Token]:
    """Return the words of the part of a text that is read, in order; a link is two words."""
    if len(text) <= START_CHARACTERS + END_CHARACTERS:
        return list(_tokens(text, 0, len(text)))
    end = len(text) - END_CHARACTERS
    return [*_tokens(text, 0, START_CHARACTERS), *_tokens(text, end, len(text))]


def words_beside(text: str, words: list[str], links=()) -> list[str]:
    """Return the words that are not in the visible text, which has `words`: the hosts of links that
    it does not show, and text statistics.
    """
    hosts = _hidden_hosts(words, links)
    return [*hosts, *_looks(text, words + hosts)]


def entries_of(tokens) -> list["Entry"]:
    """Return the features of each word."""
    return [_entry(token.word) for token in tokens]


def pair_number(first: "Entry", second: "Entry") -> int:
    """Return the number of the pair of two consecutive words."""
    return crc32(second.data, first.checksum) & MASK


def words_in(text):
    """Return the words of the tokens of a text."""
    if len(text) > START_CHARACTERS + END_CHARACTERS or IN_LINKS.search(text):
        return [token.word for token in tokens_of(text)]
    return list(map(_fold, WORD.findall(text)))


def _tokens(text, start, end):
    for match in TOKEN.finditer(text, start, end):
        place = match.span()
        if url := match["url"]:
            yield Token(LINK, *place)
            yield Token(_host(url), *place)
        else:
            yield Token(_fold(match[0]), *place)


def _hidden_hosts(words, links):
    """Return the words for links whose host the text does not show."""
    hosts = sorted({_host(url) for url in links} - set(words))
    return [word for host in hosts for word in (LINK, host)]


def _looks(text, words):
    """Return the words for text statistics: length, share of capital letters, number of links."""
    yield f"{LENGTH}{len(words).bit_length()}"
    letters = list(filter(str.isalpha, text[:START_CHARACTERS]))
    capitals = sum(map(str.isupper, letters))
    if len(letters) >= MIN_LETTERS_FOR_CAPITALS and 2 * capitals > len(letters):
        yield CAPITALS
    yield f"{LINKS}{min(words.count(LINK), MAX_LINKS)}"


def _host(url):
    rest = url.casefold().partition("://")[2] or url.casefold()
    host = re.split(r"[/?#:\s]", rest.rpartition("@")[2], maxsplit=1)[0]
    return HOST + host.removeprefix("www.").strip(".,;!)")[:HOST_CHARACTERS]


@lru_cache(maxsize=CACHED_WORDS)
def _fold(word):
    """Return the common form of all spellings of a word; long numbers are all the same."""
    if len(word) > 4 and word.isdecimal():
        return NUMBER
    return unicodedata.normalize("NFKC", word).casefold()


class Entry(NamedTuple):
    """The cached values of a word: its checksum, its bytes, and its n-grams."""

    checksum: int
    data: bytes
    pieces: array

    @property
    def number(self) -> int:
        """The number of the word by itself."""
        return self.checksum & MASK


@lru_cache(maxsize=CACHED_WORDS)
def _entry(word):
    data = f" {word}".encode(errors="surrogatepass")
    pieces = () if ":" in word and not word.startswith(HOST) else _pieces(word)
    return Entry(crc32(data), data, array("I", pieces))


def _pieces(word):
    """Return the numbers of the 3- to 5-grams of a word; blanks mark its ends."""
    letters = f" {word.removeprefix(HOST)} ".encode("utf-32-le", errors="surrogatepass")
    numbers = set()
    for length, seed in PIECE_SEEDS.items():
        size = length * LETTER_BYTES
        for start in range(0, len(letters) - size + 1, LETTER_BYTES):
            numbers.add(crc32(letters[start : start + size], seed) & MASK)
    return sorted(numbers)
