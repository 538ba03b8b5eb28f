"""The nginx configuration limits networks, also of IPv6, and HTTP/2 as HTTP/1.1."""

import re
import socket
import struct
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tests.missing_programs import skip_or_fail
from tests.nginx_server import MISSING, WITHOUT_LIMITS, nginx_in_front, nginx_path
from tests.site_server import ROOT, TIMEOUT_SECONDS, free_port

# The test names the visitor's address in a header, for a loopback has no /64.

pytestmark = pytest.mark.one_database

AS_SENT = {
    "upstream soundoff": "set_real_ip_from 127.0.0.1; real_ip_header X-From; upstream soundoff"
}
SLOWLY = {"rate=30r/s;": "rate=1r/m;", "rate=60r/m;": "rate=1r/m;"}


@pytest.fixture(autouse=True)
def nginx_is_there():
    if nginx_path() is None:
        skip_or_fail(MISSING)


@pytest.fixture
def strict_front(shared_site, tmp_path):
    with nginx_in_front(shared_site.port, tmp_path / "nginx", changes=AS_SENT | SLOWLY) as front:
        yield front


def status_of(front, ip, method="GET", path="/healthz"):
    return front.browser(**{"X-From": ip}).ask(method, path).status


# Zeros in every place: as text they are shortened, as bytes they stand.
NETWORKS = [
    ("2001:db8:0:1", "2001:db8:0:2::1"),
    ("2001:db8:0:0", "2001:db8:0:1::1"),
    ("2001:0:0:5", "2001:0:0:6::1"),
    ("2001:db8:a0a:a0a", "2001:db8:a0a:a0b::1"),  # bytes that are line breaks
]


@pytest.mark.parametrize(("network", "neighbour"), NETWORKS)
def test_all_ip_addresses_of_one_64_are_counted_together(strict_front, network, neighbour):
    # A burst of 120 passes, and one more.
    ips = [f"{network}:{number % 7:x}:0:0:{number:x}" for number in range(121 + 9)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda ip: status_of(strict_front, ip), ips))
    assert answers.count(200) == 121 and answers.count(429) == 9
    assert status_of(strict_front, neighbour) == 200


def test_all_ip_addresses_of_one_64_share_the_limit_of_posts(strict_front):
    ips = [f"2001:db8:0:1::{number:x}" for number in range(31 + 5)]
    answers = [status_of(strict_front, ip, "POST", "/nowhere/") for ip in ips]
    assert answers[:31].count(429) == 0 and set(answers[31:]) == {429}
    assert status_of(strict_front, "2001:db8:0:2::1", "POST", "/nowhere/") != 429


def test_each_ipv4_address_is_counted_by_itself(strict_front):
    answers = [status_of(strict_front, "203.0.113.7", "POST", "/nowhere/") for _ in range(32)]
    assert answers[-1] == 429
    assert status_of(strict_front, "203.0.113.8", "POST", "/nowhere/") != 429


def test_connections_of_one_64_are_limited_together(shared_site, tmp_path):
    changes = AS_SENT | WITHOUT_LIMITS
    with (
        nginx_in_front(shared_site.port, tmp_path / "nginx", changes) as front,
        ExitStack() as open_ones,
    ):
        # A few more than are allowed; each waits for the rest of its form.
        for number in range(64):
            connection = socket.create_connection(("127.0.0.1", front.port), TIMEOUT_SECONDS)
            open_ones.enter_context(connection)
            head = "POST /nowhere/ HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n"
            connection.sendall(f"{head}X-From: 2001:db8:0:1::{number:x}\r\n\r\nbody=".encode())
        # nginx may still be reading the last of them
        assert any(status_of(front, "2001:db8:0:1:ffff::1") == 429 for _ in range(100))
        assert status_of(front, "2001:db8:0:2::1") == 200


# HTTP/2


PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
EMPTY_SETTINGS = b"\0\0\0\4\0\0\0\0\0"
MAX_CONCURRENT_STREAMS = 3


def spoken_to_in_http2(port) -> bytes:
    with socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS) as connection:
        connection.sendall(PREFACE + EMPTY_SETTINGS)
        return connection.recv(1_000)


def test_the_application_server_does_not_speak_http2(shared_site):
    """Its HTTP/2 has neither a time limit nor a small size limit for headers."""
    answer = spoken_to_in_http2(shared_site.port)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
    assert shared_site.answers()


def test_nginx_limits_concurrent_http2_requests_like_connections(shared_site, tmp_path):
    port = free_port()
    server = r"(    listen 127[.]0[.]0[.]1:\d+;\n    server_name blog[.]example;\n\n)"
    both = {server: rf"    listen 127.0.0.1:{port} http2;\n\1"}
    with nginx_in_front(shared_site.port, tmp_path / "nginx", changes=WITHOUT_LIMITS | both):
        answer = spoken_to_in_http2(port)
    length, kind = int.from_bytes(answer[:3]), answer[3]
    assert kind == 4  # SETTINGS
    settings = dict(struct.iter_unpack(">HI", answer[9 : 9 + length]))
    site = (ROOT / "deploy" / "nginx-site.conf").read_text()
    connections = re.search(r"limit_conn soundoff_connections (\d+)", site)[1]
    assert settings[MAX_CONCURRENT_STREAMS] <= int(connections)
