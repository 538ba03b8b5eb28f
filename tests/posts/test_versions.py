"""Versions of posts and of the blog: each number stands for one content, for good."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blogsite.pagecache.store import pages
from posts.models import Blog, Post
from tests.cast import a_comment, a_post, edda
from tests.posts.test_desk import send

pytestmark = pytest.mark.django_db

JAVASCRIPT_EXACT = 2**53  # up to here a script reads a number without rounding
YEAR_3000 = int(datetime(3000, 1, 1, tzinfo=UTC).timestamp() * 1_000_000)


def version_of(post):
    return Post.objects.get(pk=post.pk).version


def go_back_to(post, version):
    """Lose the comments, as a standby does that takes over without the last rows."""
    post.comments.all().delete()
    Post.objects.filter(pk=post.pk).update(version=version, comment_count=0, last_number=0)


def test_a_post_never_gets_a_version_that_was_lost():
    post = a_post()
    before = version_of(post)
    a_comment(post, "Lost.")
    lost = version_of(post)
    go_back_to(post, before)
    a_comment(post, "Stored.")
    assert version_of(post) > lost


@pytest.mark.one_database
def test_no_cached_page_shows_a_lost_comment_in_place_of_a_stored_one(client):
    post = a_post()
    path, before = post.get_absolute_url(), version_of(post)
    a_comment(post, "Lost.")
    assert b"Lost." in client.get(path).content
    go_back_to(post, before)
    a_comment(post, "Stored.")
    for page in pages.pages.values():
        page.fresh_until = 0
    page = client.get(path).content
    assert b"Stored." in page
    assert b"Lost." not in page


def test_the_blog_never_gets_a_version_that_was_lost():
    before = Blog.objects.current().version
    Blog.objects.touch()
    lost = Blog.objects.current().version
    Blog.objects.update(version=before)
    Blog.objects.touch()
    again = Blog.objects.current().version
    assert again > lost
    Blog.objects.update(version=before)
    Blog.objects.current().save()
    assert Blog.objects.current().version > again


def test_a_new_post_begins_with_a_version_that_no_other_had():
    lost = a_post()
    pk, version = lost.pk, version_of(lost)
    lost.delete()
    again = Post.objects.create(pk=pk, title="Again", slug="again", author=edda())
    assert version_of(again) > version


def test_a_version_rises_where_the_clock_stands_behind_it():
    post = a_post()
    Post.objects.filter(pk=post.pk).update(version=YEAR_3000)
    Blog.objects.update(version=YEAR_3000)
    a_comment(post)
    Blog.objects.touch()
    assert (version_of(post), Blog.objects.current().version) == (YEAR_3000 + 1, YEAR_3000 + 1)


@pytest.mark.one_database
def test_scripts_and_links_can_hold_a_version_exactly(client):
    post = a_post()
    a_comment(post, "Stored.")
    version = version_of(post)
    assert version < JAVASCRIPT_EXACT
    assert Blog.objects.current().version < JAVASCRIPT_EXACT
    page = client.get(f"{post.get_absolute_url()}?v={version}")
    assert b"Stored." in page.content


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("button", "changes"),
    [
        ("_publish", {}),
        ("_save", {"tag_names": "Ice, Frost"}),
        ("_save", {"slug": "hoar-frost", "tag_names": "Ice"}),
        ("_unpublish", {"tag_names": "Snow", "title": "Hoar frost"}),
    ],
)
def test_saving_a_post_makes_one_new_version_of_the_blog(client, button, changes):
    client.force_login(edda())
    post = a_post()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        send(client, post, button=button, **changes)
    updates = [q["sql"] for q in queries if q["sql"].startswith('UPDATE "posts_blog"')]
    assert len(updates) == 1
