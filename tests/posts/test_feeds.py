"""The posts' feed: Atom that a strict reader takes, the same for everybody."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from blogsite.pagecache.store import pages
from posts.feeds import POSTS_PER_FEED
from posts.models import Blog, Post
from tests.cast import NEWER, a_post, edda

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def fetched(client, address="/feed/"):
    """Return the feed as it is rendered now."""
    pages.clear()
    response = client.get(address)
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def entries(feed):
    return feed.findall(f"{ATOM}entry")


def text(element, name):
    return element.find(ATOM + name).text


def links(element):
    return {link.get("rel"): link.get("href") for link in element.findall(f"{ATOM}link")}


@pytest.mark.one_database
def test_the_feed_names_its_blog(client):
    a_post()
    feed = fetched(client)
    assert text(feed, "title") == Blog.objects.current().name
    assert links(feed) == {"alternate": "http://testserver/", "self": "http://testserver/feed/"}


@pytest.mark.one_database
def test_an_entry_contains_the_whole_post(client):
    post = a_post("Frost & <b>fire</b>", '<p>It came <em>early</em>.</p><p><a href="/">On</a></p>')
    (entry,) = entries(fetched(client))
    address = f"http://testserver{post.get_absolute_url()}"
    assert text(entry, "title") == post.title
    assert links(entry) == {"alternate": address}
    assert text(entry, "published") == post.published_at.isoformat()
    assert entry.find(f"{ATOM}author/{ATOM}name").text == "Edda"
    assert text(entry, "summary") == "It came early. On"
    content = entry.find(f"{ATOM}content")
    whole = '<p>It came <em>early</em>.</p><p><a href="http://testserver/">On</a></p>'
    assert (content.text, content.get("type")) == (whole, "html")
    assert content.get("{http://www.w3.org/XML/1998/namespace}base") == address


@pytest.mark.one_database
def test_an_excerpt_is_the_summary(client):
    a_post(excerpt="In short: cold.")
    assert text(entries(fetched(client))[0], "summary") == "In short: cold."


@pytest.mark.one_database
def test_an_entry_is_updated_when_its_post_changes_or_is_published(client):
    scheduled, rewritten = a_post(), a_post()
    scheduled.publish(at=timezone.now() - timedelta(days=1))
    Post.objects.filter(pk=scheduled.pk).update(updated=timezone.now() - timedelta(days=2))
    Post.objects.filter(pk=rewritten.pk).update(published_at=timezone.now() - timedelta(hours=1))
    first, second = entries(fetched(client))
    assert text(first, "updated") > text(first, "published")
    assert text(second, "updated") == text(second, "published")


def test_the_feed_has_the_newest_posts_first_and_drops_old_ones(client):
    for number in range(POSTS_PER_FEED + 1):
        a_post(f"Post {number}")
    titles = [text(entry, "title") for entry in entries(fetched(client))]
    assert titles == [f"Post {number}" for number in range(POSTS_PER_FEED, 0, -1)]


@pytest.mark.one_database
def test_posts_that_are_not_published_are_in_no_feed(client):
    a_post("Shown")
    a_post("Taken away").unpublish()
    a_post("Ahead").publish(at=timezone.now() + timedelta(hours=1))
    Post.objects.create(title="A draft", author=edda())
    assert [text(entry, "title") for entry in entries(fetched(client))] == ["Shown"]


def test_control_characters_break_no_feed(client):
    post = a_post("Bell \x07 and escape \x1b", "<p>fine</p>")
    Post.objects.filter(pk=post.pk).update(
        body_html="<p>a\x0bb\x01c\ufffed</p>", excerpt="x\x08y\tz\uffff"
    )
    Blog.objects.update(name="The \x02 blog", about="about\x1f")
    feed = fetched(client)
    (entry,) = entries(feed)
    assert (text(feed, "title"), text(feed, "subtitle")) == ("The  blog", "about")
    assert text(entry, "title") == "Bell  and escape "
    assert (text(entry, "content"), text(entry, "summary")) == ("<p>abcd</p>", "xy\tz")


@pytest.mark.one_database
def test_an_empty_feed_is_still_a_feed_and_the_same_each_time(client):
    first, second = client.get("/feed/"), client.get("/feed/")
    assert entries(ElementTree.fromstring(first.content)) == []
    assert first.content == second.content


@pytest.mark.one_database
@pytest.mark.parametrize(
    "address", ["/feed/", "/comments/feed/", "/sitemap.xml", "/sitemap-posts.xml", "/robots.txt"]
)
def test_feeds_may_be_cached_briefly_and_are_revalidated(client, address):
    a_post()
    first = client.get(address)
    assert first.status_code == 200
    assert first["Cache-Control"] == "public, stale-if-error=600, max-age=60"
    assert not first.cookies and "Cookie" not in first.get("Vary", "")
    assert "Last-Modified" not in first
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.post(address).status_code == 405


@pytest.mark.one_database
def test_unpublishing_a_post_changes_the_etag_of_the_feed(client):
    post = a_post()
    a_post()
    tag = client.get("/feed/")["ETag"]
    post.unpublish()
    assert client.get(f"/feed/?v={NEWER}", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.one_database
@pytest.mark.parametrize("count", [10, 60])
def test_the_feed_makes_as_many_queries_for_many_posts_as_for_few(
    client, django_assert_num_queries, count
):
    for _ in range(count):
        a_post()
    Blog.objects.current()
    with django_assert_num_queries(3):
        client.get("/feed/")
