"""Which pages may be shown in a frame, and by whom."""

import re

import pytest
from django.urls import get_resolver

from blogsite.embed.framing import open_leaving_links_at_the_top
from posts.models import Site
from tests.blogsite.test_urls import routes
from tests.cast import a_comment, a_post

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

VALUES = {
    "date": "2010/07/29",
    "year": "2010",
    "month": "07",
    "image_file": "images/0123456789abcdef.webp",
    "colour": "1f5f5b",
    "icon_side": "192",
    "uuid": "2b1f0f4e-9b5c-4a53-9d0b-2b0e1f6f5f5b",
}
CONVERTER = re.compile(r"<(\w+)>")


def paths(urlconf=None):
    """Yield a path of every route."""
    for route, _view in routes(get_resolver(urlconf)):
        path = CONVERTER.sub(lambda match: VALUES.get(match[1], "1"), route)
        if not re.search(r"[\^$()<]", path):
            yield f"/{path}"


@pytest.fixture
def site():
    return Site.objects.create(origin="https://site.example")


def may_be_framed(answer) -> bool:
    """Return whether a browser shows the answer in a frame of another site."""
    policy = answer.headers.get("Content-Security-Policy", "")
    refuses = re.search("frame-ancestors '(none|self)'", policy)
    return not (refuses and answer.headers.get("X-Frame-Options") == "DENY")


@pytest.mark.slow
def test_no_page_may_be_framed_but_those_of_the_frame(client, site):
    # What an owner gets is in test_other_sites.py.
    post = a_post()
    a_comment(post)
    unframed = sorted({post.get_absolute_url(), *paths()})
    assert len(unframed) > 200
    assert [path for path in unframed if may_be_framed(client.get(path))] == []


def test_the_sites_that_an_owner_has_entered_may_frame_and_no_others(client, site):
    path = f"/embed{a_post().get_absolute_url()}"
    framed = [each for each in paths("blogsite.embed.urls") if each.startswith("/embed/")]
    assert len(framed) > 25
    for each in [path, *framed, "/embed/nowhere/"]:
        answer = client.get(each, headers={"Origin": "https://evil.example"})
        assert answer.headers["Content-Security-Policy"].endswith(
            "frame-ancestors https://site.example"
        ), each
        assert "X-Frame-Options" not in answer.headers, each
    Site.objects.create(origin="https://other.example:8443")
    policy = client.get(path).headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://other.example:8443 https://site.example")
    for each in Site.objects.all():
        each.delete()
    assert client.get(path).headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")


def test_a_framed_conversation_is_one_document_for_everybody(client, site):
    path = f"/embed{a_post().get_absolute_url()}"
    answers = [
        client.get(path, headers=headers)
        for headers in (
            {},
            {"Origin": "https://site.example"},
            {"Referer": "https://site.example/a/", "Cookie": "soundoff_frame_here=1; sessionid=x"},
        )
    ]
    assert len({answer.content for answer in answers}) == 1
    for answer in answers:
        assert answer.headers["Vary"] == "Accept-Encoding" and not answer.cookies
        assert answer.headers["Cache-Control"].startswith("public")
    etag = answers[0].headers["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_links_that_leave_the_frame_open_at_the_top(client):
    post = a_post()
    a_comment(post, "See https://elsewhere.example/a?b=1 and [here](https://elsewhere.example/).")
    for path in (f"/embed{post.get_absolute_url()}", "/embed/nowhere/"):
        page = client.get(path).content.decode()
        links = re.findall(r"<a\b[^<>]*>", page)
        for link in links:
            stays = re.search(r'href="(/embed/|#|")', link)
            assert bool(stays) != ('target="_top"' in link), link
        assert any("_top" in link for link in links)


def test_only_links_and_forms_with_a_url_get_a_target(client):
    response = client.get("/embed/nowhere/")
    for html, expected in [
        ('<a href="/x?a&gt;b" title="a > b">', '<a href="/x?a&gt;b" title="a > b" target="_top">'),
        ('<a\nclass="b"\nhref="https://a.example">', None),
        ('<form method="post">', '<form method="post">'),
        ('<form method="post" action="/accounts/">', None),
        ('<a href="/embedded/">', '<a href="/embedded/" target="_top">'),
        ('<a href="?page=2#comments">', '<a href="?page=2#comments">'),
        ('<a name="x">', '<a name="x">'),
        ('<article href="/x">', '<article href="/x">'),
    ]:
        response.content = html
        expected = expected or f'{html[:-1]} target="_top">'
        assert open_leaving_links_at_the_top(response).content.decode() == expected
