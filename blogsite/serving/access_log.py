"""A line of JSON for each request: what was asked and answered and how fast, never by whom.

Each request has an id, which the answer carries and all lines about the request name. A proxy in
front may have given it one already.
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

# What opens something stands in these addresses, so of them no more is written down.
SECRET = re.compile(r"(?<=/)(status|reports|mail|preview|confirm|unsubscribe|reset)/[^\s\"?]+")
E_MAIL = re.compile(r"[^\s\"'(<=]+@[^\s\"')>]+")
GIVEN = re.compile(r"[0-9A-Za-z-]{8,64}")

request_id: ContextVar[str] = ContextVar("request_id", default="")


class AccessLog:
    """A WSGI application around the site's: numbers the requests, counts them, writes them down."""

    def __init__(self, application, write=None):
        self.application = application
        self.write = write or to_standard_output
        self.prefix, self.numbers = secrets.token_hex(5), itertools.count(1)

    def __call__(self, environ, start_response):
        started, told = time.perf_counter(), ["500"]
        name = self.name(environ)
        request_id.set(name)

        def start(status, headers, exc_info=None):
            told[0] = status[:3]
            return start_response(status, [*headers, ("X-Request-ID", name)], exc_info)

        try:
            return self.application(environ, start)
        finally:
            seconds = time.perf_counter() - started
            counts.request(told[0], seconds)
            self.write(line(environ, name, told[0], seconds))

    def name(self, environ) -> str:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        return given if GIVEN.fullmatch(given) else f"{self.prefix}-{next(self.numbers):x}"


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


def untold(event, hint=None):
    """Leave of an event for Sentry what was asked for; not what opens something, nor by whom."""
    if request := event.get("request"):
        address = request.get("url", "").partition("?")[0]
        event["request"] = {"url": without_secrets(address), "method": request.get("method")}
    event.pop("user", None)
    if entry := event.get("logentry"):
        event["logentry"] = {"message": entry.get("message", "")}  # without what fills it in
    for error in event.get("exception", {}).get("values", ()):
        error["value"] = impersonal(error.get("value") or "")
    return event


def impersonal(text: str) -> str:
    """Give of what an exception says the first line: in the further ones the database repeats the
    row.
    """
    return without_secrets(E_MAIL.sub("…", text.partition("\n")[0]))


def to_standard_output(text: str):
    """Write at once and whole; a full disk behind the log must not fail the request."""
    with suppress(OSError):
        os.write(sys.stdout.fileno(), text.encode())


def only_told(record) -> bool:
    """Make of what somebody asked wrongly a warning in a line: Django calls some of it an error
    and shows where in the site it was found, which says nothing of the site.
    """
    if 400 <= getattr(record, "status_code", 0) < 500:
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.exc_info = None
    return True


class JsonFormatter(logging.Formatter):
    """What the site has to say, as lines of JSON beside the requests."""

    def format(self, record):
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "request": request_id.get(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        if record.exc_info:
            told["traceback"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(told)

    def formatException(self, exc_info):
        return "\n".join(
            f"{''.join(traceback.format_tb(error.__traceback__))}"
            f"{type(error).__name__}: {impersonal(str(error))}"
            for error in reversed(list(causes(exc_info[1])))
        )


def causes(error) -> Iterator[BaseException]:
    """Give an exception, what it was raised from or while handling, and so on."""
    while error:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
