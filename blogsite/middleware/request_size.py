"""Requests too large for what they ask are turned away before anybody reads them."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.shortcuts import render

# A comment of 10,000 characters, each of four bytes in three letters, and the rest of its form.
READERS_LIMIT = 256 * 1024
# Articles with their pictures are sent to the desk, by people who have signed in.
DESK_LIMIT = 64 * 1024 * 1024
DESK = "/admin/"
# What is thrown away of a request that is too large before the connection is closed.
HEARD_OUT = 8 * 1024 * 1024


class RequestSizeMiddleware:
    """Answer 413 by the announced length; what announces none, Django takes for empty."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        length = _length(request)
        if length > READERS_LIMIT and (length > DESK_LIMIT or not is_for_the_desk(request)):
            hear_out(request)
            return render(request, "413.html", status=413)
        return self.get_response(request)


def is_for_the_desk(request) -> bool:
    """Whether somebody who has signed in sends it there; asked only for what is large."""
    if not request.path_info.startswith(DESK):
        return False
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    sessions = import_module(settings.SESSION_ENGINE)
    return SESSION_KEY in sessions.SessionStore(cookie)


def hear_out(request):
    """Let the sender finish, within reason: most browsers read no answer before they have sent."""
    left = min(_length(request), HEARD_OUT)
    while left and (piece := request.environ["wsgi.input"].read(min(left, 64 * 1024))):
        left -= len(piece)


def _length(request):
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdecimal() and len(length) < 19 else 0
