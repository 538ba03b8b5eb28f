"""Sites to which posts link hear of it where an owner wishes: once a link and change, guarded."""

from datetime import timedelta
from email.message import Message
from urllib.parse import parse_qs

import pytest
from django.utils import timezone

from blogsite.models import SentMention
from blogsite.models.mention import MAX_WAITS
from blogsite.webmentions import sending
from blogsite.webmentions.endpoints import endpoint_of
from blogsite.webmentions.queueing import MAX_LINKS, queue_due
from blogsite.webmentions.sending import send_due
from posts.models import Blog, Post
from posts.outward.page import Page
from tests.cast import a_page, a_post, edda, mona
from tests.media_server import media_server

pytestmark = pytest.mark.django_db

HTML = {"Content-Type": "text/html"}


@pytest.fixture
def other(settings):
    """A site that wants to hear of links, and whose pages this one may read."""
    settings.READABLE_PRIVATE_HOSTS = {"127.0.0.1"}
    settings.SITE_ADDRESS = "https://blog.example"
    Blog.objects.update(sends_webmentions=True)
    with media_server() as server:
        server.url = f"http://127.0.0.1:{server.server_port}"
        server.answers["/page"] = (200, HTML, b"<link rel=webmention href='/hook?from=blog'>")
        server.answers["/hook?from=blog"] = (202, HTML, b"")
        yield server


def a_post_with(*urls):
    return a_post(body="".join(f'<p><a href="{url}">x</a></p>' for url in urls))


def run_round():
    """Queue what has changed, and send it as if the time of grace were over."""
    queue_due()
    SentMention.objects.update(due=timezone.now())
    send_due()


def statuses():
    return sorted(SentMention.objects.values_list("status", flat=True))


def test_a_site_hears_of_a_link_once_and_again_when_the_post_changes(other):
    post = a_post_with(f"{other.url}/page", f"{other.url}/page", f"{other.url}/page#x")
    Post.objects.exclude(pk=post.pk).delete()
    for _ in range(3):
        run_round()
    source = f"https://blog.example{post.get_absolute_url()}"
    forms = [parse_qs(form) for form in sorted(other.forms)]
    targets = [f"{other.url}/page", f"{other.url}/page#x"]
    assert forms == [{"source": [source], "target": [target]} for target in targets]
    post.title = "Another title"
    post.save()
    run_round()
    assert len(other.forms) == 4 and statuses() == ["sent", "sent"]


def test_a_site_hears_when_the_link_or_the_post_is_gone(other):
    post = a_post_with(f"{other.url}/page")
    run_round()
    post.write("<p>No link.</p>")
    post.save()
    run_round()
    post.unpublish()
    run_round()
    assert len(other.forms) == 3


def test_several_saves_in_a_row_cause_one_webmention(other):
    post = a_post_with(f"{other.url}/page")
    queue_due()
    post.save()
    queue_due()
    assert send_due() == 0
    run_round()
    assert len(other.forms) == 1


@pytest.mark.one_database
def test_nothing_is_asked_where_no_owner_has_switched_it_on(other, django_assert_num_queries):
    Blog.objects.update(sends_webmentions=False)
    a_post_with(f"{other.url}/page")
    with django_assert_num_queries(2):
        queue_due()
        send_due()
    assert not SentMention.objects.exists() and other.requests == []


def test_drafts_scheduled_and_old_posts_tell_nobody(other):
    body = f'<p><a href="{other.url}/page">x</a></p>'
    draft = Post(title="Not yet", slug="not-yet", author=edda())
    draft.write(body)
    draft.save()
    scheduled = Post(title="Later", slug="later", author=edda())
    scheduled.write(body)
    scheduled.publish(at=timezone.now() + timedelta(hours=1))
    imported = Post(title="Of old", slug="of-old", author=edda())
    imported.write(body)
    imported.publish(at=timezone.now() - timedelta(days=3))
    run_round()
    assert other.requests == []
    scheduled.publish(at=timezone.now() - timedelta(seconds=1))
    a_page(body=body)
    run_round()
    assert len(other.forms) == 2


@pytest.mark.one_database
def test_links_within_the_blog_and_those_beyond_a_bound_are_not_followed(other):
    own = ["https://blog.example/x", "http://testserver/x", "/x", "mailto:a@b.example"]
    a_post_with(*own, *(f"{other.url}/{number}" for number in range(MAX_LINKS + 9)))
    queue_due()
    assert SentMention.objects.count() == MAX_LINKS
    assert not SentMention.objects.exclude(host__startswith="127.0.0.1").exists()


