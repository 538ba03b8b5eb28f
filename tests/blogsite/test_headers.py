"""Security headers of every response, from the site and from nginx."""

import pytest

from tests.cast import a_post
from tests.missing_programs import skip_or_fail
from tests.nginx_server import MISSING, WITHOUT_LIMITS, nginx_in_front, nginx_path
from tests.site_server import Browser, free_port

pytestmark = pytest.mark.one_database

EVERYWHERE = ["X-Frame-Options", "Permissions-Policy"]

# path, status
PATHS = [
    ("/", 200),
    ("/feed/", 200),
    ("/search/?q=x", 200),
    ("/accounts/login/", 200),
    ("/healthz", 200),
    ("/readyz", 200),
    ("/metrics", 404),
    ("/robots.txt", 200),
    ("/static/css/foundation.css", 200),
    ("/static/nowhere.css", 404),
    ("/media/nowhere.webp", 404),
    ("/admin/", 302),
    ("/archive", 301),
    ("/nowhere/", 404),
    ("/?q=%00", 400),
    ("/comments/1/", 404),
]


def lacking(headers):
    return [name for name in EVERYWHERE if len(headers.get_all(name) or []) != 1]


def test_every_response_forbids_frames_and_device_access(shared_site):
    for path, status in PATHS:
        answer = shared_site.browser().get(path)
        assert (answer.status, lacking(answer.headers)) == (status, []), path


def test_a_cached_page_and_a_304_have_the_same_headers(shared_site):
    path = a_post().get_absolute_url()
    browser = shared_site.browser()
    answers = [browser.get(path) for _ in range(20)]  # so that both workers have cached it
    etag = answers[-1].headers["ETag"]
    answers += [browser.get(path, **{"If-None-Match": etag}) for _ in range(4)]
    assert [answer.status for answer in answers] == [200] * 20 + [304] * 4
    assert not any(lacking(answer.headers) for answer in answers)


def test_a_refused_form_has_the_same_headers(shared_site):
    answer = shared_site.browser().ask("POST", "/accounts/login/", "username=a")
    assert (answer.status, lacking(answer.headers)) == (403, [])


@pytest.fixture
def front(shared_site, tmp_path):
    if nginx_path() is None:
        skip_or_fail(MISSING)
    redirecting = free_port()
    listening = {
        r"listen 127[.]0[.]0[.]1:\d+;\n    server_name blog[.]example;\n    add_header": (
            f"listen 127.0.0.1:{redirecting};\n    server_name blog.example;\n    add_header"
        )
    }
    with nginx_in_front(shared_site.port, tmp_path / "nginx", WITHOUT_LIMITS | listening) as front:
        front.redirecting = redirecting
        yield front


def test_behind_nginx_each_header_is_sent_once(front):
    for path, status in [*PATHS, *PATHS]:  # the second comes from nginx's cache
        answer = front.browser().get(path)
        assert (answer.status, lacking(answer.headers)) == (status, []), path


def test_responses_of_nginx_itself_have_the_headers(shared_site, front, tmp_path):
    assert lacking(front.browser().get("/", Host="a/b").headers) == []  # 400
    assert lacking(front.browser().ask("POST", "/", "x" * 300_000).headers) == []  # 413
    redirect = Browser(front.redirecting).get("/")
    assert (redirect.status, lacking(redirect.headers)) == (301, [])


def test_the_429_of_nginx_has_the_security_headers(shared_site, tmp_path):
    slowly = {"rate=60r/m;": "rate=1r/m;"}
    with nginx_in_front(shared_site.port, tmp_path / "nginx", slowly) as front:
        answers = [front.browser().ask("POST", "/nowhere/") for _ in range(32)]
    assert (answers[-1].status, lacking(answers[-1].headers)) == (429, [])


def test_the_error_page_of_nginx_has_the_security_headers(tmp_path):
    if nginx_path() is None:
        skip_or_fail(MISSING)
    with nginx_in_front(free_port(), tmp_path / "nginx") as front:
        answer = front.browser().get("/")
    assert (answer.status, lacking(answer.headers)) == (503, [])
