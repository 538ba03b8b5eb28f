"""The nginx configuration caches shared pages and nothing personal."""

import json
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import unquote

import pytest

from blogsite.pagecache.encodings import DECOMPRESS
from comments.models import Comment
from posts.models import Tag
from posts.page_paths import site_names
from tests.cast import a_comment, a_post
from tests.lost_answers import losing_answers
from tests.missing_programs import skip_or_fail
from tests.nginx_server import MISSING, WITHOUT_LIMITS, nginx_in_front, nginx_path
from tests.site_server import ROOT, TIMEOUT_SECONDS, small_site

pytestmark = pytest.mark.one_database

SERVER_SETTINGS = {"TRUSTED_PROXIES": "127.0.0.1"}


@pytest.fixture(autouse=True)
def nginx_is_there():
    if nginx_path() is None:
        skip_or_fail(MISSING)


@pytest.fixture
def site(shared_site):
    return shared_site


@pytest.fixture
def front(site, tmp_path):
    with nginx_in_front(site.port, tmp_path / "nginx") as front:
        yield front


@pytest.fixture
def own_site(database_url, tmp_path):
    """Return a server whose log is this test's, and which it may stop."""
    with small_site(database_url, tmp_path / "log", **SERVER_SETTINGS) as site:
        yield site


@pytest.fixture
def own_front(own_site, tmp_path):
    with nginx_in_front(own_site.port, tmp_path / "nginx") as front:
        yield front


def test_two_people_behind_nginx_share_pages_but_no_personal_data(site, front):
    post = a_post()
    path = post.get_absolute_url()
    first = a_comment(post)
    people = {name: front.browser() for name in ("Wendela", "Ottokar")}
    for name, browser in people.items():
        answer = browser.comment(f"{path}respond/", f"{name} writes this.", name=name)
        assert answer.status == 303, answer.text
    time.sleep(1.1)
    public = [path, f"{path}feed/", f"/comments/{first.pk}/thread/", "/", "/comments/feed/"]
    plain = {address: site.browser(Host="127.0.0.1").get(address).body for address in public}
    own = {}
    for _ in range(5):
        for name, browser in people.items():
            for address in public:
                answer = browser.get(address)
                assert answer.body == plain[address]
                assert "Set-Cookie" not in answer.headers
            direct = site.browser(Host="127.0.0.1")
            direct.cookies = browser.cookies
            own[name] = browser.get(f"/me/?post={post.pk}").body
            assert own[name] == direct.get(f"/me/?post={post.pk}").body
            form = browser.get(f"{path}respond/").text
            assert "csrfmiddlewaretoken" in form
    assert own["Wendela"] != own["Ottokar"]
    tokens = [
        re.search(r'token" value="([^"]+)', b.get(f"{path}respond/").text)[1]
        for b in people.values()
    ]
    assert tokens[0] != tokens[1]
    log = front.log()
    assert '"cache":"HIT"' in log and '"path":"/me/"' in log
    assert not re.search(r'"path":"(/me/|[^"]*respond/)"[^\n]*"cache":"[A-Z]', log)


CACHED = """
/ /feed/ /archive/ /comments/feed/ /comments/1/thread/ /comments/ /posts/1/now/
/2026/ /2026/11/ /2026/11/26/ /2026/11/26/a-post/ /2026/11/26/a-post/feed/
/2026/11/26/%E0%A4%A6%E0%A4%BF%E0%A4%A8/ /tags/%E0%A4%A6%E0%A4%BF%E0%A4%A8/ /tags/c%2B%2B/
/tags/frost/ /tags/frost/feed/ /authors/7/ /static/a.css /media/a.webp
/sitemap.xml /sitemap-posts.xml /robots.txt
/favicon.ico /apple-touch-icon.png /icon-192.png /look/1f5f5b-38ada6.css
/transparency/ /transparency.csv /transparency.json
/api/ /api/v1/openapi.json /api/v1/posts/ /api/v1/posts/1/ /api/v1/comments/ /api/v1/comments/1/
/api/v1/conversations/1/
/embed.js /embed/ /embed/sites/1/ /embed/2026/11/26/a-post/ /embed/comments/1/thread/
/embed/about/ /embed/about/team/
/about/ /about/feed/ /about/team/ /about/team/feed/ /%D8%B9%D9%86/ /mailbox/ /20101/
"""
NEVER_CACHED = """
/me/ /search/ /status/a/ /reports/a/ /accounts/login/ /admin/ /healthz /comments/1/reply/
/comments/1/ /comments/mine/
/comments/1/report/ /comments/1/edit/ /2026/11/26/a-post/respond/ /2026/11/26/a-post/me/
/2026/11/26/a/post/ /about/respond/ /about/team/respond/preview/ /about
/api/v1/search/ /api/v1/counts/ /api/v1/conversations/ /api/v1/ /api/v1/x/
/embed/me/ /embed/status/a/ /embed/reports/a/ /embed/comments/1/ /embed/comments/1/reply/
/embed/comments/mine/ /embed/respond/ /embed/2026/11/26/a-post/respond/ /embed/about/respond/form/
/embed/warnings/ /embed/guest/data/ /embed/status/a/appeal/
/webmention/ /feed/me/ /archive/me/ /tags/ /x/sitemap.xml /x/static/a.css /look/ /x/favicon.ico
"""


