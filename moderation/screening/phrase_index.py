"""Finds thousands of phrases in a text, in one pass over its words."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from moderation.screening.words import Word, plain, words_of

MAX_WORDS = 40  # of a phrase; characters for a script without spaces
END = " "  # in a node of the tree: the phrases that end there; no word has a blank


class Phrase(NamedTuple):
    """A phrase of a list; `key` is its normalized form, `entry` any object for the caller."""

    key: str
    entry: object


class Match(NamedTuple):
    text: str  # as it appears in the text
    entry: object


def key_of(phrase: str) -> str:
    """Return the normalized form of a phrase: its words with a blank between; "" without words."""
    return " ".join(word.exact for word in words_of(plain(phrase)))


class PhraseIndex:
    """A trie of the words of all phrases, without accents; it is walked from each word of a text.

    That takes at most MAX_WORDS steps a word, for any number of phrases. A phrase with accents is
    found only with these accents; one without them, with and without.
    """

    def __init__(self, phrases: Iterable[Phrase]):
        self.root: dict = {}
        for phrase in phrases:
            node, words = self.root, words_of(phrase.key)
            for word in words:
                node = node.setdefault(word.bare, {})
            node.setdefault(END, []).append(([word.exact for word in words], phrase.entry))

    def matches(self, text: str) -> list[Match]:
        """Return the phrases in a text, each as often as it occurs, in order."""
        text = plain(text)
        words = words_of(text)
        return [match for start in range(len(words)) for match in self._from(words, start, text)]

    def _from(self, words, start, text) -> Iterator[Match]:
        node = self.root
        for end in range(start, min(start + MAX_WORDS, len(words))):
            node = node.get(words[end].bare)
            if node is None:
                return
            for exact, entry in node.get(END, ()):
                if all(map(_is_written_so, exact, words[start : end + 1])):
                    typed = text[words[start].start : words[end].end]
                    yield Match(" ".join(typed.split()), entry)


def _is_written_so(wanted: str, word: Word) -> bool:
    return wanted in (word.exact, word.bare)
