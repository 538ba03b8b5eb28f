"""What is answered before Django is asked: the same answers, byte for byte."""

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

pytestmark = pytest.mark.django_db(transaction=True)


class Site:
    """The WSGI application as a server calls it, counting what reaches Django."""

    def __init__(self):
        self.asked = 0
        self.application = FastPath(CharsetCheck(self.django))
        self.handler = WSGIHandler()

    def django(self, environ, start_response):
        self.asked += 1
        return self.handler(environ, start_response)

    def get(self, path, method="GET", content_type="", **headers):
        environ = RequestFactory(headers=headers).generic(method, path).environ
        environ["CONTENT_TYPE"] = content_type
        environ["PATH_INFO"] = environ["PATH_INFO"].encode().decode("latin-1")  # as WSGI has it
        told = []
        answer = self.application(environ, lambda *args: told.extend(args))
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return told[0], dict(told[1]), body


@pytest.fixture
def site():
    return Site()


@pytest.mark.parametrize("headers", [{}, *({"Accept-Encoding": name} for name in COMPRESS)])
def test_the_second_answer_is_the_first_and_django_is_not_asked(site, headers):
    post = a_post()
    for number, path in enumerate([post.get_absolute_url(), f"/posts/{post.pk}/now/"], start=1):
        first, second = site.get(path, **headers), site.get(path, **headers)
        assert first == second
        assert site.asked == number
        assert "Content-Security-Policy" in second[1]


def test_a_url_with_combining_marks_is_answered_without_django_too(site):
    post = a_post()
    post.move_to("नमस्ते-दुनिया")
    first, second = (site.get(post.get_absolute_url()) for _ in range(2))
    assert first == second and first[0] == "200 OK"
    assert site.asked == 1


def test_each_encoding_is_its_own_answer(site):
    path = a_post().get_absolute_url()
    asked = ["gzip", "gzip, br", "", "br;q=0", "br", "gzip"]
    answers = [site.get(path, **{"Accept-Encoding": accepted}) for accepted in asked]
    told = [headers.get("Content-Encoding", "") for _, headers, _ in answers]
    assert told == ["gzip", "br", "", "", "br", "gzip"]
    assert len({headers["ETag"] for _, headers, _ in answers}) == 3
    assert {headers["Vary"] for _, headers, _ in answers} == {"Accept-Encoding"}
    unpacked = {
        DECOMPRESS[e](body) if e else body for e, (_, _, body) in zip(told, answers, strict=True)
    }
    assert len(unpacked) == 1


def test_who_has_the_page_in_one_encoding_does_not_have_it_in_another(site):
    path = a_post().get_absolute_url()
    for _ in range(2):
        tags = {name: site.get(path, **{"Accept-Encoding": name})[1]["ETag"] for name in COMPRESS}
    for name, tag in tags.items():
        for other in COMPRESS:
            status = site.get(path, **{"Accept-Encoding": other, "If-None-Match": tag})[0]
            assert status.startswith("304" if other == name else "200")


def test_a_reader_who_has_the_page_is_told_so_without_a_query(site):
    path = a_post().get_absolute_url()
    etag = site.get(path)[1]["ETag"]
    with CaptureQueriesContext(connection) as queries:
        status, headers, body = site.get(path, **{"If-None-Match": etag})
    assert (status, body, len(queries)) == ("304 Not Modified", b"", 0)
    assert headers["ETag"] == etag and "Content-Length" not in headers


def test_a_change_is_seen_after_a_second_and_by_its_writer_at_once(site):
    post = a_post()
    path = post.get_absolute_url()
    site.get(path)
    a_comment(post, "News!")
    post.refresh_from_db()
    assert b"News!" not in site.get(path)[2]
    assert b"News!" in site.get(f"{path}?v={post.version}")[2]
    assert b"News!" in site.get(path)[2]
    assert b"News!" in site.get(f"{path}?v={post.version}")[2]


def test_after_a_second_django_is_asked_again(site):
    path = a_post().get_absolute_url()
    site.get(path)
    for page in pages.pages.values():
        page.fresh_until -= 2
    site.get(path)
    assert site.asked == 2


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT"])
def test_anything_but_reading_goes_to_django(site, method):
    path = a_post().get_absolute_url()
    site.get(path)
    site.get(path, method=method)
    assert site.asked == 2


def test_a_page_that_is_not_found_is_not_remembered(site):
    for _ in range(2):
        assert site.get("/2010/07/29/nothing/")[0].startswith("404")
    assert site.asked == 2 and not site.application.keys


def test_cookies_change_nothing(site):
    path = a_post().get_absolute_url()
    assert site.get(path)[2] == site.get(path, Cookie="sessionid=x; soundoff_here=1")[2]
    assert site.asked == 1


def test_made_up_addresses_do_not_fill_memory(site, monkeypatch):
    monkeypatch.setattr(wsgi, "MAX_URLS", 5)
    path = a_post().get_absolute_url()
    for number in range(12):
        site.get(f"{path}?made={number}")
    assert len(site.application.keys) <= 5
    assert len(pages.pages) == 1


@pytest.mark.parametrize("cookie", ["sessionid=x", "csrftoken=bad", "soundoff_guest=x; messages=y"])
def test_one_readers_broken_cookies_reach_nobody_else(site, cookie):
    path = a_post().get_absolute_url()
    for headers in ({"Cookie": cookie}, {}, {}):
        status, told, _ = site.get(path, **headers)
        assert status == "200 OK"
        assert "Set-Cookie" not in told and told["Vary"] == "Accept-Encoding"


def test_a_version_that_was_told_is_never_answered_from_before_it(site):
    post = a_post()
    path = post.get_absolute_url()
    ahead = f"{path}?v={post.version + 1}"
    assert b"News!" not in site.get(ahead)[2]
    a_comment(post, "News!")
    assert b"News!" in site.get(ahead)[2]


def test_a_long_query_is_remembered_nowhere(site):
    path = a_post().get_absolute_url()
    site.get(f"{path}?made={'x' * 30_000}")
    assert not site.application.keys


@pytest.mark.parametrize("host", ["LOCALHOST", "localhost.", "localhost:1001"])
def test_another_way_of_writing_the_host_keeps_no_page(site, host):
    path = a_post().get_absolute_url()
    status, _, _ = site.get(path, Host=host)
    assert status == "200 OK" and not pages.pages


@pytest.mark.parametrize("charset", ["hex", "utf-7", "undefined", "idna", "no-such", '"UTF-7"'])
def test_only_utf_8_is_read(site, charset):
    kind = f"text/plain; charset={charset}"
    assert site.get("/?page=1", content_type=kind)[0] == "400 Bad Request"
    assert site.get("/", content_type="text/plain; Charset=UTF-8")[0] == "200 OK"


def test_nul_in_a_query_is_not_read(site):
    assert site.get("/?page=%00")[0] == "400 Bad Request"