def test_nginx_caches_the_urls_readers_share_and_no_others(front):
    for address in (CACHED + NEVER_CACHED).split():
        front.browser().get(address)
    missed = re.findall(r'"path":"([^"]*)"[^\n]*"cache":"MISS"', front.log())
    assert sorted(missed) == sorted(map(unquote, CACHED.split()))


SPELLINGS = {
    "br": (
        "gzip, deflate, br, zstd",
        "gzip, deflate, br",
        "br, gzip, zstd",
        "BR;q=0.9,gzip;q=0.9",
        "br;q=1.0, *;q=0",
    ),
    "gzip": ("gzip", "gzip, deflate", "gzip;q=0.5, br;q=0", "deflate, gzip;q=1.0"),
    "": ("", "identity", "gzip;q=0, br;q=0.0", "deflate", "xbr, gzip2"),
}


SHARED_NAMES = {"authors", "embed", "media", "static", "tags"}  # whose own pages are shared


def test_nginx_keeps_the_names_of_the_site_apart_from_pages():
    configuration = (ROOT / "deploy" / "nginx-site.conf").read_text()
    shared = re.compile(re.search(r'location ~ "(.*)" {', configuration)[1])
    assert shared.search("/about/a-page/")
    shared_names = {name for name in site_names() if shared.search(f"/{name}/a-page/")}
    assert {name for name in shared_names if not name.startswith("transparency")} == SHARED_NAMES


def test_nginx_caches_each_encoding_once(front):
    path = a_post().get_absolute_url()
    plain = front.browser().get(path).body
    for encoding, spellings in SPELLINGS.items():
        for accepted in spellings:
            answer = front.browser().get(path, **{"Accept-Encoding": accepted})
            assert answer.headers.get("Content-Encoding", "") == encoding, accepted
            assert (DECOMPRESS[encoding](answer.body) if encoding else answer.body) == plain
    missed = re.findall(rf'"path":"{path}"[^\n]*"cache":"MISS"', front.log())
    assert len(missed) == len(SPELLINGS)


def test_a_request_has_one_id_in_the_response_and_in_both_logs(own_front, tmp_path):
    front = own_front
    addresses = ("/feed/", "/feed/", "/me/")
    answers = [front.browser().get(address) for address in addresses]
    from_site, from_cache, own = (answer.headers.get_all("X-Request-ID", []) for answer in answers)
    assert (len(from_site), len(from_cache), len(own)) == (1, 0, 1) and from_site != own
    for name in from_site + own:
        assert f'"request":"{name}"' in front.log()
        assert f'"request": "{name}"' in (tmp_path / "log").read_text()


def test_behind_nginx_a_writer_sees_the_comment_at_once(front):
    path = a_post().get_absolute_url()
    browser = front.browser()
    browser.get(path)
    place = browser.comment(f"{path}respond/", "News of the frost.").headers["Location"]
    assert "News of the frost." in browser.get(place.partition("#")[0]).text


def test_behind_nginx_others_see_a_comment_a_second_later(front):
    post = a_post()
    path = post.get_absolute_url()
    front.browser().get(path)
    a_comment(post, "News of the frost.")
    time.sleep(2.1)
    assert "News of the frost." in front.browser().get(path).text


