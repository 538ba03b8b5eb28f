"""What a page elsewhere says of itself is read once, and nothing there is believed."""

import pytest

from posts import page_reading
from posts.foreign_pages import find, find_or_make
from posts.models import ForeignPage, PostSearchEntry, Site
from posts.outward import page as outward_page
from tests.media_server import Answers, media_server

HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def server(settings):
    settings.READABLE_PRIVATE_HOSTS = {"127.0.0.1"}
    settings.SITE_ADDRESS = "https://blog.example"
    with media_server() as server:
        server.origin = f"http://127.0.0.1:{server.server_port}"
        yield server


def reading(server, html, path="/note?x=1", answer=None):
    """Return the post of a page after that was read."""
    server.answers[path] = answer or (200, HTML, html.encode())
    post = find_or_make(server.origin + path, title="As told")
    page_reading.read(ForeignPage.objects.get(post=post))
    post.refresh_from_db()
    return post


@pytest.fixture
def site(db, server):
    return Site.objects.create(origin=server.origin)


def test_a_page_gives_its_title_and_the_url_that_it_calls_its_own(site, server):
    html = (
        '<!doctype html><title>A note &amp; more\n – The harbour</title><meta property="og:title"'
        ' content="A note &amp; m\u200core\u202e"><link rel="canonical" href="/note/">'
        '<body><title>No</title><link rel="canonical" href="/other">'
    )
    post = reading(server, html)
    assert post.title == "A note & m\u200core"
    assert find(f"{server.origin}/note") == find(f"{server.origin}/note?x=1") == post
    assert find(f"{server.origin}/other") is None
    assert f'href="{server.origin}/note/"' in post.body_html
    assert PostSearchEntry.objects.filter(pk=post.pk).exists()


def test_a_page_says_itself_which_identifier_it_has(site, server):
    line = '<script src="https://blog.example/embed.js" data-identifier="{}" defer></script>'
    post = reading(server, f"<body>{line.format('note 7')}")
    assert find(f"{server.origin}/moved", "note 7") == post
    for number, identifier in enumerate(("note 7", "x" * 201, "a&#8232;b", "")):
        other = reading(server, line.format(identifier), f"/{number}")
        assert other.foreign_page.identifier is None and other.foreign_page.read_at
    assert find(f"{server.origin}/moved", "note 7") == post


LINE = '<script src="{}" data-url="{}" data-identifier="{}" defer></script>'
OURS = "https://blog.example/embed.js"


@pytest.mark.one_database
@pytest.mark.parametrize(
    "lines",
    [
        [("https://other.example/embed.js", "", "taken")],
        [("https://blog.example.evil.example/embed.js", "", "taken")],
        [("https://blog.example:8443/embed.js", "", "taken")],
        [("https://blog.example/x/embed.js", "", "taken")],
        [("//[x/embed.js", "", "taken"), ("/embed.js", "", "taken"), ("", "", "taken")],
        [(OURS, "{origin}/other/", "taken"), (OURS, "https://[x", "taken"), (OURS, "/n", "taken")],
    ],
)
def test_no_other_script_and_no_line_of_another_page_names_an_identifier(site, server, lines):
    html = "".join(LINE.format(*each) for each in lines).replace("{origin}", server.origin)
    assert reading(server, html, "/n").foreign_page.identifier is None
    for number, own in enumerate(("", f"{server.origin}/{{}}/?utm_source=feed")):
        line = LINE.format(OURS, own.format(number), f"own {number}")
        post = reading(server, html + line, f"/{number}")
        assert post.foreign_page.identifier == f"own {number}"


@pytest.mark.one_database
def test_another_host_the_front_page_and_known_pages_are_not_a_page_s_own(site, server):
    known = find_or_make(f"{server.origin}/known")
    for number, own in enumerate(("https://evil.example/x", "/", "//:", "/known", "javascript:1")):
        post = reading(server, f'<title>N</title><link rel=canonical href="{own}">', f"/{number}")
        assert post.foreign_page.url == f"{server.origin}/{number}"
    assert find(f"{server.origin}/known") == known and find(f"{server.origin}/") is None


HOSTILE = [
    "<title>" + "x" * 100_000,
    "<title>" * 50_000,
    "<" * 200_000,
    "<!--" * 50_000,
    "<a " + "b='" * 60_000,
    "<meta property=og:title content='" + "&#0;&#xd800;&#x202e;" * 9_000 + "'>",
    "<![CDATA[" * 20_000,
    "<![x[ y ]]>",
    "\x00\ufffe",
    "",
]


@pytest.mark.parametrize("html", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_pages_leave_a_title_of_usual_length(site, server, html):
    post = reading(server, html)
    assert 0 < len(post.title) <= 200 and post.title.isprintable()


@pytest.mark.one_database
def test_what_stands_before_a_broken_section_of_a_page_is_read(site, server):
    html = '<title>Ships</title><link rel="canonical" href="/ships/"><![x[ y ]]><body>'
    assert reading(server, html) == find(f"{server.origin}/ships")
    assert ForeignPage.objects.get().post.title == "Ships"


@pytest.mark.one_database
@pytest.mark.parametrize(
    "answer",
    [
        (404, {}, b""),
        (500, {}, b""),
        (302, {"Location": "http://10.0.0.1/"}, b""),
        (200, {"Content-Type": "application/pdf"}, b"%PDF <title>x</title>"),
        (200, HTML, Answers.drip),
    ],
)
def test_a_page_that_cannot_be_read_is_tried_once(site, server, answer, monkeypatch):
    monkeypatch.setattr(outward_page, "SECONDS", 0.5 if answer[2] is Answers.drip else 60)
    post = reading(server, "", answer=answer)
    assert post.title == "As told" and post.foreign_page.read_at


@pytest.mark.django_db(transaction=True)
def test_a_page_is_read_once_after_its_first_comment(server):
    Site.objects.create(origin=server.origin)
    server.answers["/note"] = (200, HTML, b"<title>Where it is</title>")
    for _ in range(3):
        post = find_or_make(f"{server.origin}/note")
    post.refresh_from_db()
    assert (post.title, len(server.requests)) == ("Where it is", 1)
