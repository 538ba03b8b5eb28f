"""The frame by HTTPS, on one host name in the page of another: the cookies that browsers keep."""

import subprocess
from contextlib import contextmanager

import pytest

from posts.models import Site
from tests.browser.test_embedding import PAGE, WORDS, frame_in, write
from tests.browser.third_party_cookies import keep_partitioned_alone
from tests.browser_thread import expect
from tests.browsers import TIMEOUT_MILLISECONDS
from tests.missing_programs import skip_or_fail
from tests.nginx_server import MISSING, nginx, nginx_path
from tests.site_server import free_port, small_site

pytestmark = pytest.mark.one_database

BEHIND_NGINX = {"BEHIND_TLS": "true", "TRUSTED_PROXIES": "127.0.0.1"}
SERVERS = """
ssl_certificate {home}/certificate.pem;
ssl_certificate_key {home}/key.pem;
server {{
  listen 127.0.0.1:{ours} ssl;
  location / {{
    proxy_pass http://127.0.0.1:{site};
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
  }}
}}
server {{ listen 127.0.0.1:{host} ssl; root {home}/pages; default_type text/html; }}
"""


@contextmanager
def served_by_https(site, ours, host, home):
    """Run nginx in front of our site, and as another one, whose page has our frame."""
    (home / "pages").mkdir()
    urls = {"ours": f"https://localhost:{ours}", "url": f"https://127.0.0.1:{host}/"}
    html = PAGE.format(**urls, style="", when="defer")
    (home / "pages" / "index.html").write_text(html)
    home.chmod(0o755)
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost"
    command += f" -keyout {home}/key.pem -out {home}/certificate.pem"
    subprocess.run(command.split(), check=True, capture_output=True)
    conf = SERVERS.format(home=home, site=site, ours=ours, host=host)
    with nginx(home / "nginx", ours, conf):
        yield


@pytest.fixture
def host(database_url, tmp_path):
    """Return the URL of the other site's page."""
    if nginx_path() is None:
        skip_or_fail(MISSING)
    ours, host = free_port(), free_port()
    Site.objects.create(origin=f"https://127.0.0.1:{host}")
    with (
        small_site(database_url, tmp_path / "log", **BEHIND_NGINX) as site,
        served_by_https(site.port, ours, host, tmp_path),
    ):
        yield f"https://127.0.0.1:{host}/"


def test_a_writer_is_known_again_in_the_frame_by_https(browser, host):
    with browser.new_context(locale="en-US", ignore_https_errors=True) as context:
        context.set_default_timeout(TIMEOUT_MILLISECONDS)
        page = context.new_page()
        keep_partitioned_alone(page)
        page.goto(host)
        frame = frame_in(page)
        frame.get_by_role("link", name="Leave a reply").click()
        write(frame, WORDS)
        expect(frame.locator(".comment__body")).to_have_text(WORDS)
        page.reload()
        expect(frame_in(page).get_by_role("link", name="Edit")).to_be_visible()
        cookies = context.cookies()
    assert {cookie["name"] for cookie in cookies} == {"soundoff_frame_guest", "soundoff_frame_here"}
    assert all(cookie["secure"] and cookie["sameSite"] == "None" for cookie in cookies)
