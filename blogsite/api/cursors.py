"""Cursors: where the next part of a list begins.

A cursor is signed: nobody can make up others, each of which would be one more page to cache.
"""

from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext

from blogsite.api.problems import Problem

MAX_CHARACTERS = 90
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _signer():
    return Signer(sep=".", salt="api.cursor")


def write_cursor(list_name: str, *numbers: int) -> str:
    """Return the cursor for a place in a list, given as numbers."""
    return _signer().sign("-".join([list_name, *map(str, numbers)]))


def read_cursor(cursor: str, list_name: str) -> list[int]:
    """Return the numbers in a cursor of this list. Raises Problem for any other text."""
    try:
        if len(cursor) > MAX_CHARACTERS:
            raise BadSignature
        name, *numbers = _signer().unsign(cursor).split("-")
    except BadSignature:
        name, numbers = None, []
    if name != list_name:
        sentence = gettext("This cursor is not of this list. Begin again without one.")
        raise Problem(400, sentence, parameter="cursor")
    return [int(number) for number in numbers]


def to_number(moment: datetime) -> int:
    """Return a moment as a number for a cursor: microseconds since 1970."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def to_moment(number: int) -> datetime:
    return EPOCH + timedelta(microseconds=number)
