"""Where mail goes, as EMAIL_URL says: smtp+tls://user:password@host:587, smtp+ssl://…:465, smtp://…

Without it mail waits in the outbox while the production server runs, and is written to files
elsewhere: a site that is not configured sends nothing and loses nothing.
"""

from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

PATIENCE = 20  # seconds; a mail server that is down must not block a worker for ever


def mailers(url: str, folder: Path) -> dict:
    """Return Django's MAILERS for a URL; without one, mail is written to `folder`."""
    if not url:
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"default": {"BACKEND": backend, "OPTIONS": {"file_path": str(folder)}}}
    if not is_complete_url(url):
        raise ImproperlyConfigured(  # without repeating it: it may contain a password
            "EMAIL_URL is not a valid mail server URL; it is written like"
            " smtp+tls://user:password@mail.example:587 or smtp+ssl://…:465."
        )
    config = Env.email_url_config(url)
    mailer = {"BACKEND": config["EMAIL_BACKEND"]}
    if mailer["BACKEND"].endswith("smtp.EmailBackend"):
        mailer["OPTIONS"] = {
            "host": config["EMAIL_HOST"],
            "port": config["EMAIL_PORT"],
            "username": config["EMAIL_HOST_USER"] or "",
            "password": config["EMAIL_HOST_PASSWORD"] or "",
            "use_tls": config.get("EMAIL_USE_TLS", False),
            "use_ssl": config.get("EMAIL_USE_SSL", False),
            "timeout": PATIENCE,
        }
    return {"default": mailer}


def is_complete_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if not parts.scheme.startswith("smtp"):  # Django's own, such as consolemail://
        return parts.scheme in Env.EMAIL_SCHEMES
    return parts.scheme in Env.EMAIL_SCHEMES and bool(parts.hostname) and port != 0
