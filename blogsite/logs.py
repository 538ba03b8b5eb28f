"""Django's LOGGING, and where errors are sent."""

from django.core.exceptions import ImproperlyConfigured

from blogsite.serving.access_log import client_errors_as_warnings, without_personal_data


def logging(*, in_production: bool) -> dict:
    """Return the settings: in production lines of JSON, elsewhere errors on the terminal."""
    handler = {"class": "logging.StreamHandler", "filters": [client_errors_as_warnings]}
    config = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "blogsite.serving.access_log.JsonFormatter"}},
        "handlers": {
            "json": {**handler, "formatter": "json"},
            "terminal": {**handler, "level": "ERROR"},
        },
        "loggers": {"django": {"handlers": [] if in_production else ["terminal"], "level": "INFO"}},
    }
    return config | ({"root": {"handlers": ["json"], "level": "INFO"}} if in_production else {})


def send_errors_to(dsn: str):
    """Send errors to Sentry, without data about the person who met them."""
    try:
        import sentry_sdk
    except ImportError:
        raise ImproperlyConfigured("SENTRY_DSN needs `pip install sentry-sdk`.") from None
    sentry_sdk.init(
        dsn,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,  # names and e-mail addresses, where forms are handled
        max_breadcrumbs=0,
        before_send=without_personal_data,
    )
