"""JSON Schema of the types of documents, as in OpenAPI 3.1."""

import sys
from datetime import datetime
from inspect import getdoc
from types import NoneType, UnionType
from typing import (
    Annotated,
    ForwardRef,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from blogsite.api import answer_documents, request_documents
from blogsite.api.moderating import documents as moderating_documents

MODULES = (answer_documents, request_documents, moderating_documents)
SIMPLE = {str: "string", int: "integer", bool: "boolean", NoneType: "null"}


def reference(document: type) -> dict:
    """Return the reference to a type in an OpenAPI document."""
    return {"$ref": f"#/components/schemas/{document.__name__}"}


def schema_of_document(document: type) -> dict:
    """Return the schema of a type of documents: all its members, and no others."""
    hints = get_type_hints(document, include_extras=True)
    module = sys.modules[document.__module__]
    return {
        "type": "object",
        "description": (getdoc(document) or "").partition("\n")[0],
        "properties": {name: schema_of(hint, module) for name, hint in hints.items()},
        "required": [name for name, hint in hints.items() if not _is_optional(hint)],
        "additionalProperties": False,
    }


def schema_of(hint, module=answer_documents) -> dict:
    """Return the schema of an annotation, whose names are those of a module.

    Beside a type there may be its description, and a dictionary of further keywords of JSON Schema.
    """
    if get_origin(hint) is Annotated:
        inner, *notes = get_args(hint)
        schema = schema_of(inner, module)
        for note in notes:
            schema |= note if isinstance(note, dict) else {"description": str(note)}
        return schema
    if get_origin(hint) is NotRequired:
        return schema_of(get_args(hint)[0], module)
    if isinstance(hint, ForwardRef):
        hint = vars(module)[hint.__forward_arg__]
    if is_typeddict(hint):
        return reference(hint)
    return _schema_of_value(hint, module)


def _schema_of_value(hint, module):
    if get_origin(hint) is Literal:
        return {"type": "string", "enum": list(get_args(hint))}
    if get_origin(hint) is list:
        return {"type": "array", "items": schema_of(get_args(hint)[0], module)}
    if get_origin(hint) in (UnionType, Union):
        return {"anyOf": [schema_of(each, module) for each in get_args(hint)]}
    if hint is datetime:
        return {"type": "string", "format": "date-time"}
    return {"type": SIMPLE[hint]}


def _is_optional(hint):
    if get_origin(hint) is Annotated:
        return _is_optional(get_args(hint)[0])
    return get_origin(hint) is NotRequired


def all_documents() -> dict[str, type]:
    """Return the types of documents, by name."""
    return {
        name: each
        for module in MODULES
        for name, each in vars(module).items()
        if is_typeddict(each) and each.__module__ == module.__name__
    }
