"""Ids of feeds and their entries: made once, and unchanged by a new host or slug."""

from uuid import uuid4

from django.conf import settings

MAX_LENGTH = 500


def new_id(moment) -> str:
    """Return a new `tag:` URI (RFC 4151) with the day of `moment`, an aware datetime."""
    return f"tag:{authority()},{moment:%Y-%m-%d}:{uuid4()}"


def authority() -> str:
    """Return the first host name of the site; the ids stay valid if it changes."""
    names = (host.lstrip(".").lower() for host in settings.ALLOWED_HOSTS)
    return next((name for name in names if name and not set(name) & set("*:[]")), "localhost")


def is_usable(uri: str) -> bool:
    """Return whether an imported id is an absolute URI and not too long."""
    scheme, _, rest = uri.partition(":")
    has_scheme = scheme.isascii() and scheme.isalnum() and scheme[:1].isalpha()
    fits = len(uri) <= MAX_LENGTH and uri.isprintable() and not set(uri) & set(' <>"')
    return bool(has_scheme and rest and fits)