@pytest.mark.one_database
def test_nothing_is_sent_into_a_private_network(other, settings):
    other.answers["/page"] = (200, HTML | {"Link": "<http://10.0.0.1/>; rel=webmention"}, b"")
    away = (302, {"Location": "http://localhost/"}, b"")
    other.answers["/away"] = other.answers["/hook"] = away
    other.answers["/posted"] = (200, HTML | {"Link": "</hook>; rel=webmention"}, b"")
    a_post_with(*(f"{other.url}/{name}" for name in ("page", "away", "posted")))
    run_round()
    assert statuses() == ["failed"] * 3
    reasons = set(SentMention.objects.values_list("error", flat=True))
    assert reasons == {"its host is not on the public internet", "its endpoint answers 302"}


def test_what_fails_is_tried_again_and_then_given_up(other):
    other.answers["/hook?from=blog"] = (503, HTML, b"")
    a_post_with(f"{other.url}/page", f"{other.url}/none")
    other.answers["/none"] = (200, HTML, b"<p>rel=webmention</p>")
    run_round()
    waiting = SentMention.objects.get(status="waiting")
    assert waiting.error == "its endpoint answers 503" and waiting.due > timezone.now()
    for _ in range(MAX_WAITS):
        run_round()
    assert statuses() == ["failed", "not_taken"] and len(other.forms) == MAX_WAITS + 1


@pytest.mark.one_database
@pytest.mark.parametrize("kind", ["charset*=a\0b''x", "charset*=x; charset*1=y"])
def test_a_page_with_a_broken_header_is_notified_once_like_the_others(other, kind):
    link = b"<link rel=webmention href='/hook?from=blog'>"
    other.answers["/broken"] = (200, {"Content-Type": f"text/html; {kind}"}, link)
    a_post_with(f"{other.url}/page", f"{other.url}/broken")
    for _ in range(2):
        run_round()
    assert statuses() == ["sent", "sent"] and len(other.forms) == 2


@pytest.mark.one_database
def test_an_error_at_one_link_changes_nothing_for_the_others(other, monkeypatch):
    def endpoint(page):
        assert not page.url.endswith("/broken")
        return endpoint_of(page)

    monkeypatch.setattr(sending, "endpoint_of", endpoint)
    other.answers["/broken"] = other.answers["/page"]
    a_post_with(f"{other.url}/broken", f"{other.url}/page")
    run_round()
    run_round()
    waiting = SentMention.objects.get(status="waiting")
    assert (waiting.target, waiting.error) == (f"{other.url}/broken", "AssertionError")
    assert statuses() == ["sent", "waiting"] and len(other.forms) == 1
    SentMention.objects.filter(pk=waiting.pk).update(attempts=MAX_WAITS)
    run_round()
    assert statuses() == ["failed", "sent"]


def page_with(markup="", *links):
    headers = Message()
    headers["Content-Type"] = "text/html"
    for link in links:
        headers["Link"] = link
    return Page("https://a.example/b/c?d", headers, markup.encode(), True)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("page", "endpoint"),
    [
        (page_with("<a rel=webmention href=/w>"), "https://a.example/w"),
        (page_with("<a rel=webmention href=w?x=1&amp;y=2>"), "https://a.example/b/w?x=1&y=2"),
        (page_with("<link rel='x WebMention y' href=''>"), "https://a.example/b/c?d"),
        (page_with("<a rel=webmention><link rel=webmention href=/w>"), "https://a.example/w"),
        (page_with("<!-- <a rel=webmention href=/n> --><a rel=webmentions href=/n>"), None),
        (page_with("<a rel=webmention href=/n>", "</w>; rel=webmention"), "https://a.example/w"),
        (
            page_with("", '</n>; rel="x", <//e.example/w>;t=1; rel="a webmention"'),
            "https://e.example/w",
        ),
        (page_with("&lt;a rel=webmention href=/n>", "</n>; rel=next; title=webmention"), None),
        (page_with("<a rel=webmention href='http://[x'>"), None),
    ],
)
def test_the_first_endpoint_that_a_page_names_is_found(page, endpoint):
    assert endpoint_of(page) == endpoint


def test_editors_see_what_was_sent_and_change_nothing(client, other):
    a_post_with(f"{other.url}/page")
    run_round()
    (row,) = SentMention.objects.all()
    client.force_login(edda())
    log = "/admin/blogsite/sentmention/"
    assert f"{other.url}/page" in client.get(log).text and "Sent" in client.get(log).text
    assert client.get(f"{log}{row.pk}/change/").status_code == 200
    assert client.post(f"{log}{row.pk}/change/", {"target": "x"}).status_code == 403
    client.force_login(mona())
    assert client.get(log).status_code == 403
