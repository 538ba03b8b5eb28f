"""Sentences of an import's report, stored untranslated, and shown in any language."""

from django.utils.formats import number_format
from django.utils.translation import gettext

BETWEEN = ", "  # between the texts of a parameter with several


class Remark(str):
    """A sentence about an import; as a str it is in English.

    `message` is its msgid, marked by `gettext_noop` in the source. A parameter is a number, a text
    of the file, another remark, or a tuple of these.
    """

    __slots__ = ("message", "parameters")

    def __new__(cls, message: str, **parameters):
        values = {name: _in_english(value) for name, value in parameters.items()}
        remark = super().__new__(cls, message % values)
        remark.message, remark.parameters = message, parameters
        return remark

    def replacing(self, old: str, new: str) -> "Remark":
        """Return the same sentence with a text replaced in its parameters."""
        values = {name: _replacing(value, old, new) for name, value in self.parameters.items()}
        return Remark(self.message, **values)

    def __getnewargs_ex__(self):
        return (self.message,), self.parameters


def _replacing(value, old, new):
    if isinstance(value, tuple):
        return tuple(_replacing(each, old, new) for each in value)
    if isinstance(value, Remark):
        return value.replacing(old, new)
    return value.replace(old, new) if isinstance(value, str) else value


def _in_english(value):
    if isinstance(value, tuple):
        return BETWEEN.join(map(str, value))
    return value if isinstance(value, str) else f"{value:,}"


def localize(text: str) -> str:
    """Return a text of a report in the active language.

    A text that is not a Remark is a msgid without parameters, or has no translation.
    """
    if isinstance(text, Remark):
        return gettext(text.message) % {n: _localize(value) for n, value in text.parameters.items()}
    return gettext(text) if text else ""


def _localize(value) -> str:
    if isinstance(value, tuple):
        return BETWEEN.join(map(_localize, value))
    if isinstance(value, Remark):
        return localize(value)
    return value if isinstance(value, str) else number_format(value, force_grouping=True)


def as_data(value):
    """Return a text or a parameter for JSON, without characters that databases refuse."""
    if isinstance(value, Remark):
        return [value.message, {name: as_data(each) for name, each in value.parameters.items()}]
    if isinstance(value, tuple):
        return {"all": [as_data(each) for each in value]}
    if isinstance(value, str):
        return value.replace("\0", "").encode(errors="replace").decode()
    return value


def from_data(data):
    """Return the object that `as_data` has converted."""
    if isinstance(data, list):
        message, parameters = data
        return Remark(message, **{name: from_data(value) for name, value in parameters.items()})
    return tuple(map(from_data, data["all"])) if isinstance(data, dict) else data
