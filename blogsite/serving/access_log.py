"""One line of JSON for each request: path, status and duration, nothing personal.

Each request has an id, in its response and in all its log lines. A proxy in front may have set it.
"""

import itertools
import json
import logging
import os
import re
import secrets
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, datetime

from blogsite.pagecache.counters import counts

# These URLs contain a token that gives access, so the rest of them is not logged.
SECRET = re.compile(
    r"(?<=/)(status|reports|mail|preview|confirm|confirm-email|invitation|unsubscribe|reset)"
    r"/[^\s\"?]+"
)
E_MAIL = re.compile(r"[^\s\"'(<=]+@[^\s\"')>]+")
REQUEST_ID = re.compile(r"[0-9A-Za-z-]{8,64}")

request_id: ContextVar[str] = ContextVar("request_id", default="")


class AccessLog:
    """A WSGI application around the site's that gives requests an id, and counts and logs them."""

    def __init__(self, application, write=None):
        self.application = application
        self.write = write or to_standard_output
        self.prefix, self.numbers = secrets.token_hex(5), itertools.count(1)

    def __call__(self, environ, start_response):
        started, status_code = time.perf_counter(), ["500"]
        name = self.name(environ)
        request_id.set(name)

        def start(status, headers, exc_info=None):
            status_code[0] = status[:3]
            return start_response(status, [*headers, ("X-Request-ID", name)], exc_info)

        try:
            return self.application(environ, start)
        finally:
            seconds = time.perf_counter() - started
            counts.request(status_code[0], seconds)
            self.write(line(environ, name, status_code[0], seconds))

    def name(self, environ) -> str:
        """Return the id that a proxy has set if it is well-formed, else a new one."""
        from_proxy = environ.get("HTTP_X_REQUEST_ID", "")
        is_valid = REQUEST_ID.fullmatch(from_proxy)
        return from_proxy if is_valid else f"{self.prefix}-{next(self.numbers):x}"


def line(environ, name, status, seconds) -> str:
    path = json.dumps(without_secrets(environ.get("PATH_INFO", "")))
    method = json.dumps(environ["REQUEST_METHOD"][:20])
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return (
        f'{{"time": "{now}", "request": "{name}", "method": {method}, "path": {path}, '
        f'"status": {status}, "ms": {1000 * seconds:.1f}}}\n'
    )


def without_secrets(text: str) -> str:
    return SECRET.sub(r"\1/…", text)


def without_personal_data(event, hint=None):
    """Return a Sentry event with the URL path and method, without user, tokens and parameters.

    This is Sentry's `before_send`.
    """
    if request := event.get("request"):
        url = request.get("url", "").partition("?")[0]
        event["request"] = {"url": without_secrets(url), "method": request.get("method")}
    event.pop("user", None)
    if entry := event.get("logentry"):
        event["logentry"] = {"message": entry.get("message", "")}  # without its parameters
    for error in event.get("exception", {}).get("values", ()):
        error["value"] = first_line(error.get("value") or "")
    return event


def first_line(text: str) -> str:
    """Return the first line of an exception's message without tokens and e-mail addresses.

    Databases repeat the row in the other lines.
    """
    return without_secrets(E_MAIL.sub("…", text.partition("\n")[0]))


def to_standard_output(text: str):
    """Write unbuffered, in one call; a full disk behind the log must not fail the request."""
    with suppress(OSError):
        os.write(sys.stdout.fileno(), text.encode())


def client_errors_as_warnings(record) -> bool:
    """Log a 4xx as a warning without its traceback; keep every record.

    Django logs some of them as errors, although the site is fine. This is a logging filter.
    """
    if 400 <= getattr(record, "status_code", 0) < 500:
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.exc_info = None
    return True


class JsonFormatter(logging.Formatter):
    """Formats the site's log records as lines of JSON, like those of requests."""

    def format(self, record):
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "request": request_id.get(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        if record.exc_info:
            entry["traceback"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(entry)

    def formatException(self, exc_info):
        return "\n".join(
            f"{''.join(traceback.format_tb(error.__traceback__))}"
            f"{type(error).__name__}: {first_line(str(error))}"
            for error in reversed(list(causes(exc_info[1])))
        )


def causes(error) -> Iterator[BaseException]:
    """Yield an exception, then its cause or context, and so on."""
    while error:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