def test_nginx_serves_cached_pages_while_the_site_is_away(own_site, own_front):
    site, front = own_site, own_front
    post = a_post()
    post.tags.set(Tag.objects.named(["Frost"]))
    path = post.get_absolute_url()
    month = f"{path[:8]}/"
    lists = ["/", "/archive/", month, "/tags/frost/", f"/authors/{post.author.pk}/"]
    pages = {address: front.browser().get(address) for address in [path, *lists]}
    time.sleep(2.1)
    site.process.terminate()
    site.process.wait(TIMEOUT_SECONDS)
    for address, page in pages.items():
        answer = front.browser().get(address)
        assert (page.status, answer.status, answer.body) == (200, 200, page.body), address
    assert front.log().count('"cache":"STALE"') == len(pages)
    for away in (front.browser().get("/accounts/login/"), front.browser().ask("POST", "/me/seen/")):
        assert (away.status, away.headers["Retry-After"]) == (503, "10")
        assert "what you wrote is still in it" in away.text


def test_a_form_whose_answer_was_lost_is_stored_once(site, tmp_path):
    path = f"{a_post().get_absolute_url()}respond/"
    with losing_answers(site.port) as (port, lost):
        both = f"server 127.0.0.1:{port} max_fails=0; server 127.0.0.1:{site.port} backup;"
        changes = WITHOUT_LIMITS | {r"server 127\.0\.0\.1:\d+ max_fails=0;": both}
        with nginx_in_front(site.port, tmp_path / "nginx", changes) as front:
            answer = front.browser().comment(path, "Frost.")
    assert ("POST", 303) in lost
    assert (answer.status, Comment.objects.count()) == (303, 1)
    assert answer.headers["Location"].endswith(f"#comment-{Comment.objects.get().pk}")


def test_nginx_shows_health_to_the_machine_itself_only(front):
    for path, status in (("/healthz", 200), ("/readyz", 200), ("/metrics", 404)):
        assert front.browser().get(path).status == status
    for path in ("/readyz", "/metrics", "/%72eadyz", "/./metrics?a=1"):
        assert asked_from("127.0.0.2", front.port, path) == 403, path
    assert asked_from("127.0.0.2", front.port, "/healthz") == 200


def asked_from(address, port, path):
    connection = HTTPConnection("127.0.0.1", port, TIMEOUT_SECONDS, source_address=(address, 0))
    with closing(connection):
        connection.request("GET", path)
        return connection.getresponse().status


def test_slow_senders_are_buffered_by_nginx(front):
    path = a_post().get_absolute_url()
    head = f"POST {path}respond/ HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nbody=".encode()
    slow = [socket.create_connection(("127.0.0.1", front.port), TIMEOUT_SECONDS) for _ in range(50)]
    try:
        for sender in slow:
            sender.sendall(head)
        for _ in range(20):
            assert front.browser().get("/accounts/login/").status == 200
    finally:
        for sender in slow:
            sender.close()


def test_a_flood_from_one_ip_address_is_answered_429(site, tmp_path):
    with nginx_in_front(site.port, tmp_path / "nginx", changes={}) as front:
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: front.browser().get("/healthz"), range(400)))
        statuses = [answer.status for answer in answers]
        assert set(statuses) == {200, 429}
        assert statuses.count(200) >= 100
        refused = answers[statuses.index(429)]
        assert refused.headers["Retry-After"] == "10" and "Wait ten seconds" in refused.text
        assert "127.0.0.1" not in (tmp_path / "nginx" / "errors").read_text()


def test_nginx_counts_the_real_ip_address_and_not_a_header(front):
    path = f"{a_post().get_absolute_url()}respond/"
    browser = front.browser(**{"X-Forwarded-For": "203.0.113.77"})
    assert browser.comment(path, "Frost.").status == 303
    assert Comment.objects.get().ip == "127.0.0.1"


def test_an_origin_that_may_not_read_the_api_gets_no_copy_of_its_own(front):
    path = a_post().get_absolute_url()
    front.browser().get(path)
    for origin in ("https://made.up.example", "nonsense"):
        front.browser().get(path, Origin=origin)
        front.browser().get("/api/v1/posts/", Origin=origin)
    front.browser().get("/api/v1/posts/", Origin="more nonsense")
    log = [json.loads(line) for line in front.log().splitlines()]
    states = [line["cache"] for line in log if line["path"] in (path, "/api/v1/posts/")]
    assert sorted(states) == [*["HIT"] * 3, *["MISS"] * 3]  # the post, the API, and its named site
