"""The OpenAPI 3.1 document, made from the operations and the types of documents."""

import re

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blogsite.api import answer_documents
from blogsite.api.problems import CONTENT_TYPE, SENTENCES
from blogsite.api.schema import all_documents, reference, schema_of_document
from blogsite.api.serializers import JSON

API_VERSION = "1.0.0"  # of the API, not of this site
PATH_PARAMETER = re.compile(r"<\w+:(\w+)>")
DESCRIPTION = _(
    "What readers of this blog see, as JSON: the same comments, the same counts. Nobody signs in,"
    " and no cookie is read. Programs with a token of an owner write and moderate."
)
SCHEME = {"type": "http", "scheme": "bearer"}
TOKEN_DESCRIPTION = _("A token that an owner has made, with the scopes that are named.")
KEY_DESCRIPTION = _("A new UUID for each comment: the same one again stores nothing more.")


def openapi_document(operations, server_url: str, blog) -> dict:
    """Return the document of `operations`, at the URL below which they are available."""
    paths = {}
    for operation in operations:
        path = f"/{PATH_PARAMETER.sub(r'{\1}', operation.route)}"
        paths.setdefault(path, {})[operation.method] = operation_object(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": gettext("API of %(name)s") % {"name": blog.name},
            "version": API_VERSION,
            "description": str(DESCRIPTION),
        },
        "servers": [{"url": server_url}],
        "paths": paths,
        "components": {
            "schemas": {name: schema_of_document(each) for name, each in all_documents().items()},
            "securitySchemes": {"token": SCHEME | {"description": str(TOKEN_DESCRIPTION)}},
        },
    }


def operation_object(operation) -> dict:
    """Return an operation in OpenAPI's form."""
    document = {
        "operationId": operation.name,
        "summary": str(operation.summary),
        "parameters": [
            *_in_path(operation),
            *map(_in_query, operation.parameters),
            *_in_header(operation),
        ],
        "responses": {str(status): _answer(operation) for status in operation.statuses}
        | {str(status): _problem(status) for status in operation.problems},
    }
    if operation.scope:
        document["security"] = [{"token": [operation.scope]}]
    if operation.body:
        content = {JSON: {"schema": reference(operation.body)}}
        document["requestBody"] = {"required": True, "content": content}
    return document


def _in_path(operation):
    for name in PATH_PARAMETER.findall(operation.route):
        number = {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}
        yield {"name": name, "in": "path", "required": True, "schema": number}


def _in_query(parameter):
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.is_required,
        "description": str(parameter.description),
        "schema": parameter.schema,
    }


def _in_header(operation):
    if operation.is_keyed:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "description": str(KEY_DESCRIPTION),
            "schema": {"type": "string", "format": "uuid"},
        }


def _answer(operation):
    content = {JSON: {"schema": reference(operation.answer)}}
    content |= {name: {"schema": {"type": "string"}} for name in operation.also_as}
    return {"description": (operation.answer.__doc__ or "").partition("\n")[0], "content": content}


def _problem(status):
    content = {CONTENT_TYPE: {"schema": reference(answer_documents.ProblemDocument)}}
    return {"description": str(SENTENCES[status][0]), "content": content}
