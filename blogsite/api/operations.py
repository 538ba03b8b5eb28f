"""Operations of the API. A request is read and described by the same definition."""

from collections import namedtuple
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext

from blogsite.api.parameters import Parameter
from blogsite.api.problems import Problem


@dataclass(frozen=True)
class Operation:
    """An operation.

    `route` is a path below /api/v1/ as Django writes it; `answer` and `body` are types of
    answer_documents.py and request_documents.py, `problems` the statuses of errors that it may
    answer with. With a `scope` it needs a token that covers that, of somebody with the
    `permissions`; with `is_keyed` a key that says of two requests that they are one.
    """

    name: str
    route: str
    summary: str
    answer: type
    example: str  # a path below /api/v1/ with its query; {post}, {comment} and {path} are filled in
    parameters: tuple[Parameter, ...] = ()
    problems: tuple[int, ...] = (400,)
    method: str = "get"
    body: type | None = None
    also_as: tuple[str, ...] = ()  # further content types of the response
    statuses: tuple[int, ...] = (200,)  # of successful responses
    scope: str = ""
    permissions: tuple[str, ...] = ()
    is_keyed: bool = False
    example_body: dict | None = None  # its texts may contain {path}

    @cached_property
    def query_type(self):
        """The type of a parsed query: a named tuple, so that it can be in a cache's key."""
        return namedtuple("Query", [parameter.name for parameter in self.parameters])

    def read(self, query):
        """Return the parsed parameters of a QueryDict. Raises Problem for unknown ones."""
        names = {parameter.name for parameter in self.parameters}
        for name, values in query.lists():
            if name not in names:
                raise Problem(400, _unknown(name), parameter=name[:50])
            if len(values) > 1:
                sentence = gettext("“%(name)s” is there more than once.") % {"name": name}
                raise Problem(400, sentence, parameter=name)
        return self.query_type(*(self._value(parameter, query) for parameter in self.parameters))

    def read_for_cache(self, query):
        """Return the parameters that a response depends on; a version does not change it."""
        read = self.read(query)
        return read._replace(v=None) if "v" in read._fields else read

    @staticmethod
    def _value(parameter, query):
        if parameter.name in query:
            return parameter.read(query[parameter.name])
        if parameter.is_required:
            parameter.refuse(gettext("“%(name)s” is missing.") % {"name": parameter.name})
        return parameter.default


def _unknown(name):
    return gettext("There is no parameter “%(name)s” here.") % {"name": name[:50]}
