"""Connect to hosts on the public internet, and to nothing else.

A host name that a stranger or an export gives may lead anywhere, and elsewhere at the next lookup:
so its IP addresses are looked up once, all of them must be public, and the connection is made to
one of them.
"""

import socket
import ssl
from functools import cache
from http.client import HTTPConnection, HTTPSConnection
from ipaddress import IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult

PORTS = {"http": 80, "https": 443}
# IPv6 networks that contain IPv4 addresses, which may be private.
TRANSLATED = [IPv6Network(network) for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")]
TRANSLATED += [IPv6Network(network) for network in ("2001::/32", "::/96")]
# Networks that Python counts as public: deprecated private ones, relays, documentation.
NOBODYS = [ip_network(network) for network in ("fec0::/10", "192.88.99.0/24", "3fff::/20")]


class NotPublic(Exception):
    """A host that is not on the public internet."""


def is_public(address: str) -> bool:
    """Return whether an IP address is on the public internet."""
    ip = ip_address(address.partition("%")[0])
    if ip.version == 6:
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        if any(ip in network for network in TRANSLATED):
            return False
    if any(ip in network for network in NOBODYS):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def public_addresses(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host. Raise NotPublic if one of them is not public."""
    places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [place[4][0] for place in places]
    if not addresses or not all(map(is_public, addresses)):
        raise NotPublic
    return addresses


def connect(url: SplitResult, seconds: float, addresses_of=public_addresses) -> HTTPConnection:
    """Return a connection to the host of a URL, with this timeout for each step.

    `addresses_of` returns the IP addresses of a host and port. Raises NotPublic, or OSError.
    """
    port = url.port or PORTS[url.scheme]
    address = addresses_of(url.hostname, port)[0]
    connected = socket.create_connection((address, port), timeout=seconds)
    if url.scheme == "http":
        connection = HTTPConnection(url.hostname, url.port, timeout=seconds)
    else:
        connection = HTTPSConnection(url.hostname, url.port, timeout=seconds, context=_tls())
        try:
            connected = _tls().wrap_socket(connected, server_hostname=url.hostname)
        except OSError:
            connected.close()
            raise
    connection.sock = connected
    return connection


@cache
def _tls():
    return ssl.create_default_context()
