"""The external service that the rule "Remote check" asks, from the environment.

REMOTE_CHECK_URL     https://…; plain http only on this machine
REMOTE_CHECK_SECRET  the key that signs requests: "whsec_" and 24 to 64 bytes in base64
"""

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from blogsite.provider_settings import is_this_machine

PREFIX = "whsec_"  # as in the specification Standard Webhooks


def remote_check(environ: Mapping[str, str]) -> tuple[str, bytes]:
    """Return the URL of the service and the secret; both are empty if no URL is set.

    An error does not repeat the values, which may contain a secret.
    """
    url, secret = environ.get("REMOTE_CHECK_URL", ""), environ.get("REMOTE_CHECK_SECRET", "")
    if not url:
        return "", b""
    if not _is_url(url):
        raise ImproperlyConfigured(
            "REMOTE_CHECK_URL is not a URL of a service; it is written like"
            " https://checks.example/comment, without a name and a password."
        )
    return url, _key(secret)


def _is_url(url):
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    is_secret = parts.scheme == "https" or (
        parts.scheme == "http" and is_this_machine(parts.hostname or "")
    )
    is_plain = url.isascii() and url.isprintable() and not set(url) & set(" @#")
    return bool(is_secret and parts.hostname and port != 0 and is_plain)


def _key(secret):
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not (secret.startswith(PREFIX) and 24 <= len(key) <= 64):
        raise ImproperlyConfigured(
            "REMOTE_CHECK_URL needs a REMOTE_CHECK_SECRET: whsec_ and 24 to 64 random bytes in"
            " base64, as `echo whsec_$(openssl rand -base64 32)` prints it."
        )
    return key
