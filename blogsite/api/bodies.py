"""Read the body of a request as JSON, as untrusted input.

It has at most 256 KB: a larger one is refused earlier (blogsite/middleware/request_size.py).
"""

import json

from django.http import UnreadablePostError
from django.utils.translation import gettext

from blogsite.api.problems import Problem
from blogsite.api.validation import check_document


def read_object(request, *members: str) -> dict:
    """Return the object in the body, which has exactly these members. Raises Problem."""
    document = _parsed(request)
    if not isinstance(document, dict):
        raise Problem(400, gettext("The body is to be a JSON object."))
    for name in document.keys() - set(members):
        sentence = gettext("There is no member “%(name)s” here.") % {"name": name[:50]}
        raise Problem(400, sentence, parameter=name[:50])
    for name in members:
        if name not in document:
            sentence = gettext("“%(name)s” is missing.") % {"name": name}
            raise Problem(400, sentence, parameter=name)
    return document


def read_document(request, document: type) -> dict:
    """Return the object in the body, validated by a type of documents. Raises Problem."""
    sent = _parsed(request)
    check_document(sent, document)
    return sent


def _parsed(request):
    if request.content_type != "application/json":
        raise Problem(415)
    try:
        document = json.loads(request.body, object_pairs_hook=_object, parse_constant=_refuse)
        json.dumps(document, ensure_ascii=False).encode()  # raises for lone surrogates
    except (ValueError, RecursionError, UnreadablePostError):
        raise Problem(400, gettext("The body is no JSON.")) from None
    return document


def _object(pairs):
    if len(members := dict(pairs)) < len(pairs):
        raise ValueError("a member that is there twice")
    return members


def _refuse(constant):
    raise ValueError(constant)  # NaN and Infinity, which are not JSON
