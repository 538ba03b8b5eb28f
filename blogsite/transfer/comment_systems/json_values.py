"""Read the values of untrusted JSON, checking their types."""

import json
import re

from django.utils.translation import gettext_noop

from blogsite.transfer.files import ImportRefused
from blogsite.transfer.remarks import Remark
from blogsite.transfer.report import shorten

NO_TEXT = gettext_noop("“%(field)s” is not text")
NO_NUMBER = gettext_noop("“%(field)s” is not a whole number")
NO_VOTES = gettext_noop("“%(field)s” is no number of votes")
WRONG_VALUES = {
    str: NO_TEXT,
    bool: gettext_noop("“%(field)s” is not true or false"),
    int: NO_NUMBER,
    dict: gettext_noop("“%(field)s” is not an object"),
    list: gettext_noop("“%(field)s” is not a list"),
}
SURROGATES = re.compile("[\ud800-\udfff]")


def refuse_constant(name):
    """Raise ValueError for NaN and the like, which are not JSON."""
    raise ValueError(f"{name} is no number of JSON")


DECODER = json.JSONDecoder(parse_constant=refuse_constant)


class Values:
    """A JSON object; `where` is its place in the file, for error messages."""

    def __init__(self, value, where: Remark):
        self.where = where
        if not isinstance(value, dict):
            self.refuse(gettext_noop("it is no object of JSON"))
        self.values = value

    def refuse(self, message: str, **parameters):
        raise ImportRefused(message, where=self.where, **parameters)

    def _value(self, name, kind, default):
        value = self.values.get(name)
        if value is None:
            return default
        if not isinstance(value, kind) or isinstance(value, bool) != (kind is bool):
            self.refuse(WRONG_VALUES[kind], field=shorten(name))
        return value

    def text(self, name: str) -> str:
        """Return a text that databases can store, "" for none; refuse other values."""
        text = self._value(name, str, "")
        return SURROGATES.sub("\ufffd", text.replace("\x00", ""))

    def key(self, name: str) -> str:
        """Return a required text."""
        return self.text(name) or self.refuse(gettext_noop("it has no “%(field)s”"), field=name)

    def flag(self, name: str) -> bool:
        return self._value(name, bool, False)

    def number(self, name: str) -> int:
        """Return an integer, 0 for none; refuse other values."""
        number = self._value(name, int, 0)
        return number if abs(number) < 2**31 else self.refuse(NO_VOTES, field=name)

    def object(self, name: str) -> "Values":
        """Return an object, an empty one for none."""
        return Values(self._value(name, dict, {}), self.where)

    def list(self, name: str) -> list:
        return self._value(name, list, [])
