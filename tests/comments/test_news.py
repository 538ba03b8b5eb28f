"""What is new under a post: one small document for everybody, asked for by scripts."""

import gzip
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from blogsite.pagecache.store import pages
from comments.models import Comment
from posts.models import Post
from tests.cast import NEWER, a_comment, a_conversation, a_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return a_post()


def path_of(post):
    return f"/posts/{post.pk}/now/"


def news_of(post):
    return Client().get(f"{path_of(post)}?v={NEWER}").json()


def test_it_names_the_published_comments_newest_first_with_their_numbers(post):
    root = a_comment(post)
    reply = a_comment(post, parent=root)
    a_comment(post, status="held")
    Comment.objects.filter(pk=root.pk).update(recommendation_count=3)
    moments = {c.pk: int(c.published_at.timestamp() * 1000) for c in (root, reply)}
    post.refresh_from_db()
    assert news_of(post) == {
        "version": post.version,
        "count": 2,
        "newest": [[reply.pk, root.pk, moments[reply.pk]], [root.pk, None, moments[root.pk]]],
        "recommendations": {str(root.pk): 3},
    }


def test_an_old_comment_that_is_approved_late_is_the_newest(post):
    held = a_comment(post, status="held")
    later = a_comment(post)
    Comment.objects.filter(pk=held.pk).update(created=timezone.now() - timedelta(days=3))
    held.approve()
    assert [pk for pk, _parent, _moment in news_of(post)["newest"]] == [held.pk, later.pk]


@pytest.mark.one_database
def test_a_page_was_rendered_after_every_comment_that_it_shows(post):
    a_comment(post)
    post.refresh_from_db()
    (newest,) = news_of(post)["newest"]
    assert newest[2] <= post.version // 1000
    comment = a_comment(post)
    assert int(comment.published_at.timestamp() * 1_000_000) > post.version


@pytest.mark.one_database
def test_a_removed_comment_is_not_named_nor_is_its_number(post):
    comment = a_comment(post)
    Comment.objects.update(recommendation_count=3)
    comment.remove()
    news = news_of(post)
    assert (news["newest"], news["recommendations"], news["count"]) == ([], {}, 0)


@pytest.mark.one_database
def test_a_post_that_readers_do_not_see_has_no_news(post):
    post.unpublish()
    assert Client().get(path_of(post)).status_code == 404


@pytest.mark.one_database
def test_it_stays_below_two_kilobytes_however_long_the_conversation(post):
    a_conversation(post, [None, *range(299)])
    start, rows = timezone.now(), list(Comment.objects.all())
    for row in rows:
        row.published_at = start - timedelta(milliseconds=86_413 * (row.pk % 97) * row.pk % 10**9)
        row.recommendation_count = row.pk * 7919 % 997 + 1
    Comment.objects.bulk_update(rows, ["published_at", "recommendation_count"])
    news = Client().get(path_of(post), headers={"Accept-Encoding": "gzip"})
    assert len(news.content) <= 2_000
    assert gzip.decompress(news.content).count(b"[") == 101


@pytest.mark.one_database
def test_it_is_cached_for_everybody_and_asks_one_question_to_be_confirmed(
    post, django_assert_num_queries
):
    a_comment(post)
    answer = Client().get(path_of(post))
    assert answer["Content-Type"] == "application/json" and not answer.cookies
    for page in pages.pages.values():
        page.fresh_until = 0
    with django_assert_num_queries(1):
        again = Client().get(path_of(post), headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    a_comment(post)
    assert (
        Client().get(f"{path_of(post)}?v={NEWER}").json()["version"] == Post.objects.get().version
    )
