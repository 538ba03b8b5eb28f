"""Tokens in which another site names its reader: a JWT, as untrusted input.

A key determines the algorithm of its tokens. PyJWT checks only the signature; the claims are
checked here, so that each wrong one has its own sentence.
"""

import hashlib
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import jwt
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blogsite.models.signing_key import SigningKey
from blogsite.models.site_reader import MAX_ID_LENGTH

MAX_LENGTH = 4_096  # characters of a token
MAX_LIFETIME = 5 * 60  # seconds until it expires
MAX_SECONDS = 10**11  # since 1970, within the range of dates
LEEWAY = 10  # allowed difference between the clocks of two servers
# Errors for malformed tokens; OverflowError is for numbers like 1e999.
MALFORMED = (jwt.InvalidTokenError, ValueError, TypeError, OverflowError, RecursionError)

UNREADABLE = _("This is not a token: it has three parts with dots between them, in base64.")
UNKNOWN = _("The token is not signed with a key that was entered here for the site in “iss”.")
OTHER_SITE = _("The token is of another site than the page that has sent it.")
EXPIRED = _("The token has expired.")
TOO_LONG = _("The token is valid for too long: “exp” is at most 5 minutes away.")
TOO_EARLY = _("The token is not valid yet: compare the clocks of both servers.")


class TokenRefused(Exception):
    """A token that signs nobody in; the text is a sentence for its programmers."""


@dataclass(frozen=True)
class Token:
    """The verified claims of a token; others, such as a role, are ignored."""

    issuer: str
    subject: str
    token_id: str
    expires: datetime
    name: str
    email: str  # "" unless the site has confirmed it

    @property
    def digest(self) -> str:
        """Return the stored hash of a token; no origin has a space in it."""
        return hashlib.sha256(f"{self.issuer} {self.token_id}".encode()).hexdigest()


def read_token(text: str, *, audience: str, page: str = "") -> Token:
    """Return the verified claims of a token. Raises TokenRefused.

    `audience` is our own origin, for which it must have been made. `page` is the origin of the page
    that has sent it, if known: only the site itself hands out its tokens.
    """
    if not 0 < len(text) <= MAX_LENGTH or not text.isascii():
        raise TokenRefused(UNREADABLE)
    key, claims = _verified(text)
    _check_audience(claims, audience)
    if page and page != key.site.origin:
        raise TokenRefused(OTHER_SITE)
    expires = _check_times(claims)
    user = claims.get("user", {})
    if not isinstance(user, dict):
        raise TokenRefused(_wrong("user"))
    email = _text(claims, "email") or _text(user, "email", path="user.email")
    return Token(
        issuer=key.site.origin,
        subject=_identifier(_text(claims, "sub") or _text(user, "id", path="user.id"), "sub"),
        token_id=_identifier(_text(claims, "jti"), "jti"),
        expires=expires,
        name=_text(claims, "name") or _text(user, "username", path="user.username"),
        email=email if key.confirms_emails else "",
    )


def _verified(text) -> tuple[SigningKey, dict]:
    """Return the claims of a token, and the key of its site that verifies it."""
    issuer = _text(_claims_in(_payload(text)), "iss")
    for key in SigningKey.objects.of_issuer(issuer) if issuer else ():
        try:
            return key, _claims_in(_payload(text, key))
        except TokenRefused:
            continue
    raise TokenRefused(UNKNOWN)


def _payload(text, key=None) -> bytes:
    """Return the claims of a token, verified with `key`; without one, nothing is verified."""
    options = {"verify_signature": key is not None}
    secret, algorithms = (key.verifying_key, [key.algorithm]) if key else ("", None)
    try:
        return jwt.PyJWS().decode(text, secret, algorithms=algorithms, options=options)
    except MALFORMED:
        raise TokenRefused(UNREADABLE) from None


def _claims_in(payload) -> dict:
    try:
        claims = json.loads(payload)
    except (ValueError, RecursionError):
        raise TokenRefused(UNREADABLE) from None
    if not isinstance(claims, dict):
        raise TokenRefused(UNREADABLE)
    return claims


def _check_audience(claims, audience):
    named = claims.get("aud")
    if audience not in (named if isinstance(named, list) else [named]):
        sentence = gettext("The token is not for this site: “aud” must be %(origin)s.")
        raise TokenRefused(sentence % {"origin": audience})


def _check_times(claims) -> datetime:
    """Return when a token expires."""
    now = time.time()
    expires = _seconds(claims, "exp")
    if expires is None:
        raise TokenRefused(_missing("exp"))
    if expires <= now - LEEWAY:
        raise TokenRefused(EXPIRED)
    if expires > now + MAX_LIFETIME + LEEWAY:
        raise TokenRefused(TOO_LONG)
    if any((_seconds(claims, name) or 0) > now + LEEWAY for name in ("nbf", "iat")):
        raise TokenRefused(TOO_EARLY)
    return datetime.fromtimestamp(expires + LEEWAY, UTC)


def _seconds(claims, name) -> float | None:
    number = claims.get(name)
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    if number is not None and not (is_number and abs(number) < MAX_SECONDS):
        raise TokenRefused(_wrong(name))
    return number


def _text(claims, name, *, path="") -> str:
    text = claims.get(name)
    if text is not None and not (isinstance(text, str) and _is_storable(text)):
        raise TokenRefused(_wrong(path or name))
    return text or ""


def _is_storable(text):
    """Return whether a database can store a text: JSON may have lone surrogates, and NUL."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _identifier(text, name) -> str:
    """Return an id that a database can store unchanged."""
    if not text:
        raise TokenRefused(_missing(name))
    if len(text) > MAX_ID_LENGTH or not text.isprintable():
        raise TokenRefused(_wrong(name))
    return text


def _missing(name) -> str:
    return gettext("The token must say “%(claim)s”.") % {"claim": name}


def _wrong(name) -> str:
    sentence = gettext("What the token says as “%(claim)s” is of the wrong kind, or too long.")
    return sentence % {"claim": name}
