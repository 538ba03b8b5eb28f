"""Read the data of a POST: why it is not a form, and all fields that can be read."""

import json
import re
from itertools import islice
from urllib.parse import unquote_to_bytes

from django.core.exceptions import SuspiciousOperation
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext

URLENCODED = "application/x-www-form-urlencoded"
FORMS = frozenset({URLENCODED, "multipart/form-data"})
# Names of fields whose values are never shown.
SECRETS = "password|token|secret|credential|code"
SECRET = re.compile(f"{SECRETS}|^key$", re.IGNORECASE)
# The same names anywhere in JSON, also in broken JSON.
UNSHOWN_IN_JSON = re.compile(rf'(?:(?:{SECRETS})[^"\\]{{0,40}}|"key)"\s{{0,20}}:', re.IGNORECASE)
MAX_COPYABLE_FIELDS = 20  # more than our longest form has; JSON may have thousands


def form_problem(request) -> str:
    """Return why a POST cannot be read as a form, as a sentence; "" when it can."""
    if request.content_type not in FORMS:
        if not request.content_type:
            return gettext("A form was expected, but the request has no content type.")
        return gettext("A form was expected, not %(type)s.") % {"type": request.content_type}
    return "" if _is_utf8(request) else gettext("A character of your text could not be read.")


def _is_utf8(request):
    """Return whether the data is valid UTF-8; Django would replace invalid bytes silently."""
    if request.content_type != URLENCODED:
        return not any("\ufffd" in value for value in request.POST.values())
    try:
        unquote_to_bytes(request.body.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def submitted_fields(request) -> dict[str, str]:
    """Return the fields of a form; of JSON its texts; of other data only `body`, the whole."""
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
    """Replace lone surrogates, which JSON may contain and UTF-8 cannot encode."""
    return text.encode(errors="replace").decode()


def copyable_fields(request) -> list[tuple[str, str]]:
    """Return the names and texts of a POST's fields, for a page that offers them for copying."""
    try:
        typed = submitted_fields(request)
        if request.content_type not in FORMS and UNSHOWN_IN_JSON.search(_whole(request)):
            typed = _texts_in(_whole(request))
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        return []
    fields = ((name, text) for name, text in typed.items() if text and not SECRET.search(name))
    return list(islice(fields, MAX_COPYABLE_FIELDS))
