"""The conversation of a page of another site, in the frame: found, begun, and cached."""

from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
from django.test import Client

from blogsite.pagecache.store import pages
from posts.foreign_pages import find, find_or_make
from posts.models import ForeignPage, Post, Site
from tests.cast import a_comment, a_post

pytestmark = pytest.mark.django_db

OURS = {"Origin": "http://testserver"}
NOTE = "https://site.example/notes/frost/"


@pytest.fixture(autouse=True)
def site():
    return Site.objects.create(origin="https://site.example")


def frame(url, identifier="", path="/embed/"):
    query = {"url": url, "identifier": identifier}
    return f"{path}?{urlencode({name: value for name, value in query.items() if value})}"


def respond(client, url, body="From another page.", identifier="", **fields):
    fields = {"name": "Wendela", "body": body, "key": str(uuid4())} | fields
    return client.post(frame(url, identifier, "/embed/respond/"), fields, headers=OURS)


def test_the_first_comment_begins_the_conversation_of_a_page(client):
    assert "No responses yet" in client.get(frame(NOTE)).content.decode()
    form = client.get(frame(NOTE, path="/embed/respond/")).content.decode()
    assert f'action="/embed/respond/?url={quote(NOTE, safe="")}"' in form
    assert not Post.objects.exists()
    answer = respond(client, NOTE)
    post = find(NOTE)
    framed = f"/embed{post.get_absolute_url()}"
    assert answer.status_code == 303
    assert answer["Location"].startswith(f"{framed}?v=")
    assert "From another page." in client.get(answer["Location"]).content.decode()
    assert client.get(frame(NOTE)).content == client.get(framed).content
    respond(Client(), NOTE, "The second one.")
    assert Post.objects.get().comment_count == 2


@pytest.mark.one_database
def test_without_scripts_the_shared_document_leads_to_the_form_of_its_url(client):
    page = client.get(frame(NOTE, "note 7"))
    assert b'<form method="post" data-respond="/embed/respond/">' in page.content
    answer = client.post(frame(NOTE, "note 7"), headers=OURS)
    assert answer.status_code == 303
    assert answer["Location"] == frame(NOTE, "note 7", "/embed/respond/")
    assert client.post(frame(NOTE)).status_code == 403


@pytest.mark.one_database
def test_pages_without_a_conversation_share_a_document_and_store_nothing(client):
    first = client.get(frame(NOTE))
    before = set(pages.pages)
    for number in range(20):
        answer = client.get(frame(f"https://www.site.example/made-up/{number}", f"id {number}"))
        assert (answer.status_code, answer.content) == (200, first.content)
        assert answer.headers["ETag"] == first.headers["ETag"]
        assert getattr(answer, "cached_page", None) is None
    assert set(pages.pages) == before
    assert (Post.objects.count(), ForeignPage.objects.count()) == (0, 0)


@pytest.mark.one_database
def test_scripts_in_the_frame_get_the_paths_of_the_frame(client):
    post = find_or_make(NOTE)
    post.origin = "elsewhere 1"
    post.save()
    page = client.get(frame(NOTE)).content.decode()
    assert 'data-comment="/embed/comments/1/"' in page
    assert f'data-imported="/embed/posts/{post.pk}/old-comments/1/"' in page


@pytest.mark.one_database
def test_all_urls_of_a_page_share_its_document(client):
    post = find_or_make(NOTE, "", "Frost")
    a_comment(post)
    documents = {
        client.get(frame(url)).cached_page
        for url in (
            NOTE,
            "http://www.site.example/notes/frost/index.html?utm_source=x#comments",
            "https://site.example/notes/frost",
        )
    }
    assert len(documents) == 1


def test_a_post_of_this_blog_is_found_by_its_url(client):
    post = a_post()
    a_comment(post, "Written on the blog.")
    page = client.get(frame(f"http://testserver{post.get_absolute_url()}")).content.decode()
    assert "Written on the blog." in page and "It came early" not in page
    assert page == client.get(f"/embed{post.get_absolute_url()}").content.decode()


