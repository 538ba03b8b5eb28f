"""One signed request to a receiver on the public internet, with a time limit."""

import socket
from http.client import HTTPException
from urllib.parse import urlsplit

from django.conf import settings

from blogsite.models.webhook import is_receiver
from posts.outward.connections import NotPublic, public_addresses
from posts.outward.exchange import exchange
from posts.outward.signing import signature_headers

SECONDS = 10  # for the whole exchange after connecting, and for connecting
MAX_ANSWER_BYTES = 64 * 1024


class Undelivered(Exception):
    """The receiver has not accepted a message; the text says why in a few words."""


def post(url: str, message_id: str, body: bytes, key: bytes):
    """Send a body, signed with a key by Standard Webhooks. Raises Undelivered.

    No redirect is followed: the new place may be anywhere.
    """
    if not is_receiver(url):
        raise Undelivered("its URL is not one to send to")
    parts = urlsplit(url)
    headers = signature_headers(message_id, body, key) | {"Content-Type": "application/json"}
    headers["User-Agent"] = f"Soundoff webhook of {settings.SITE_ADDRESS}"
    try:
        answer = exchange(
            "POST",
            parts,
            headers,
            body,
            seconds=SECONDS,
            max_bytes=MAX_ANSWER_BYTES,
            addresses_of=addresses_of,
        )
    except NotPublic:
        raise Undelivered("its host is not on the public internet") from None
    except (OSError, HTTPException, ValueError) as error:
        raise Undelivered(f"no answer: {type(error).__name__}") from None
    if not 200 <= answer.status < 300:
        raise Undelivered(f"status {answer.status}")


def addresses_of(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host: public ones, unless an owner has named the host."""
    if host in settings.WEBHOOK_PRIVATE_HOSTS:
        return [place[4][0] for place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    return public_addresses(host, port)
