"""Refuse requests that are too large for their URL before their body is read."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.shortcuts import render
from django.urls import reverse

from posts.url_converters import positive_int

# A comment of 10,000 characters of 4 UTF-8 bytes, percent-encoded (three times as long), and the
# rest of its form.
MAX_BYTES = 256 * 1024
# Articles with their pictures, sent to the admin by people who are signed in.
MAX_ADMIN_BYTES = 64 * 1024 * 1024
# How much of a too large body is read and discarded, before the connection is closed.
MAX_DISCARDED_BYTES = 8 * 1024 * 1024
CHUNK_BYTES = 64 * 1024


class RequestSizeMiddleware:
    """Answer 413 by Content-Length; Django does not read the body of a request without it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        length = _length(request)
        if length > MAX_BYTES and (length > MAX_ADMIN_BYTES or not is_admin_upload(request)):
            discard_body(request)
            return render(request, "413.html", status=413)
        return self.get_response(request)


def is_admin_upload(request) -> bool:
    """Return whether a signed-in user sends it to the admin; reads the session."""
    if not request.path_info.startswith(reverse("admin:index")):
        return False
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    sessions = import_module(settings.SESSION_ENGINE)
    return SESSION_KEY in sessions.SessionStore(cookie)


def discard_body(request):
    """Read the body up to a limit: most browsers read no response before they have sent it all."""
    remaining = min(_length(request), MAX_DISCARDED_BYTES)
    body = request.environ["wsgi.input"]
    while remaining and (chunk := body.read(min(remaining, CHUNK_BYTES))):
        remaining -= len(chunk)


def _length(request):
    length = request.META.get("CONTENT_LENGTH") or "0"
    return positive_int(length) or 0
