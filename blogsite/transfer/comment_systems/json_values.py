"""Read the values of JSON that somebody else wrote: each of the kind that it should be."""

import json
import re

from blogsite.transfer.files import ImportRefused
from blogsite.transfer.report import shorten

SURROGATES = re.compile("[\ud800-\udfff]")


def refuse_constant(name):
    """Raise ValueError for NaN and its like, which JSON does not have."""
    raise ValueError(f"{name} is no number of JSON")


DECODER = json.JSONDecoder(parse_constant=refuse_constant)


class Values:
    """An object of JSON; `where` says where it stands, for refusals."""

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
        """Return a text without what no database stores, "" for none; refuse other values."""
        text = self._value(name, str, "text", "")
        return SURROGATES.sub("\ufffd", text.replace("\x00", ""))

    def key(self, name: str) -> str:
        """Return a text that must be there."""
        return self.text(name) or self.refuse(f"it has no “{name}”")

    def flag(self, name: str) -> bool:
        return self._value(name, bool, "true or false", False)

    def number(self, name: str) -> int:
        """Return a whole number, 0 for none; refuse other values."""
        number = self._value(name, int, "a whole number", 0)
        return number if abs(number) < 2**31 else self.refuse(f"“{name}” is no number of votes")

    def object(self, name: str) -> "Values":
        """Return an object, an empty one for none."""
        return Values(self._value(name, dict, "an object", {}), self.where)

    def list(self, name: str) -> list:
        return self._value(name, list, "a list", [])
