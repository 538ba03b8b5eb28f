"""Ids in feeds are for good: readers' programs show an entry with another id as unread again."""

import re

import pytest

from tests.cast import a_comment, a_post, edda
from tests.posts.test_desk import send
from tests.posts.test_feeds import entries, fetched, text

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

HOSTS = ("testserver", "other.example", "blog.example:8443")


@pytest.fixture
def post(settings):
    settings.ALLOWED_HOSTS = ["*"]
    post = a_post()
    post.tag(["Tea"])
    a_comment(post)
    return post


def feeds_of(post):
    own = f"{post.get_absolute_url()}feed/"
    return ("/feed/", "/tags/tea/feed/", f"/authors/{post.author_id}/feed/", "/comments/feed/", own)


def ids_in(client, paths, host="testserver"):
    """Return the ids of each feed and its entries."""
    client.defaults["HTTP_HOST"] = host
    feeds = [fetched(client, path) for path in paths]
    return [[text(feed, "id"), *(text(entry, "id") for entry in entries(feed))] for feed in feeds]


def test_ids_are_the_same_for_every_host(client, post):
    one, *others = (ids_in(client, feeds_of(post), host) for host in HOSTS)
    assert others == [one, one]
    assert len({feed[0] for feed in one}) == 5
    assert len({entry for feed in one for entry in feed[1:]}) == 2  # the post and the comment


def test_an_entry_keeps_its_id_when_the_slug_changes(client, post):
    before = ids_in(client, feeds_of(post))
    client.force_login(edda())
    send(client, post, slug="elsewhere", tag_names="Tea")
    post.refresh_from_db()
    assert post.slug == "elsewhere"
    assert ids_in(client, feeds_of(post)) == before


def test_an_entry_keeps_its_id_when_it_is_taken_away_and_shown_again(client, post):
    before = ids_in(client, ["/feed/"])
    post.unpublish()
    post.publish()
    assert ids_in(client, ["/feed/"]) == before


def test_a_new_posts_id_is_a_tag_uri_of_the_day_it_was_published(client, post, settings):
    settings.ALLOWED_HOSTS = [".blog.example", "testserver"]
    a_post()
    (_, newest, other) = ids_in(client, ["/feed/"])[0]
    day = f"{post.published_at:%Y-%m-%d}"
    assert re.fullmatch(rf"tag:blog\.example,{day}:[0-9a-f-]{{36}}", newest)
    assert re.fullmatch(rf"tag:localhost,{day}:[0-9a-f-]{{36}}", other)


def test_a_post_at_the_old_url_of_another_has_an_id_of_its_own(client, post):
    slug = post.slug
    post.move_to("elsewhere")
    other = a_post()
    other.move_to(slug)
    assert len(set(ids_in(client, ["/feed/"])[0])) == 3
