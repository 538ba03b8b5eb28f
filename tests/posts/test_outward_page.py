"""Pages of other sites at URLs that anybody may have chosen."""

import gzip
import socket
import threading
import time
from contextlib import suppress

import pytest

from posts.outward import connections
from posts.outward import page as page_module
from posts.outward.page import Failed, Gone, Unreadable, read_page
from tests.media_server import Answers, media_server

HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def server(settings):
    settings.READABLE_PRIVATE_HOSTS = {"127.0.0.1"}
    with media_server() as server:
        yield server


def url(server, path="/page"):
    return f"http://127.0.0.1:{server.server_port}{path}"


def test_a_page_is_read_where_it_is_after_redirects(server):
    server.answers["/old"] = (301, {"Location": "/caf\xe9?a=b"}, b"")
    server.answers["/caf%C3%A9?a=b"] = (200, HTML, "<p>Größe</p>".encode())
    page = read_page(url(server, "/old#x"))
    assert (page.html, page.url) == ("<p>Größe</p>", url(server, "/caf\xe9?a=b"))
    headers = server.requests[-1][1]
    assert headers["Accept-Encoding"] == "identity"
    assert not {"Cookie", "Authorization", "Referer"} & headers.keys()


@pytest.mark.parametrize(
    ("headers", "content", "text"),
    [
        ({"Content-Type": "text/html"}, b"<meta charset=windows-1252>\x80", "€"),
        ({"Content-Type": "text/html; charset=shift_jis"}, "日本".encode("shift_jis"), "日本"),
        ({"Content-Type": "text/html; charset=zlib"}, b"x\x9c", "x\ufffd"),
        ({"Content-Type": "text/html; charset=unicode_escape"}, rb"\u0041", r"\u0041"),
        ({"Content-Type": "text/html; charset*=a\0b''x"}, b"x\xc3\xa9", "x\xe9"),
        ({"Content-Type": f"text/html; charset*{'1' * 5_000}=x"}, b"x\xc3\xa9", "x\xe9"),
        ({"Content-Type": "text/html; charset*=x; charset*1=y"}, b"x\xc3\xa9", "x\xe9"),
        ({"Content-Type": 'text/html;Charset = "cp1252"'}, b"<meta charset=utf-8>\x80", "€"),
        ({"Content-Type": "application/pdf"}, b"<p>", ""),
    ],
)
def test_a_page_is_decoded_as_it_says_if_browsers_would(server, headers, content, text):
    server.answers["/page"] = (200, headers, content)
    assert read_page(url(server)).html.endswith(text)
    assert text or not read_page(url(server)).html


ELSEWHERE = [
    *("http://localhost/", "http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/"),
    *(
        "http://0x7f000001/",
        "http://user@example.com/",
        "http://example.com:22/",
        "ftp://a.example/",
    ),
    *(
        "file:///etc/passwd",
        "gopher://127.0.0.1/a",
        "http://[bad/",
        "",
        "javascript:alert(1)",
    ),
    f"http://example.com/{'a' * 8_192}",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nothing_in_a_private_network_is_asked_not_by_a_redirect_either(server, target):
    server.answers["/away"] = (302, {"Location": target or "//:"}, b"")
    for place in (target, url(server, "/away")):
        with pytest.raises(Unreadable, match="public internet|not valid|web site"):
            read_page(place)
    assert [path for path, _ in server.requests] == ["/away"]


def test_a_host_that_has_a_private_address_too_is_not_asked(server, settings, monkeypatch):
    places = [(None, None, None, "", (each, 80)) for each in ("93.184.215.14", "10.0.0.7")]
    monkeypatch.setattr(connections.socket, "getaddrinfo", lambda *args, **kwargs: places)
    with pytest.raises(Unreadable, match="not on the public internet"):
        read_page("http://rebinding.example/")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((404, {}, b""), Gone),
        ((410, {}, b""), Gone),
        ((403, {}, b""), Unreadable),
        ((503, {}, b""), Failed),
        ((301, {"Location": "/page"}, b""), Unreadable),
        ((200, HTML | {"Content-Encoding": "gzip"}, gzip.compress(bytes(2**24))), Unreadable),
        ((200, HTML, Answers.drip), Failed),
    ],
)
def test_an_unreadable_page_differs_from_a_page_that_is_gone(server, answer, error, monkeypatch):
    monkeypatch.setattr(page_module, "SECONDS", 0.5 if answer[2] is Answers.drip else 60)
    server.answers["/page"] = answer
    with pytest.raises(Unreadable) as refusal:
        read_page(url(server))
    assert type(refusal.value) is error


def test_a_server_that_drips_while_it_encrypts_is_left(server, monkeypatch):
    monkeypatch.setattr(page_module, "SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip_a_record, args=[listening])
        thread.start()
        with pytest.raises(Failed):
            read_page(f"https://127.0.0.1:{listening.getsockname()[1]}/")
        thread.join()


def drip_a_record(listening):
    """Begin an answer of TLS, and send it byte by byte until the other side hangs up."""
    connected, _ = listening.accept()
    with connected, suppress(OSError):
        connected.sendall(b"\x16\x03\x03\x40\x00")
        while True:
            connected.sendall(b"\x02")
            time.sleep(0.02)


def test_no_more_than_the_beginning_of_a_large_page_is_read(server):
    server.answers["/page"] = (200, HTML, Answers.endless)
    page = read_page(url(server))
    assert len(page.content) == page_module.MAX_BYTES and not page.is_whole
