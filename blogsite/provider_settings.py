"""Providers of accounts, each given by a URL: https://CLIENT:SECRET@accounts.example

OIDC_URL            a provider of OpenID Connect, such as a publisher's own; its id is "oidc"
OIDC_URL_GOOGLE     another one, and OIDC_URL_… as many as an owner likes; the id is "google"
GITHUB_URL          GitHub, or a GitHub Enterprise server, which has a protocol of its own
OIDC_NAME, OIDC_NAME_GOOGLE, GITHUB_NAME  the labels of the buttons

An id is stored with each account, so it must not depend on an order.
"""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

FIRST, GITHUB = "oidc", "github"  # ids of providers
FURTHER = re.compile(r"OIDC_URL_([A-Z0-9]{1,30})")


def providers(environ: Mapping[str, str]) -> dict:
    """Return django-allauth's settings for the providers in the environment.

    An error does not repeat a URL, which contains a secret.
    """
    protocols = {}
    openid = list(_openid_providers(environ))
    if openid:
        protocols["openid_connect"] = {"OAUTH_PKCE_ENABLED": True, "APPS": openid}
    if url := environ.get("GITHUB_URL"):
        app = _app("GITHUB_URL", url, GITHUB, environ.get("GITHUB_NAME") or "GitHub")
        protocols[GITHUB] = {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
    return protocols


def _openid_providers(environ):
    if url := environ.get("OIDC_URL"):
        yield _app("OIDC_URL", url, FIRST, environ.get("OIDC_NAME"))
    for variable in sorted(name for name in environ if name.startswith("OIDC_URL_")):
        match = FURTHER.fullmatch(variable)
        if not match or match[1].lower() in (FIRST, GITHUB):
            raise ImproperlyConfigured(
                f"{variable} cannot name a provider: capitals and digits come at its end, as in"
                " OIDC_URL_GOOGLE. GitHub has a variable of its own, GITHUB_URL."
            )
        if url := environ[variable]:
            name = environ.get(f"OIDC_NAME_{match[1]}") or match[1].title()
            yield _app(variable, url, match[1].lower(), name)


def _app(variable, url, provider_id, name) -> dict:
    if not is_complete_url(url):
        raise ImproperlyConfigured(
            f"{variable} is not a valid URL of a provider; it is written like"
            " https://CLIENT:SECRET@accounts.example, with %40 for an @ in the secret."
        )
    parts = urlsplit(url)
    place = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    return {
        "provider_id": provider_id,
        "name": name or parts.hostname,
        "client_id": unquote(parts.username),
        "secret": unquote(parts.password),
        "settings": {"server_url": place.geturl().rstrip("/")},
    }


def configured_providers() -> dict[str, dict]:
    """Return the providers in the settings by id, each with `name` and `server_url`."""
    protocols = settings.SOCIALACCOUNT_PROVIDERS.values()
    apps = [app for protocol in protocols for app in protocol["APPS"]]
    return {app["provider_id"]: app | app["settings"] for app in apps}


def is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_complete_url(url: str) -> bool:
    """Return whether the URL is complete, and secure: https, or on this machine."""
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
