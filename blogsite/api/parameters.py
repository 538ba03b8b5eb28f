"""The parameters of a query: read strictly, and described in the OpenAPI document."""

from dataclasses import dataclass, field

from django.utils.translation import gettext

from blogsite.api.problems import Problem
from posts.url_converters import positive_int


@dataclass(frozen=True)
class Parameter:
    """A parameter of a query; `description` is for programmers."""

    name: str
    description: str
    default: object = None
    is_required: bool = False

    def read(self, text: str):
        """Return the value of a text. Raises Problem."""
        return text

    @property
    def schema(self) -> dict:
        return {"type": "string"}

    def refuse(self, sentence: str):
        raise Problem(400, sentence, parameter=self.name)


@dataclass(frozen=True)
class Choice(Parameter):
    """One of some words; the first one is the default."""

    choices: tuple[str, ...] = ()

    def __post_init__(self):
        object.__setattr__(self, "default", self.choices[0])

    def read(self, text):
        if text not in self.choices:
            sentence = gettext("“%(name)s” is one of: %(choices)s.")
            self.refuse(sentence % {"name": self.name, "choices": ", ".join(self.choices)})
        return text

    @property
    def schema(self):
        return {"type": "string", "enum": list(self.choices), "default": self.default}


@dataclass(frozen=True)
class Text(Parameter):
    """A non-empty text, up to some length."""

    max_length: int = 100

    def read(self, text):
        if not 1 <= len(text) <= self.max_length or "\x00" in text:
            sentence = gettext("“%(name)s” has from 1 to %(most)d characters.")
            self.refuse(sentence % {"name": self.name, "most": self.max_length})
        return text

    @property
    def schema(self):
        return {"type": "string", "minLength": 1, "maxLength": self.max_length}


@dataclass(frozen=True)
class Number(Parameter):
    """A positive integer."""

    most: int = field(default=10**17)

    def read(self, text):
        number = positive_int(text)
        if number is None or number > self.most:
            sentence = gettext("“%(name)s” is a whole number from 1 to %(most)d.")
            self.refuse(sentence % {"name": self.name, "most": self.most})
        return number

    @property
    def schema(self):
        described = {"type": "integer", "minimum": 1, "maximum": self.most}
        return described | ({} if self.default is None else {"default": self.default})
