"""What somebody typed, as it comes in: why it is no form, and all of it that can be read."""

import json
import re
from itertools import islice
from urllib.parse import unquote_to_bytes

from django.core.exceptions import SuspiciousOperation
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError

URLENCODED = "application/x-www-form-urlencoded"
FORMS = frozenset({URLENCODED, "multipart/form-data"})
UNSHOWN = re.compile("password|token|^key$", re.IGNORECASE)  # fields no page shows to be copied
# The same where JSON names it, however deep, and however broken the JSON.
UNSHOWN_IN_JSON = re.compile(r'(?:(?:password|token)[^"\\]{0,40}|"key)"\s{0,20}:', re.IGNORECASE)
COPIED = 20  # more fields than any form of ours has to write in; JSON may have thousands


def form_problem(request) -> str:
    """Say why a POST cannot be read as a form; "" when it can."""
    if request.content_type not in FORMS:
        return f"A form was expected, not {request.content_type or 'something without a type'}."
    return "" if _is_utf8(request) else "A character of your text could not be read."


def _is_utf8(request):
    """Whether it holds text; Django would put other characters in the place of what is none."""
    if request.content_type != URLENCODED:
        return not any("\ufffd" in value for value in request.POST.values())
    try:
        unquote_to_bytes(request.body.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def submitted_fields(request) -> dict[str, str]:
    """Give the fields of a form; of JSON its texts, and of anything else the whole as `body`."""
    if request.content_type in FORMS:
        return request.POST.dict()
    whole = _whole(request)
    return {"body": whole} | _texts_in(whole)


def _whole(request):
    return request.body.decode(errors="replace")


def _texts_in(whole):
    try:
        sent = json.loads(whole)
    except (ValueError, RecursionError):
        sent = None
    fields = sent.items() if isinstance(sent, dict) else ()
    return {_encodable(name): _encodable(text) for name, text in fields if isinstance(text, str)}


def _encodable(text):
    """JSON spells halves of characters, which no page can be written with."""
    return text.encode(errors="replace").decode()


def copyable_fields(request) -> list[tuple[str, str]]:
    """Give the names and texts of what a POST holds, for a page that cannot send it again."""
    try:
        typed = submitted_fields(request)
        if request.content_type not in FORMS and UNSHOWN_IN_JSON.search(_whole(request)):
            typed = _texts_in(_whole(request))
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        return []
    shown = ((name, text) for name, text in typed.items() if text and not UNSHOWN.search(name))
    return list(islice(shown, COPIED))
