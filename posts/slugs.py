"""Slugs: the last part of the URL of a post or a tag, readable in any script."""

import re
from unicodedata import bidirectional, category, combining, name, normalize

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext

WORD_CHARACTERS = {"L", "M", "N"}  # letters, marks and numbers, all kept in a word
EMOJI_MARKS = "\ufe0e\ufe0f\u20e3"  # belong to signs, not to words
NON_JOINER, JOINER = "\u200c", "\u200d"
VIRAMA = 9  # the combining class after which a joiner changes the shape of Indic letters
SIGNS = {"+": "plus", "&": "and", "@": "at", "%": "percent", "=": "equals"}


def slug_of(words: str, max_length: int) -> str:
    """Return the slug of a title or a name, in NFC; "" if it has no letter and no digit.

    Combining marks stay, so that no word of any script becomes another one.
    """
    text = re.sub(r"[-\s]+", "-", slug_characters(normalize("NFKC", words).lower()))
    return cut(text.strip("-_"), max_length)


def cut(slug: str, max_length: int) -> str:
    """Return the slug cut to `max_length`, never between a letter and its mark."""
    end = min(len(slug), max_length)
    while 0 < end < len(slug) and category(slug[end]) in ("Mn", "Mc", "Cf"):
        end -= 1
    return slug[:end].rstrip(f"-_{NON_JOINER}{JOINER}")


def numbered(slug: str, used, max_length: int) -> str:
    """Return the slug with the lowest number that makes it different from all `used`."""
    free, number = slug, 1
    while free in used:
        number += 1
        free = f"{cut(slug, max_length - 10)}-{number}"
    return free


def spelled_out(words: str) -> str:
    """Return words with their signs spelled out: names may differ by signs only (C++, C#)."""
    text = re.sub(r"(?<=\S)#", " sharp ", words)
    for sign, spelling in SIGNS.items():
        text = text.replace(sign, f" {spelling} ")
    if any(category(char)[0] in ("L", "N") for char in text):
        return text
    return " ".join(name(char, "") for char in words)


def slug_characters(text: str) -> str:
    """Return the text without characters that no slug may hold; blanks stay."""
    result = ""
    for place, char in enumerate(text):
        if _stays(char, result, text[place + 1 : place + 2]):
            result += char
    return normalize("NFC", result)


def _stays(char, before, after):
    if category(char)[0] == "M":
        return char not in EMOJI_MARKS and category(before[-1:] or " ")[0] in WORD_CHARACTERS
    if char in NON_JOINER + JOINER:
        return bool(before and after) and _joins(before[-1], char, after)
    return category(char)[0] in WORD_CHARACTERS or char.isspace() or char in "-_"


def _joins(before, joiner, after):
    """Return whether a joiner changes how a word is written, as in Hindi and in Persian."""
    is_between_arabic = bidirectional(before) == bidirectional(after) == "AL"
    return combining(before) == VIRAMA or (joiner == NON_JOINER and is_between_arabic)


def validate_slug(slug: str):
    """Raise ValidationError for blanks, signs, and marks without a letter."""
    if slug_characters(slug) != normalize("NFC", slug) or re.search(r"\s", slug):
        raise ValidationError(
            gettext("Use letters, digits, hyphens and underscores only."), code="invalid"
        )


def in_nfc(value):
    """Return text in Unicode's composed form (NFC), and None unchanged."""
    return value and normalize("NFC", value)


class SlugField(models.SlugField):
    """A slug in any script, stored and looked up in NFC."""

    @cached_property
    def validators(self):
        return [validate_slug, *self._validators]

    def to_python(self, value):
        return in_nfc(super().to_python(value))

    def get_prep_value(self, value):
        return in_nfc(super().get_prep_value(value))

    def formfield(self, **kwargs):
        return models.CharField.formfield(self, **{"form_class": SlugFormField, **kwargs})


class SlugFormField(forms.CharField):
    """The form field of a slug, in any script."""

    default_validators = [validate_slug]

    def to_python(self, value):
        return in_nfc(super().to_python(value))
