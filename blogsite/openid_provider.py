"""The provider of OpenID Connect, as OIDC_URL names it: https://CLIENT:SECRET@accounts.example"""

from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def providers(url: str, name: str) -> dict:
    """Return django-allauth's settings for OIDC_URL and OIDC_NAME; {} where they are empty.

    The error does not repeat the URL, which contains a secret.
    """
    if not url:
        return {}
    if not is_address(url):
        raise ImproperlyConfigured(
            "OIDC_URL is not a valid URL of a provider; it is written like"
            " https://CLIENT:SECRET@accounts.example, with %40 for an @ in the secret."
        )
    parts = urlsplit(url)
    place = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    app = {
        "provider_id": "oidc",
        "name": name or parts.hostname,
        "client_id": unquote(parts.username),
        "secret": unquote(parts.password),
        "settings": {"server_url": place.geturl().rstrip("/")},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_address(url: str) -> bool:
    """Return whether it is complete, and secret on its way: https, or on this machine."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    is_complete = parts.hostname and parts.username and parts.password and port != 0
    is_secret = parts.scheme == "https" or (
        parts.scheme == "http" and is_this_machine(parts.hostname or "")
    )
    return bool(is_complete) and is_secret
