"""The examples of deploy/including.md put a conversation into the page of another site."""

import re
import urllib.request

import pytest

from blogsite.pagecache.store import pages
from tests.cast import a_comment, a_post
from tests.missing_programs import skip_or_fail
from tests.nginx_server import MISSING, nginx, nginx_path
from tests.site_server import ROOT, free_port

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]

TEXT = (ROOT / "deploy" / "including.md").read_text()


def example(title, site) -> str:
    """Return the code below a heading, for a running site."""
    section = TEXT.partition(f"## {title}")[2].partition("\n## ")[0]
    code = "\n".join(re.findall(r"^    (.*)$", section, re.MULTILINE))
    assert code, title
    host = site.removeprefix("http://")
    return code.replace("https://blog.example", site).replace("blog.example", host)


@pytest.fixture
def post():
    pages.clear()
    post = a_post()
    a_comment(post, "Frost on the ninth.")
    return post


def test_nginx_puts_a_conversation_into_a_page(live_server, post, tmp_path):
    if nginx_path() is None:
        skip_or_fail(MISSING)
    (tmp_path / "articles").mkdir()
    page = f'<h1>Mine</h1><!--#include virtual="/conversation/{post.pk}" --><p>End.</p>'
    (tmp_path / "articles" / "winter.html").write_text(page)
    tmp_path.chmod(0o755)
    port, locations = free_port(), example("nginx (SSI)", live_server.url)
    locations = re.sub(r" +(proxy_ssl_server_name|resolver) .*\n", "", locations)
    locations = locations.replace("http://localhost", "http://127.0.0.1")  # asks no resolver
    conf = f"server {{ listen 127.0.0.1:{port}; root {tmp_path}; default_type text/html;\n"
    with nginx(tmp_path / "nginx", port, f"{conf}{locations}\n}}") as front:
        text = front.browser().get("/articles/winter.html").text
    assert text.startswith("<h1>Mine</h1>") and text.rstrip().endswith("<p>End.</p>")
    assert "Frost on the ninth." in text and "included.css" in text


def test_the_function_for_jinja_returns_a_conversation(live_server, post):
    code = example("Jinja, in Flask", live_server.url)

    class App:
        def template_global(self):
            return lambda function: function

    names = {"app": App(), "Markup": str, "urllib": urllib}
    exec(code, names)  # noqa: S102 (ours)
    assert "Frost on the ninth." in names["conversation"](post.pk)
