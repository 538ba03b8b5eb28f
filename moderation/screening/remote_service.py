"""An external service that judges comments: signed JSON over HTTP, with a time limit.

Requests are signed by the specification Standard Webhooks. deploy/README.md has an example.
"""

import json
import ssl
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SHUT_RDWR, socket
from threading import BoundedSemaphore, Event, Lock, Thread
from time import monotonic
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings

from posts.outward.signing import signature_headers

MAX_ANSWER_BYTES = 4_096
MAX_QUESTIONS = 8  # concurrent questions in each process of the server
MAX_FAILURES = 3  # in a row, before a pause
PAUSE_SECONDS = 60


class Unavailable(Exception):
    """The service gave no valid answer; the text says why, in a few words for moderators."""


@dataclass(frozen=True)
class Answer:
    """A valid answer of the service. `reason` is untrusted: it may not be the code of a rule."""

    holds: bool
    reason: str = ""

    @classmethod
    def of(cls, content: bytes) -> "Answer":
        """Return the answer in a response's body. Raises Unavailable for an invalid body."""
        try:
            answer = json.loads(content)
            verdict, reason = answer["verdict"], answer.get("reason", "")
        except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
            raise Unavailable("the answer is not valid") from None
        if verdict == "publish":
            return cls(holds=False)
        if verdict == "hold" and isinstance(reason, str):
            return cls(holds=True, reason=reason)
        raise Unavailable("the answer is not valid")


class Service:
    """The service, with limits for this process, so that a slow one does not stop the site."""

    def __init__(self, url: str, key: bytes):
        self._url, self._key = urlsplit(url), key
        self._places = BoundedSemaphore(MAX_QUESTIONS)
        self._pause = _Pause()
        self._tls = ssl.create_default_context() if self._url.scheme == "https" else None

    def ask(self, question: dict, seconds: float) -> Answer:
        """Return the answer to a question, which is sent as JSON with a new id.

        It takes at most these seconds in total. Raises Unavailable.
        """
        if not self._pause.lets_through():
            raise Unavailable("not asked, because it failed several times in a row")
        if not self._places.acquire(blocking=False):
            raise Unavailable("not asked, because too many questions are open")
        try:
            answer = Answer.of(self._send(question, seconds))
        except Unavailable:
            self._pause.count_failure()
            raise
        self._pause.end()
        return answer

    def _send(self, question, seconds):
        question_id = f"msg_{uuid4().hex}"
        body = json.dumps(question | {"id": question_id}).encode()
        headers = signature_headers(question_id, body, self._key)
        headers["Content-Type"] = "application/json"
        exchange = _Exchange(self._connection(seconds), self._places)
        exchange.request = "POST", self._target, body, headers
        try:
            exchange.start()
        except RuntimeError:  # the system refuses further threads
            self._places.release()
            raise Unavailable("no thread is free") from None
        return exchange.result(seconds)

    def _connection(self, seconds):
        place = {"host": self._url.hostname, "port": self._url.port, "timeout": seconds}
        if self._tls:
            return HTTPSConnection(**place, context=self._tls)
        return HTTPConnection(**place)

    @property
    def _target(self):
        return (self._url.path or "/") + (f"?{self._url.query}" if self._url.query else "")


class _Exchange(Thread):
    """One request and its response, in a thread: only so can the total time be limited.

    A socket's timeout starts again with each byte, and name lookups have none.
    """

    def __init__(self, connection, places):
        super().__init__(name="remote check", daemon=True)
        self.connection, self.places = connection, places
        self.request = ()
        self.is_late, self.is_over = False, Event()
        self.status, self.content, self.error = 0, b"", None

    def run(self):
        try:
            self._exchange()
        except (OSError, HTTPException, ValueError) as error:  # ValueError: a host with odd letters
            self.error = error
        finally:
            self.connection.close()
            self.places.release()
            self.is_over.set()

    def _exchange(self):
        self.connection.connect()
        if self.is_late:
            return
        self.connection.request(*self.request)
        with self.connection.getresponse() as response:
            self.status = response.status
            self.content = response.read(MAX_ANSWER_BYTES + 1)

    def result(self, seconds) -> bytes:
        """Wait for the response and return its body. Raises Unavailable."""
        if not self.is_over.wait(seconds):
            self._end()
            raise Unavailable("no answer in time")
        if isinstance(self.error, TimeoutError):
            raise Unavailable("no answer in time")
        if self.error:
            raise Unavailable(f"no connection, or no valid response: {type(self.error).__name__}")
        if self.status != 200:
            raise Unavailable(f"the response has status {self.status}")
        if len(self.content) > MAX_ANSWER_BYTES:
            raise Unavailable("the answer is too long")
        return self.content

    def _end(self):
        """Make the thread end soon: its operations on the connection fail."""
        self.is_late = True
        if connected := self.connection.sock:
            with suppress(OSError):  # it is closed already
                # Not the method of a TLS socket: it would drop the encryption while the thread
                # reads.
                socket.shutdown(connected, SHUT_RDWR)


class _Pause:
    """The pause after failures in a row.

    After a pause, one question is let through; its answer decides whether there is another pause.
    """

    def __init__(self):
        self._lock = Lock()
        self._failures, self._until = 0, 0.0

    def lets_through(self) -> bool:
        with self._lock:
            if self._failures < MAX_FAILURES:
                return True
            if monotonic() < self._until:
                return False
            self._until = monotonic() + PAUSE_SECONDS
            return True

    def count_failure(self):
        with self._lock:
            self._failures += 1
            if self._failures >= MAX_FAILURES:
                self._until = monotonic() + PAUSE_SECONDS

    def end(self):
        with self._lock:
            self._failures = 0


def configured_service() -> Service:
    """Return the service from the settings. Raises Unavailable without one."""
    if not settings.REMOTE_CHECK_URL:
        raise Unavailable("REMOTE_CHECK_URL is not set")
    return _service(settings.REMOTE_CHECK_URL, settings.REMOTE_CHECK_KEY)


@lru_cache(maxsize=1)
def _service(url, key):
    return Service(url, key)
