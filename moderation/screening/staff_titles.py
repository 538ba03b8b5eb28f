"""Staff titles in many languages: guests may not use them in their names."""

import re

from django.utils.translation import gettext

from comments.marks import AUTHOR, STAFF
from moderation.screening.imitation import bare_skeleton, is_letter, readings_of, words
from moderation.word_lists import others
from moderation.word_lists.word_list import WORD_LISTS, split, texts

# Small words around the others: "The Editor", "team of Soundoff", "la rédaction". Les, Del and Das
# are not among them: they are also given names.
SMALL_WORDS = frozenset(words(" ".join([others.SMALL_WORDS, *texts("small_words")])))
# "Soundoff's team", "l'équipe"; other single letters are initials.
ELIDED = re.compile(r"['’ʼ]s\b|\bl['’ʼ]", re.IGNORECASE)
# Three initials, as in M. O. D., are a person's name.
INITIALS = re.compile(r"[A-Z]\. [A-Z]\. [A-Z]\.")
# Ad-Min Lee: a given name in two parts.
DOUBLE_NAME = re.compile("(?<=[a-z])-(?=[A-Z])")


def _title_words(name):
    return [word for word in words(ELIDED.sub(" ", name)) if word not in SMALL_WORDS]


def _titles(*lists):
    """Read titles separated by commas; each is known by its words, without the small ones."""
    return frozenset(
        " ".join(_title_words(title)) for titles in lists for title in titles.split(",")
    )


# In languages without blanks between words, also matched within a longer word.
UNSPACED = _titles(
    others.UNSPACED, *(each.unmistakable for each in WORD_LISTS.values() if each.is_unspaced)
)
# Also refused beside a name ("Wendela, moderator"). Admin is a Bosnian first name, but Admin Hodžić
# cannot be told from Admin Bob.
UNMISTAKABLE = UNSPACED | _titles(others.UNMISTAKABLE, *texts("unmistakable"))
# Refused as a whole name, or beside the name of the blog: Frank Staff and Ingrid Mod are people,
# and "مشرف" is also a given name.
TITLES = UNMISTAKABLE | _titles(others.TITLES, *texts("titles"))
# Not a title by itself, but part of one: "Deputy Editor", "Editorial Board".
TITLE_PARTS = _titles(others.TITLE_PARTS, *texts("title_parts"))

# Prefixes and suffixes in one word: "SiteAdmin", "TheModerator", "EditorialTeam".
PREFIXES = ("", *words("the our your site web super head chief editorial"))
JOINED_UNMISTAKABLE = {before + title for before in PREFIXES for title in UNMISTAKABLE}
JOINED_TITLES = {before + title.replace(" ", "") for before in PREFIXES for title in TITLES}


# The marks beside a name, as a site writes them: "Ana (Staff)", "Ana · Author".
MARKS = frozenset(bare_skeleton(mark) for text in texts("marks") for mark in split(text))
BREAKS = re.compile(r"[^\w\s'’.-]+|\s[-.]+\s")


def carries_staff_mark(name: str) -> bool:
    """Return whether a name is a mark, or ends or begins with a separated one."""
    parts = [bare_skeleton(part) for part in BREAKS.split(name) if part.strip()]
    own = {bare_skeleton(gettext(mark)) for mark in (STAFF, AUTHOR)}  # in the owner's wording
    return bool(parts) and bool((MARKS | own) & {parts[0], parts[-1]})


def claims_staff_title(name: str, blog_name: str) -> bool:
    """Return whether a name is a staff title, the blog's name, or both ("Soundoff Staff"), or
    contains an unmistakable title.
    """
    if INITIALS.fullmatch(name):
        return False
    blog_words, blog = frozenset(_title_words(blog_name)), bare_skeleton(blog_name)
    readings = _readings(name)
    if any(_is_title(_title_words(reading), blog_words) for reading in readings):
        return True
    skeletons = {bare_skeleton(reading) for reading in readings}
    if len(name.split()) == 1 and any(_is_joined_title(word, blog) for word in skeletons):
        return True
    return bool(blog) and blog in skeletons


def _readings(name):
    # "Editor-in-chief" is three words, "ad.min" one, and the Н of АДМИН looks like H.
    spaced = DOUBLE_NAME.sub(" ", name)
    unpunctuated = "".join(letter for letter in spaced if letter.isspace() or is_letter(letter))
    return set().union(
        *(
            readings_of(spelling) | readings_of(spelling.casefold())
            for spelling in (name, unpunctuated)
        )
    )


def _is_title(words_of_name, blog_words):
    # At least two of three: the name of the blog, a title, no other words.
    has_blog = bool(blog_words) and blog_words.issubset(words_of_name)
    rest = [word for word in words_of_name if not has_blog or word not in blog_words]
    if any(word in JOINED_UNMISTAKABLE or _has_unspaced(word) for word in rest):
        return True
    has_title = any(word in TITLES for word in rest)
    has_no_more = all(word in TITLES or word in TITLE_PARTS for word in rest)
    return has_title + has_no_more + has_blog >= 2 or " ".join(rest) in TITLES


def _has_unspaced(word):
    return any(title in word for title in UNSPACED)


def _is_joined_title(word, blog):
    rest = word.replace(blog, "")
    return word in JOINED_TITLES or rest in JOINED_TITLES or (rest != word and rest in PREFIXES)
