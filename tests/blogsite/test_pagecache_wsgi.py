"""Cached pages that are answered before Django: the same response, byte for byte."""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from blogsite.pagecache import wsgi
from blogsite.pagecache.encodings import COMPRESS, DECOMPRESS
from blogsite.pagecache.store import pages
from blogsite.pagecache.wsgi import FastPath
from blogsite.serving.charset import CharsetCheck
from tests.cast import a_comment, a_post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]


class Site:
    """The WSGI application as a server calls it, counting what reaches Django."""

    def __init__(self):
        self.requests = 0
        self.application = FastPath(CharsetCheck(self.django))
        self.handler = WSGIHandler()

    def django(self, environ, start_response):
        self.requests += 1
        return self.handler(environ, start_response)

    def get(self, path, method="GET", content_type="", **headers):
        environ = RequestFactory(headers=headers).generic(method, path).environ
        environ["CONTENT_TYPE"] = content_type
        environ["PATH_INFO"] = environ["PATH_INFO"].encode().decode("latin-1")  # as WSGI has it
        start = []
        answer = self.application(environ, lambda *args: start.extend(args))
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return start[0], dict(start[1]), body


@pytest.fixture
def site():
    return Site()


@pytest.mark.parametrize("headers", [{}, *({"Accept-Encoding": name} for name in COMPRESS)])
def test_the_second_response_is_the_first_without_django(site, headers):
    post = a_post()
    for number, path in enumerate([post.get_absolute_url(), f"/posts/{post.pk}/now/"], start=1):
        first, second = site.get(path, **headers), site.get(path, **headers)
        assert first == second
        assert site.requests == number
        assert "Content-Security-Policy" in second[1]


def test_a_url_with_combining_marks_is_cached_too(site):
    post = a_post()
    post.move_to("नमस्ते-दुनिया")
    first, second = (site.get(post.get_absolute_url()) for _ in range(2))
    assert first == second and first[0] == "200 OK"
    assert site.requests == 1


def test_each_encoding_has_its_own_cached_response(site):
    path = a_post().get_absolute_url()
    accepted_encodings = ["gzip", "gzip, br", "", "br;q=0", "br", "gzip"]
    answers = [site.get(path, **{"Accept-Encoding": accepted}) for accepted in accepted_encodings]
    encodings = [headers.get("Content-Encoding", "") for _, headers, _ in answers]
    assert encodings == ["gzip", "br", "", "", "br", "gzip"]
    assert len({headers["ETag"] for _, headers, _ in answers}) == 3
    assert {headers["Vary"] for _, headers, _ in answers} == {"Accept-Encoding"}
    unpacked = {
        DECOMPRESS[encoding](body) if encoding else body
        for encoding, (_, _, body) in zip(encodings, answers, strict=True)
    }
    assert len(unpacked) == 1


def test_an_etag_of_one_encoding_does_not_match_another(site):
    path = a_post().get_absolute_url()
    for _ in range(2):
        tags = {name: site.get(path, **{"Accept-Encoding": name})[1]["ETag"] for name in COMPRESS}
    for name, tag in tags.items():
        for other in COMPRESS:
            status = site.get(path, **{"Accept-Encoding": other, "If-None-Match": tag})[0]
            assert status.startswith("304" if other == name else "200")


def test_a_matching_etag_is_answered_304_without_a_query(site):
    path = a_post().get_absolute_url()
    etag = site.get(path)[1]["ETag"]
    with CaptureQueriesContext(connection) as queries:
        status, headers, body = site.get(path, **{"If-None-Match": etag})
    assert (status, body, len(queries)) == ("304 Not Modified", b"", 0)
    assert headers["ETag"] == etag and "Content-Length" not in headers


def test_a_change_is_visible_after_a_second_and_at_once_to_its_writer(site):
    post = a_post()
    path = post.get_absolute_url()
    site.get(path)
    a_comment(post, "News!")
    post.refresh_from_db()
    assert b"News!" not in site.get(path)[2]
    assert b"News!" in site.get(f"{path}?v={post.version}")[2]
    assert b"News!" in site.get(path)[2]
    assert b"News!" in site.get(f"{path}?v={post.version}")[2]


def test_after_a_second_django_checks_the_page_again(site):
    path = a_post().get_absolute_url()
    site.get(path)
    for page in pages.pages.values():
        page.fresh_until -= 2
    site.get(path)
    assert site.requests == 2


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT"])
def test_every_method_but_get_and_head_goes_to_django(site, method):
    path = a_post().get_absolute_url()
    site.get(path)
    site.get(path, method=method)
    assert site.requests == 2


def test_a_page_that_is_not_found_is_not_cached(site):
    for _ in range(2):
        assert site.get("/2010/07/29/nothing/")[0].startswith("404")
    assert site.requests == 2 and not site.application.keys


def test_a_cached_page_is_the_same_with_any_cookies(site):
    path = a_post().get_absolute_url()
    assert site.get(path)[2] == site.get(path, Cookie="sessionid=x; soundoff_here=1")[2]
    assert site.requests == 1


def test_invented_urls_do_not_fill_the_memory(site, monkeypatch):
    monkeypatch.setattr(wsgi, "MAX_URLS", 5)
    path = a_post().get_absolute_url()
    for number in range(12):
        site.get(f"{path}?made={number}")
    assert len(site.application.keys) <= 5
    assert len(pages.pages) == 1


@pytest.mark.parametrize("cookie", ["sessionid=x", "csrftoken=bad", "soundoff_guest=x; messages=y"])
def test_broken_cookies_of_one_reader_reach_nobody_else(site, cookie):
    path = a_post().get_absolute_url()
    for headers in ({"Cookie": cookie}, {}, {}):
        status, answer_headers, _ = site.get(path, **headers)
        assert status == "200 OK"
        assert "Set-Cookie" not in answer_headers and answer_headers["Vary"] == "Accept-Encoding"


def test_a_requested_version_is_never_answered_with_an_older_page(site):
    post = a_post()
    path = post.get_absolute_url()
    ahead = f"{path}?v={post.version + 1}"
    assert b"News!" not in site.get(ahead)[2]
    a_comment(post, "News!")
    assert b"News!" in site.get(ahead)[2]


def test_a_url_with_a_long_query_is_not_cached(site):
    path = a_post().get_absolute_url()
    site.get(f"{path}?made={'x' * 30_000}")
    assert not site.application.keys


@pytest.mark.parametrize("host", ["LOCALHOST", "localhost.", "localhost:1001"])
def test_another_spelling_of_the_host_is_not_cached(site, host):
    path = a_post().get_absolute_url()
    status, _, _ = site.get(path, Host=host)
    assert status == "200 OK" and not pages.pages


@pytest.mark.parametrize("charset", ["hex", "utf-7", "undefined", "idna", "no-such", '"UTF-7"'])
def test_a_path_that_is_not_utf_8_is_not_answered_from_the_cache(site, charset):
    kind = f"text/plain; charset={charset}"
    assert site.get("/?page=1", content_type=kind)[0] == "400 Bad Request"
    assert site.get("/", content_type="text/plain; Charset=UTF-8")[0] == "200 OK"


def test_a_query_with_nul_is_not_answered_from_the_cache(site):
    assert site.get("/?page=%00")[0] == "400 Bad Request"
