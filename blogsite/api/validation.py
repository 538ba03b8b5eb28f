"""Validate posted data by its schema in the OpenAPI document."""

from collections.abc import Callable
from functools import cache

from django.utils.translation import gettext

from blogsite.api.problems import Problem
from blogsite.api.schema import all_documents, schema_of_document

MAX_NAME_CHARACTERS = 50  # of a member that is shown in an error


def check_document(value, document: type):
    """Raise Problem unless a JSON value matches a type of documents.

    The value must not contain NUL, which PostgreSQL cannot store.
    """
    _check(value, _schema(document.__name__), "")


@cache
def _schema(name):
    """Return the schema of a type by its name, cached: its language does not matter here."""
    return schema_of_document(all_documents()[name])


def _check(value, schema, where):
    if "$ref" in schema:
        schema = _schema(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        nothing, (schema, *_others) = _null_and_others(schema["anyOf"])
        if value is None and nothing:
            return
    if value is not None and isinstance(value, bool) != (schema["type"] == "boolean"):
        _refuse(where, _wrong_type(schema))
    CHECKS[schema["type"]](value, schema, where)


def _null_and_others(schemas):
    others = [each for each in schemas if each.get("type") != "null"]
    return len(others) < len(schemas), others


def _check_object(value, schema, where):
    if not isinstance(value, dict):
        _refuse(where, _wrong_type(schema))
    for name in value.keys() - schema["properties"].keys():
        short_name = name[:MAX_NAME_CHARACTERS]
        _refuse(_below(where, short_name), gettext("There is no member “%(name)s” here."))
    for name in schema["required"]:
        if name not in value:
            _refuse(_below(where, name), gettext("“%(name)s” is missing."))
    for name, member in value.items():
        _check(member, schema["properties"][name], _below(where, name))


def _check_array(value, schema, where):
    if not isinstance(value, list):
        _refuse(where, _wrong_type(schema))
    if len(value) > schema["maxItems"]:
        sentence = gettext("“%(name)s” has at most %(most)d of them.")
        _refuse(where, sentence, most=schema["maxItems"])
    for each in value:
        _check(each, schema["items"], where)


def _check_string(value, schema, where):
    if not isinstance(value, str):
        _refuse(where, _wrong_type(schema))
    if "enum" in schema and value not in schema["enum"]:
        choices = ", ".join(schema["enum"])
        _refuse(where, gettext("“%(name)s” is one of: %(choices)s."), choices=choices)
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if len(value) < least:
        _refuse(where, gettext("“%(name)s” is empty."))
    if most and len(value) > most:
        _refuse(where, gettext("“%(name)s” has at most %(most)d characters."), most=most)
    if "\x00" in value:
        _refuse(where, gettext("“%(name)s” has the character NUL, which cannot be stored."))


def _check_integer(value, schema, where):
    if not isinstance(value, int):
        _refuse(where, _wrong_type(schema))
    if not schema["minimum"] <= value <= schema["maximum"]:
        sentence = gettext("“%(name)s” is a whole number from 1 to %(most)d.")
        _refuse(where, sentence, most=schema["maximum"])


def _check_boolean(value, schema, where):
    if not isinstance(value, bool):
        _refuse(where, _wrong_type(schema))


CHECKS: dict[str, Callable] = {
    "object": _check_object,
    "array": _check_array,
    "string": _check_string,
    "integer": _check_integer,
    "boolean": _check_boolean,
}


def _wrong_type(schema):
    return {
        "object": gettext("“%(name)s” is to be a JSON object."),
        "array": gettext("“%(name)s” is to be a list."),
        "string": gettext("“%(name)s” is to be a string."),
        "integer": gettext("“%(name)s” is to be a whole number."),
        "boolean": gettext("“%(name)s” is to be true or false."),
    }[schema["type"]]


def _below(where, name):
    return f"{where}.{name}" if where else name


def _refuse(where, sentence, **values):
    name = where or gettext("The body")
    raise Problem(400, sentence % ({"name": name} | values), parameter=where or "body")
