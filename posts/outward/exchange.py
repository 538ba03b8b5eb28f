"""One request to another site, and its answer, in limited time."""

import socket
from collections.abc import Mapping
from contextlib import contextmanager, suppress
from email.message import Message
from threading import Event, Timer
from typing import NamedTuple
from urllib.parse import SplitResult

from posts.outward.connections import connect, public_addresses


class Answer(NamedTuple):
    """A site's answer; `is_whole` says whether its content ended within the limit."""

    status: int
    headers: Message
    content: bytes
    is_whole: bool


def exchange(
    method: str,
    url: SplitResult,
    headers: Mapping[str, str],
    body: bytes | None = None,
    *,
    seconds: float,
    max_bytes: int,
    addresses_of=public_addresses,
) -> Answer:
    """Send a request and return the answer, with at most `max_bytes` of its content.

    `seconds` limit the time to connect, and again the time of all the rest; redirects are not
    followed. Raises NotPublic, OSError, HTTPException, and ValueError for text that is not a URL.
    """
    connection = connect(url, seconds, addresses_of)
    try:
        with ended_in_time(connection.sock, seconds) as is_late:
            target = (url.path or "/") + (f"?{url.query}" if url.query else "")
            connection.request(method, target, body, dict(headers))
            with connection.getresponse() as response:
                content = response.read(max_bytes + 1)
        if is_late.is_set():
            raise TimeoutError
        is_whole = len(content) <= max_bytes
        return Answer(response.status, response.headers, content[:max_bytes], is_whole)
    finally:
        connection.close()


@contextmanager
def ended_in_time(connected: socket.socket, seconds: float):
    """End a connection when its time is over; a socket's timeout starts again with each byte.

    Yields an Event that is set when that happens.
    """
    is_late = Event()

    def end():
        is_late.set()
        with suppress(OSError):
            # Not the method of a TLS socket: it would drop the encryption while another thread
            # reads.
            socket.socket.shutdown(connected, socket.SHUT_RDWR)

    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield is_late
    finally:
        timer.cancel()
