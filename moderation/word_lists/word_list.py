"""The words of each language. In each text, commas are between the words."""

from importlib import import_module
from typing import NamedTuple

from accounts.catalogues.known import LANGUAGES, SOURCE


class WordList(NamedTuple):
    """The words of one language, each text with commas between them.

    In languages without blanks, titles that nobody is called by are also found in longer words.
    """

    unmistakable: str  # titles that are refused beside a name, too ("Wendela, moderator")
    titles: str  # refused as a whole name, or beside the name of the blog
    marks: str  # beside the names of staff and of the post's author, as the pages have them
    guest: str  # before the number of somebody without a name
    nobody: str  # who is not named, or not any more
    labels: str  # of buttons and links: as a name they would change the meaning of a sentence
    mistakes: str  # by which readers name a mistake; other forms of a word are other words
    small_words: str = ""  # articles and prepositions, which do not make another title
    title_parts: str = ""  # no title alone, but part of one: "Deputy Editor"
    is_unspaced: bool = False


def split(text: str) -> list[str]:
    """Return the words of one text of a list."""
    return [word.strip() for word in text.split(",") if word.strip()]


def texts(name: str) -> list[str]:
    """Return one text of each language."""
    return [getattr(words, name) for words in WORD_LISTS.values()]


WORD_LISTS: dict[str, WordList] = {
    code: import_module(f"moderation.word_lists.{code.replace('-', '_')}").WORDS
    for code in LANGUAGES
}


def words_in(language: str) -> WordList:
    """Return the words of a language, or the English ones."""
    return WORD_LISTS.get(language, WORD_LISTS[SOURCE])
