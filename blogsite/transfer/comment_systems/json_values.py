"""Read the values of untrusted JSON, checking their types."""

import json
import re

from blogsite.transfer.files import ImportRefused
from blogsite.transfer.report import shorten

SURROGATES = re.compile("[\ud800-\udfff]")


def refuse_constant(name):
    """Raise ValueError for NaN and the like, which are not JSON."""
    raise ValueError(f"{name} is no number of JSON")


DECODER = json.JSONDecoder(parse_constant=refuse_constant)


class Values:
    """A JSON object; `where` is its place in the file, for error messages."""

    def __init__(self, value, where: str):
        self.where = where
        if not isinstance(value, dict):
            self.refuse("it is no object of JSON")
        self.values = value

    def refuse(self, why: str):
        raise ImportRefused(f"{self.where}: {why}")

    def _value(self, name, kind, words, default):
        value = self.values.get(name)
        if value is None:
            return default
        if not isinstance(value, kind) or isinstance(value, bool) != (kind is bool):
            self.refuse(f"“{shorten(name)}” is not {words}")
        return value

    def text(self, name: str) -> str:
        """Return a text that databases can store, "" for none; refuse other values."""
        text = self._value(name, str, "text", "")
        return SURROGATES.sub("\ufffd", text.replace("\x00", ""))

    def key(self, name: str) -> str:
        """Return a required text."""
        return self.text(name) or self.refuse(f"it has no “{name}”")

    def flag(self, name: str) -> bool:
        return self._value(name, bool, "true or false", False)

    def number(self, name: str) -> int:
        """Return an integer, 0 for none; refuse other values."""
        number = self._value(name, int, "a whole number", 0)
        return number if abs(number) < 2**31 else self.refuse(f"“{name}” is no number of votes")

    def object(self, name: str) -> "Values":
        """Return an object, an empty one for none."""
        return Values(self._value(name, dict, "an object", {}), self.where)

    def list(self, name: str) -> list:
        return self._value(name, list, "a list", [])
