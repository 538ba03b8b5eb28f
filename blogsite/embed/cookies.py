"""The frame's cookies, separate from all others.

In a frame on another site, browsers send only partitioned cookies: those of our site within that
one. Cookies of our own pages are not read there, even if a browser sends them, and those of the
frame are read nowhere else. So a page around a frame cannot trick somebody into acting with their
account here.

Views in the frame use the names that all views use; EmbeddingMiddleware translates. So signing in
there, with `django.contrib.auth.login`, begins a session only for the frame.
"""

from base64 import urlsafe_b64encode
from hashlib import sha256
from http.cookies import Morsel, SimpleCookie

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
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
    The session's is encrypted, since its key would also work on our own pages.
    """
    values = {name: _value_in(cookies, name) for name in NAMES}
    return {name: value for name, value in values.items() if value is not None}


def _value_in(cookies, name):
    value = cookies.get(NAMES[name])
    if value is None or name in READ_BY_SCRIPTS:
        return value
    try:
        if name == settings.SESSION_COOKIE_NAME:
            return _cipher().decrypt(value).decode()
        return _signer(name).unsign(value)
    except (signing.BadSignature, InvalidToken, ValueError):
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
    partitioned = PartitionedCookie()
    partitioned.set(NAMES[name], *SimpleCookie().value_encode(_protected(name, cookie.value)))
    partitioned.update(cookie)
    partitioned.update({"path": PATH, "samesite": "None", "secure": True, "domain": ""})
    return partitioned


def _protected(name, value) -> str:
    if not value or name in READ_BY_SCRIPTS:
        return value
    if name == settings.SESSION_COOKIE_NAME:
        return _cipher().encrypt(value.encode()).decode()
    return _signer(name).sign(value)


def _signer(name):
    return signing.Signer(salt=f"embed.{name}")


def _cipher():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [sha256(f"embed.session {key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
