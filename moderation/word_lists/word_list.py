"""The words of each language. Each text has commas between the words."""

from importlib import import_module
from typing import NamedTuple

from accounts.catalogues.known import LANGUAGES, SOURCE


class WordList(NamedTuple):
    """The words of one language, each text with commas between them.

    In languages without blanks, unmistakable titles are also found within longer words.
    """

    unmistakable: str  # titles that are refused beside a name, too ("Wendela, moderator")
    titles: str  # refused as a whole name, or beside the name of the blog
    marks: str  # beside the names of staff and of the post's author, as on the pages
    guest: str  # before the number of a person without a name
    nobody: str  # names for people who are unnamed, or no longer named
    labels: str  # of buttons and links: as a name they would change the meaning of a sentence
    # Words for mistakes in readers' comments; inflected forms need entries of their own
    mistakes: str
    small_words: str = ""  # articles and prepositions, ignored in titles
    title_parts: str = ""  # not a title by itself, but part of one: "Deputy Editor"
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
