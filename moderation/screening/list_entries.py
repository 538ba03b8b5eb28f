"""Reads an owner's input as an entry of a list: a phrase, or a host."""

import re

from django.utils.translation import gettext

from moderation.models import Kind
from moderation.models.screening_list import ENTRY_LENGTH
from moderation.screening.host_index import ANY
from moderation.screening.lists import host_of
from moderation.screening.phrase_index import MAX_WORDS, key_of
from moderation.text.hosts import normalized_host

HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
MIN_LETTERS = 2  # a phrase of one letter would hold nearly everything


def read_phrase(line: str) -> tuple[str, str]:
    """Return the key of a phrase, and why it is invalid, or ""."""
    key = key_of(line)
    letters = key.replace(" ", "")
    if len(letters) < MIN_LETTERS and not (letters and letters[0] > "\u2000"):
        return key, gettext("“%(line)s” has fewer than two letters.")
    if len(line) > ENTRY_LENGTH or len(key) > ENTRY_LENGTH or key.count(" ") >= MAX_WORDS:
        return key, gettext("“%(line)s…” is too long: at most 200 characters and 40 words.")
    return key, ""


def read_host(line: str) -> tuple[str, str]:
    """Return the key of a host, typed alone or in a URL, and why it is invalid, or ""."""
    if line == ANY:
        return ANY, ""
    key = host_of(line) if "://" in line else normalized_host(line.removeprefix("*").lstrip("."))
    if len(line) > ENTRY_LENGTH or not HOST.fullmatch(key):
        return key, gettext("“%(line)s” is no host, such as shop.example.")
    return key, ""


READERS = {Kind.PHRASES: read_phrase, Kind.LINKS: read_host}