@pytest.mark.one_database
def test_a_first_comment_that_is_refused_stores_no_page(client):
    assert respond(client, NOTE, "").status_code == 400
    refused = respond(client, NOTE, "\u200b")
    assert refused.status_code == 400
    assert f'action="/embed/respond/?url={quote(NOTE, safe="")}"' in refused.content.decode()
    preview = frame(NOTE, path="/embed/respond/preview/")
    fields = {"name": "Wendela", "body": "Look.", "key": str(uuid4())}
    assert b"<p>Look.</p>" in client.post(preview, fields, headers=OURS).content
    assert not Post.objects.exists() and not ForeignPage.objects.exists()


@pytest.mark.one_database
def test_a_site_that_takes_no_comments_says_so_in_the_frame(client, site):
    site.comment_mode, site.comments_note = "closed", "Write to us instead."
    site.save()
    page = client.get(frame(NOTE)).content.decode()
    assert "Write to us instead." in page and "<form" not in page
    assert respond(client, NOTE).status_code == 400
    assert not Post.objects.exists()


NO_PAGES = (
    "",
    "https://evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "https://site.example/\x00",
    "https://site.example/\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "https://site.example/\r\nSet-Cookie: a=b",
    "https://site.example@evil.example/",
    "https://user:secret@site.example/",
    "https://site.example:99999/",
    "https://[::1/",
    "https://site.example/" + "a" * 8_000,
    "//site.example/x",
    "site.example",
    "https://site.example.evil.example/",
)


def test_a_url_of_no_entered_site_gets_a_sentence_and_stores_nothing(client):
    for url in NO_PAGES:
        for path in (frame(url), frame(url, path="/embed/respond/")):
            assert client.get(path).status_code in (400, 404), url
        answer = respond(client, url, "My words.")
        assert answer.status_code == 400 and b"My words." in answer.content, url
        assert client.post(frame(url), headers=OURS).status_code == 404, url
        assert not Post.objects.exists()


@pytest.mark.one_database
def test_a_hostile_identifier_gets_a_sentence_and_stores_nothing(client):
    for identifier in ("a" * 201, "a\x07b", "a\u2028b", "<script>\n"):
        assert client.get(frame(NOTE, identifier)).status_code == 404
        assert respond(client, NOTE, identifier=identifier).status_code == 400
    assert not Post.objects.exists()


def test_a_reader_chooses_the_identifier_of_no_page(client):
    respond(client, NOTE, identifier="of another page")
    post = find(NOTE)
    assert post.foreign_page.identifier is None
    assert client.get(frame(NOTE, "own")).content == client.get(frame(NOTE)).content
    assert find("https://site.example/other/", "of another page") is None
    find_or_make("https://site.example/known/", "own")
    respond(Client(), "https://site.example/moved/", "Me, too.", identifier="own")
    assert find("https://site.example/known/").comment_count == 1


@pytest.mark.one_database
def test_a_page_with_another_identifier_shows_no_conversation_of_its_url(client):
    post = find_or_make(NOTE, "first")
    a_comment(post, "Of the first page.")
    page = client.get(frame(NOTE, "second"))
    assert page.status_code == 404
    assert "This site has no conversation of this URL." in page.text
    assert "Of the first page." not in page.text
    answer = respond(client, NOTE, "My words.", identifier="second")
    assert answer.status_code == 400 and "My words." in answer.text
    assert client.post(frame(NOTE, "second"), headers=OURS).status_code == 404
    assert client.get(frame(NOTE, "second", "/embed/respond/")).status_code == 404
    assert Post.objects.get().comment_count == 1
    for identifier in ("", "first"):
        assert "Of the first page." in client.get(frame(NOTE, identifier)).text


@pytest.mark.one_database
def test_the_frame_says_which_site_is_not_entered(client):
    page = client.get(frame("https://evil.example/"))
    assert b"No owner of this blog has entered the site" in page.content
    assert not page.cookies


@pytest.mark.one_database
def test_an_entry_takes_as_many_queries_for_many_comments(client, django_assert_num_queries):
    post = find_or_make(NOTE, "", "Frost")
    for count in (1, 30):
        for _ in range(count):
            a_comment(post)
        pages.clear()
        with django_assert_num_queries(10):
            client.get(frame(NOTE))
    with django_assert_num_queries(2):  # finds the page, and asks which sites may frame
        client.get(frame(NOTE))
