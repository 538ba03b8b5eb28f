"""The frame's cookies, separate from all others.

In a frame on another site, browsers send only partitioned cookies: those of our site within that
one. Cookies of our own pages are not read there, even if a browser sends them, and those of the
frame are read nowhere else. So a page around a frame cannot trick somebody into acting with their
account here.

Views in the frame use the names that all views use; EmbeddingMiddleware translates. So signing in
there, with `django.contrib.auth.login`, begins a session only for the frame.
"""

from http.cookies import Morsel, SimpleCookie

from django.conf import settings
from django.core import signing

from accounts.guests import DECLINED_COOKIE, GUEST_COOKIE, HINT_COOKIE

PATH = "/embed/"
# Name on all pages → name in the frame. Other cookies are dropped in both directions.
NAMES = {
    GUEST_COOKIE: "soundoff_frame_guest",
    DECLINED_COOKIE: "soundoff_frame_not_me",
    HINT_COOKIE: "soundoff_frame_here",
    settings.SESSION_COOKIE_NAME: "soundoff_frame_session",
}
READ_BY_SCRIPTS = {HINT_COOKIE}  # so it is not signed


class PartitionedCookie(Morsel):
    """A cookie with an attribute that Python supports only from 3.14."""

    def OutputString(self, attrs=None):
        return f"{super().OutputString(attrs)}; Partitioned"


def read_cookies(cookies: dict[str, str]) -> dict[str, str]:
    """Return the frame's cookies in a request, by the names that views use.

    Each is signed for its name, so another cookie's value is useless in its place.
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
    """Write the cookies that a view has set as those of the frame; others are left out."""
    framed = SimpleCookie()
    for name, cookie in cookies.items():
        if name in NAMES:
            framed[NAMES[name]] = _partitioned(name, cookie)
    return framed


def _partitioned(name, cookie) -> PartitionedCookie:
    """Return the cookie as a partitioned one, which browsers accept only over HTTPS."""
    is_signed = cookie.value and name not in READ_BY_SCRIPTS
    value = _signer(name).sign(cookie.value) if is_signed else cookie.value
    partitioned = PartitionedCookie()
    partitioned.set(NAMES[name], *SimpleCookie().value_encode(value))
    partitioned.update(cookie)
    partitioned.update({"path": PATH, "samesite": "None", "secure": True, "domain": ""})
    return partitioned


def _signer(name):
    return signing.Signer(salt=f"embed.{name}")
