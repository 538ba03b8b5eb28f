"""Convert values of fields to JSON, and back from untrusted input."""

import json
import re
from datetime import UTC, date, datetime, time
from math import isfinite
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import NOT_PROVIDED
from django.utils import timezone
from django.utils.translation import gettext_noop

from blogsite.transfer.files import NO_JSON
from blogsite.transfer.remarks import Remark

MAX_ID = 2**40
ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]|\\u0000")

EXAMPLE = "2026-11-29T08:00:00Z"
REFUSED = gettext_noop("is refused: %(why)s")
NO_TIME_ZONE = gettext_noop("has no time zone: write it like %(example)s")
NO_TIME = gettext_noop("is no time: write it like %(example)s")
NOT_LIKE = gettext_noop("is not like %(example)s")
WRONG_TYPES = {
    str: gettext_noop("is not text"),
    bool: gettext_noop("is not true or false"),
    list: gettext_noop("is not a list"),
}
NO_SPACES = re.compile(r"[^\s\x00-\x1f<>\",;]*")


class Unreadable(ValueError):
    """A value that cannot be stored; `reason` says why, after the name of the field."""

    def __init__(self, message: str, **parameters):
        self.reason = Remark(message, **parameters)
        super().__init__(self.reason)


def as_text(record: dict) -> str:
    """Return a record as its line of the file, the same for equal records."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def to_json(value):
    """Return a field's value for JSON: times in UTC, sorted keys of objects."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {key: to_json(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    return value


def read_object(line: str):
    """Return the JSON in a line; raise Unreadable if it is invalid or cannot be stored."""
    try:
        value = json.loads(line, parse_constant=_refuse_constant, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        raise Unreadable(NO_JSON, error=reason) from None
    if ESCAPED_SURROGATE.search(line):
        text = json.dumps(value, ensure_ascii=False)
        if "\\u0000" in text or not _is_encodable(text):
            raise Unreadable(gettext_noop("it has a character that is no text"))
    return value


def _finite(text):
    number = float(text)
    return number if isfinite(number) else _refuse_constant(text)


def _refuse_constant(name):
    raise ValueError(f"{name} is no number of JSON")


def _is_encodable(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def default_of(column: models.Field):
    """Return the value of a missing field; raise Unreadable if it is required."""
    if getattr(column, "auto_now_add", False) or getattr(column, "auto_now", False):
        return timezone.now()
    if column.many_to_many:
        return []
    if column.default is not NOT_PROVIDED:
        return column.get_default()
    if column.null:
        return None
    if column.blank and column.empty_strings_allowed:
        return ""
    raise Unreadable(gettext_noop("is missing"))


def from_json(column: models.Field, value):
    """Return the model's value for a JSON value; raise Unreadable for an invalid one.

    A reference stays the id of a record of the file.
    """
    if column.many_to_many:
        return [_id(item) for item in _of_type(value, list)]
    if value is None:
        if column.null:
            return None
        raise Unreadable(gettext_noop("is null"))
    if column.related_model:
        return _id(value)
    value = _typed(column, value)
    if column.choices and value not in dict(column.flatchoices) and value != "":
        choices = tuple(map(str, dict(column.flatchoices)))
        raise Unreadable(gettext_noop("is none of %(choices)s"), choices=choices)
    if isinstance(column, models.EmailField):
        return _email(column, value)
    try:
        column.run_validators(value)
    except ValidationError as error:
        raise Unreadable(REFUSED, why=error.messages[0]) from None
    return value


def _email(column, value):
    """Return an e-mail address as typed: not every stored one is valid."""
    if len(value) > column.max_length or not NO_SPACES.fullmatch(value):
        raise Unreadable(gettext_noop("is no e-mail"))
    return value


def _typed(column, value):
    for kind, read in READERS:
        if isinstance(column, kind):
            return read(value)
    raise TypeError(f"{column} has no reader")


def _id(value):
    if not 0 < _integer(value) <= MAX_ID:
        raise Unreadable(gettext_noop("is no id"))
    return value


def _of_type(value, kind):
    if not isinstance(value, kind):
        raise Unreadable(WRONG_TYPES[kind])
    return value


def _integer(value):
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
        raise Unreadable(gettext_noop("is no whole number"))
    return value


def _moment(value):
    try:
        moment = datetime.fromisoformat(_of_type(value, str))
        if moment.tzinfo is None:
            raise Unreadable(NO_TIME_ZONE, example=EXAMPLE)
        return moment.astimezone(UTC)
    except OverflowError:
        raise Unreadable(gettext_noop("is no time")) from None
    except Unreadable:
        raise
    except ValueError:
        raise Unreadable(NO_TIME, example=EXAMPLE) from None


def _iso(kind, example):
    def read(value):
        try:
            return kind.fromisoformat(_of_type(value, str))
        except Unreadable:
            raise
        except ValueError:
            raise Unreadable(NOT_LIKE, example=example) from None

    return read


def _text(value):
    return _of_type(value, str)


READERS = (  # the first match counts
    (models.DateTimeField, _moment),
    (models.DateField, _iso(date, "2026-11-29")),
    (models.TimeField, _iso(time, "08:00")),
    (models.BooleanField, lambda value: _of_type(value, bool)),
    (models.IntegerField, _integer),
    (models.JSONField, lambda value: value),
    (models.GenericIPAddressField, _text),
    (models.CharField, _text),
    (models.TextField, _text),
)
