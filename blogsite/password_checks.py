"""Checks of passwords: slow on purpose, so they are counted and only a few run at once."""

import unicodedata
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.shortcuts import render

from comments.limits import SIGN_IN
from comments.networks import counted_networks

# One check keeps a core busy for most of a second; each process has these turns.
AT_ONCE = 2
# As many wait for a turn as get one within WAIT_SECONDS; the rest of the threads serve readers.
WAITING = 12
WAIT_SECONDS = 5


class TooBusy(Exception):
    """No turn came up within WAIT_SECONDS."""


class Turns:
    """Lets a few threads of a process work at once, and a few more wait for their turn."""

    def __init__(self, at_once=AT_ONCE, waiting=WAITING, wait_seconds=WAIT_SECONDS):
        self._free = BoundedSemaphore(at_once)
        self._places = BoundedSemaphore(at_once + waiting)
        self._wait_seconds = wait_seconds

    @contextmanager
    def turn(self):
        """Wait for a turn and hold it for the block. Raises TooBusy."""
        if not self._places.acquire(blocking=False):
            raise TooBusy
        try:
            if not self._free.acquire(timeout=self._wait_seconds):
                raise TooBusy
            try:
                yield
            finally:
                self._free.release()
        finally:
            self._places.release()


turns = Turns()


class LimitedSignIn:
    """Makes a sign-in form count its tries before it checks a password."""

    def clean(self):
        """Check the password. Raises TooOften and TooBusy beside what Django raises."""
        name, ip = self.cleaned_data.get("username"), self.request.client_address
        if name and self.cleaned_data.get("password"):
            SIGN_IN.check(person=counted_name(name, ip), ip=ip)
        with turns.turn():
            return super().clean()


def counted_name(name: str, ip: str | None) -> str:
    """Return what the tries for one name from one network are counted under.

    By network, for a stranger elsewhere must not keep the owner of a name out.
    """
    same = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return f"{''.join(same.split())} {counted_networks(ip)[1]}"


class SignInForm(LimitedSignIn, AuthenticationForm):
    pass


class DeskSignInForm(LimitedSignIn, AdminAuthenticationForm):
    pass


class TooBusyMiddleware:
    """Answer 503 and when to come back when no turn for a password check came up."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, TooBusy):
            return None
        response = render(request, "503_busy.html", status=503)
        response["Retry-After"] = str(WAIT_SECONDS)
        response["Cache-Control"] = "no-store"
        return response
