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
    """What a site has answered; `is_whole` says whether its content ended within the limit."""

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
    """Send a request and return the answer, with `max_bytes` of its content at the most.

    `seconds` limit the time to connect, and once more all that follows; no redirect is followed.
    Raises NotPublic, OSError, HTTPException, and ValueError for a URL that is none.
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
    """End a connection when its time is over; a timeout of a socket begins again with each byte.

    Yields an Event that is set then.
    """
    is_late = Event()

    def end():
        is_late.set()
        with suppress(OSError):
            # Not the method of a TLS socket: it would take the encryption from who reads.
            socket.socket.shutdown(connected, socket.SHUT_RDWR)

    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield is_late
    finally:
        timer.cancel()
