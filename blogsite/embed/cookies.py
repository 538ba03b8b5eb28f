"""The cookies of the frame: a jar of its own.

In a frame on another site, browsers send back only cookies that are partitioned: those of our site
inside of that one. Cookies of our own pages are not read there, even where a browser sends them,
and those of the frame are read nowhere else. So nothing that the page around a frame tricks
somebody into is done with their account here.

Views in the frame use the names that all views use; EmbeddingMiddleware translates. So signing in
there, with `django.contrib.auth.login`, begins a session of the frame alone.
"""

from http.cookies import Morsel, SimpleCookie

from django.conf import settings
from django.core import signing

from accounts.guests import DECLINED_COOKIE, GUEST_COOKIE, HINT_COOKIE

PATH = "/embed/"
# Name on all pages → name in the frame. No other cookie gets in or out.
NAMES = {
    GUEST_COOKIE: "soundoff_frame_guest",
    DECLINED_COOKIE: "soundoff_frame_not_me",
    HINT_COOKIE: "soundoff_frame_here",
    settings.SESSION_COOKIE_NAME: "soundoff_frame_session",
}
READ_BY_SCRIPTS = {HINT_COOKIE}  # so it is not signed


class PartitionedCookie(Morsel):
    """A cookie with the attribute that Python's class does not know before 3.14."""

    def OutputString(self, attrs=None):
        return f"{super().OutputString(attrs)}; Partitioned"


def read_cookies(cookies: dict[str, str]) -> dict[str, str]:
    """Return the cookies of the frame in a request, by the names that views use.

    Each is signed for its name here, so a value of another cookie is worth nothing in its place.
    """
    values = {name: _value_in(cookies, name) for name in NAMES}
    return {name: value for name, value in values.items() if value is not None}


def _value_in(cookies, name):
    value = cookies.get(NAMES[name])
    if value is None or name in READ_BY_SCRIPTS:
        return value
    try:
        return _signer(name).unsign(value)
    except signing.BadSignature:
        return None


def write_cookies(cookies: SimpleCookie) -> SimpleCookie:
    """Return the cookies that a view has set as those of the frame; others are left out."""
    framed = SimpleCookie()
    for name, cookie in cookies.items():
        if name in NAMES:
            framed[NAMES[name]] = _partitioned(name, cookie)
    return framed


def _partitioned(name, cookie) -> PartitionedCookie:
    """Return the cookie as one that comes back in a frame; browsers take it by HTTPS alone."""
    is_signed = cookie.value and name not in READ_BY_SCRIPTS
    value = _signer(name).sign(cookie.value) if is_signed else cookie.value
    partitioned = PartitionedCookie()
    partitioned.set(NAMES[name], *SimpleCookie().value_encode(value))
    partitioned.update(cookie)
    partitioned.update({"path": PATH, "samesite": "None", "secure": True, "domain": ""})
    return partitioned


def _signer(name):
    return signing.Signer(salt=f"embed.{name}")
