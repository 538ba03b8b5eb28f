"""Feeds of comments: only published ones, each linked to its place."""

from datetime import timedelta

import pytest
from django.utils import timezone

from blogsite.pagecache.store import pages
from comments.feeds import NEWEST
from comments.models import Comment
from posts.models import Blog
from tests.cast import NEWER, a_comment, a_conversation, a_post
from tests.posts.test_feeds import ATOM, entries, fetched, links, text

pytestmark = pytest.mark.django_db


def feed_of(post):
    return f"{post.get_absolute_url()}feed/"


def test_there_is_a_feed_of_all_comments_and_one_of_each_post(client):
    first, second = a_post("Frost"), a_post("Thaw")
    one, two = a_comment(first), a_comment(second)
    everything, own = fetched(client, "/comments/feed/"), fetched(client, feed_of(first))
    assert [text(entry, "title") for entry in entries(everything)] == [
        f"{two.name} on “Thaw”",
        f"{one.name} on “Frost”",
    ]
    assert [text(entry, "title") for entry in entries(own)] == [one.name]
    assert links(own) == {
        "alternate": f"http://testserver{first.get_absolute_url()}",
        "self": f"http://testserver{feed_of(first)}",
    }


@pytest.mark.one_database
def test_an_entry_of_a_feed_links_to_its_comment(client):
    comment = a_comment(a_post(), "Well **said**.", name="Ann & <i>Bo</i>")
    (entry,) = entries(fetched(client, "/comments/feed/"))
    assert links(entry) == {"alternate": f"http://testserver/comments/{comment.pk}/"}
    assert entry.find(f"{ATOM}author/{ATOM}name").text == "Ann & <i>Bo</i>"
    assert (text(entry, "content"), text(entry, "summary")) == (comment.body_html, "Well said.")


@pytest.mark.one_database
def test_an_edited_comment_has_a_later_update_in_feeds(client):
    comment = a_comment(a_post())
    Comment.objects.filter(pk=comment.pk).update(published_at=timezone.now() - timedelta(hours=1))
    (entry,) = entries(fetched(client, "/comments/feed/"))
    assert text(entry, "updated") == text(entry, "published")
    comment.edit("Better said.")
    (entry,) = entries(fetched(client, "/comments/feed/"))
    assert text(entry, "updated") > text(entry, "published")
    assert text(entry, "summary") == "Better said."


def test_a_comment_approved_late_is_dated_by_its_publication(client):
    post = a_post()
    held = a_comment(post, name="Late", status=Comment.Status.HELD)
    a_comment(post, name="Early")
    held.approve()
    names = [text(entry, "title") for entry in entries(fetched(client, feed_of(post)))]
    assert names == ["Late", "Early"]


@pytest.mark.one_database
@pytest.mark.parametrize("verb", ["hold", "remove", "withdraw"])
def test_a_hidden_comment_leaves_the_feeds_and_changes_their_etag(client, verb):
    post = a_post()
    a_comment(post)
    gone = a_comment(post)
    a_comment(post, parent=gone)
    for url in ("/comments/feed/", feed_of(post)):
        assert len(entries(fetched(client, url))) == 3
    tags = {url: client.get(url)["ETag"] for url in ("/comments/feed/", feed_of(post))}
    getattr(gone, verb)()
    for url, tag in tags.items():
        assert client.get(f"{url}?v={NEWER}", headers={"If-None-Match": tag}).status_code == 200
        assert len(entries(fetched(client, url))) == 2


@pytest.mark.one_database
def test_a_post_that_is_not_published_has_no_feed(client):
    post = a_post()
    a_comment(post)
    url = feed_of(post)
    post.unpublish()
    assert client.get(f"{url}?v={NEWER}").status_code == 404
    assert entries(fetched(client, "/comments/feed/")) == []
    post.publish(at=timezone.now() + timedelta(hours=1))
    assert client.get(f"{url}?v={NEWER}").status_code == 404
    assert client.get("/2010/02/30/no-such-day/feed/").status_code == 404


@pytest.mark.one_database
def test_the_feed_of_a_moved_post_redirects_to_the_new_url(client):
    post = a_post()
    a_comment(post)
    old = feed_of(post)
    post.move_to("elsewhere")
    pages.clear()
    moved = client.get(f"{old}?v=7")
    assert (moved.status_code, moved["Location"]) == (301, f"{feed_of(post)}?v=7")
    assert len(entries(fetched(client, feed_of(post)))) == 1
    post.unpublish()
    assert client.get(old).status_code == 404


@pytest.mark.one_database
def test_control_characters_do_not_break_a_feed(client):
    comment = a_comment(a_post())
    Comment.objects.filter(pk=comment.pk).update(name="A\x00b\x1b"[2:], body_html="<p>a\x0cb</p>")
    (entry,) = entries(fetched(client, "/comments/feed/"))
    assert (text(entry, "content"), text(entry, "summary")) == ("<p>ab</p>", "a b")


def test_a_feed_holds_the_newest_comments_first_and_drops_older(client):
    post = a_post()
    for number in range(NEWEST + 1):
        a_comment(post, name=f"Reader {number}")
    names = [text(entry, "title") for entry in entries(fetched(client, feed_of(post)))]
    assert names == [f"Reader {number}" for number in range(NEWEST, 0, -1)]


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize("count", [10, 200])
def test_a_feed_needs_as_many_queries_for_many_comments_as_for_few(
    client, django_assert_num_queries, count
):
    post = a_post()
    Blog.objects.current()
    a_conversation(post, [None] * count)
    for url in ("/comments/feed/", feed_of(post)):
        with django_assert_num_queries(3):
            client.get(url)
