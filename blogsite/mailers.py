"""Where mail goes, as EMAIL_URL says: smtp+tls://user:password@host:587, smtp+ssl://…:465, smtp://…

Without one every letter becomes a file, so that a site nobody has set up sends nothing to anybody
and loses nothing.
"""

from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

PATIENCE = 20  # seconds; a mail server that is away must not hold a worker for ever


def mailers(url: str, folder: Path) -> dict:
    """Give Django's MAILERS for an address; `folder` takes the letters when it is empty."""
    if not url:
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"default": {"BACKEND": backend, "OPTIONS": {"file_path": str(folder)}}}
    if not is_address(url):
        raise ImproperlyConfigured(  # and does not repeat it: it may hold a password
            "EMAIL_URL is no address of a mail server; it is written like"
            " smtp+tls://user:password@mail.example:587 or smtp+ssl://…:465."
        )
    said = Env.email_url_config(url)
    mailer = {"BACKEND": said["EMAIL_BACKEND"]}
    if mailer["BACKEND"].endswith("smtp.EmailBackend"):
        mailer["OPTIONS"] = {
            "host": said["EMAIL_HOST"],
            "port": said["EMAIL_PORT"],
            "username": said["EMAIL_HOST_USER"] or "",
            "password": said["EMAIL_HOST_PASSWORD"] or "",
            "use_tls": said.get("EMAIL_USE_TLS", False),
            "use_ssl": said.get("EMAIL_USE_SSL", False),
            "timeout": PATIENCE,
        }
    return {"default": mailer}


def is_address(url: str) -> bool:
    try:
        told = urlsplit(url)
        port = told.port
    except ValueError:
        return False
    if not told.scheme.startswith("smtp"):  # Django's own, such as consolemail://
        return told.scheme in Env.EMAIL_SCHEMES
    return told.scheme in Env.EMAIL_SCHEMES and bool(told.hostname) and port != 0
