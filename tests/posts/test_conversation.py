"""Comment settings of a post: open, held first or closed, for whom, and from which day."""

import time
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Person
from blogsite.pagecache.store import pages
from comments.models import CannotReply, Comment
from posts.models import Blog, Post
from tests.cast import a_comment, a_post, alice, bob, edda

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def empty_page_cache():
    pages.clear()


def respond(client, post, body="It came early here, too.", **fields):
    typed = {"name": "Wendela", "body": body, "key": "8f14e45f-ceea-467f-a0a0-111111111111"}
    return client.post(f"{post.get_absolute_url()}respond/", typed | fields)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("mode", "later", "after", "age", "stands"),
    [
        ("open", "", None, 400, "open"),
        ("open", "closed", 14, 13, "open"),
        ("open", "closed", 14, 14, "closed"),
        ("open", "held_first", 14, 15, "held_first"),
        ("open", "closed", 0, 0, "closed"),
        ("held_first", "closed", 14, 13, "held_first"),
        ("held_first", "closed", 14, 14, "closed"),
        ("closed", "held_first", 14, 20, "closed"),
        ("closed", "", None, 0, "closed"),
    ],
)
def test_the_comment_mode_follows_the_settings_and_the_clock(mode, later, after, age, stands):
    now = timezone.now()
    post = a_post(comment_mode=mode, later_comment_mode=later, later_after_days=after)
    post.published_at = now - age * DAY
    assert post.comment_mode_at(now) == stands
    assert post.comment_mode_at(now + DAY / 2) == stands


def test_a_day_without_a_later_mode_is_refused_by_the_database():
    post = a_post()
    for wrong in ({"later_after_days": 3}, {"later_comment_mode": "closed"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Post.objects.filter(pk=post.pk).update(**wrong)


def test_a_conversation_closes_by_the_clock_for_readers_and_in_the_store(client):
    post = a_post(later_comment_mode="closed", later_after_days=14)
    assert "Leave a reply" in client.get(post.get_absolute_url()).text
    pages.clear()
    Post.objects.update(published_at=timezone.now() - 14 * DAY)
    assert "Comments are closed" in client.get(post.get_absolute_url()).text
    assert respond(client, post).status_code == 400
    with pytest.raises(CannotReply):
        a_comment(post)
    assert Comment.objects.count() == 0


@pytest.mark.one_database
def test_a_cached_page_expires_when_the_clock_changes_the_conversation(client):
    post = a_post(later_comment_mode="closed", later_after_days=1)
    soon = timezone.now() + timedelta(seconds=1.5)
    Post.objects.update(published_at=soon - DAY)
    assert "Leave a reply" in client.get(post.get_absolute_url()).text
    time.sleep(max(0, (soon - timezone.now()).total_seconds()) + 0.05)
    assert "Comments are closed" in client.get(post.get_absolute_url()).text


@pytest.mark.one_database
def test_comments_are_held_from_the_day_that_the_settings_name(client):
    post = a_post(later_comment_mode="held_first", later_after_days=7)
    Post.objects.update(published_at=timezone.now() - 8 * DAY)
    assert respond(client, post).status_code == 303
    assert Comment.objects.get().status == "held"
    assert "reads every comment before it is shown" in client.get(post.get_absolute_url()).text


@pytest.mark.one_database
def test_a_post_for_accounts_only_refuses_guests(client):
    post = a_post(commenters="accounts")
    answer = respond(client, post)
    assert answer.status_code == 400 and "only people with an account" in answer.text
    assert "It came early here, too." in answer.text
    assert "only people with an account" in client.get(post.get_absolute_url()).text
    with pytest.raises(CannotReply):
        Comment.objects.store(post=post, author=Person(), name="Guest", body="Hello")
    client.force_login(bob())
    assert respond(client, post).status_code == 303
    assert Comment.objects.get().author == Person.objects.of(bob())


@pytest.mark.one_database
@pytest.mark.parametrize("mode", ["open", "held_first", "closed"])
def test_readers_see_the_sentence_the_editors_wrote(client, mode):
    post = a_post(comment_mode=mode, comments_note="We answer on <Friday>.")
    assert "We answer on &lt;Friday&gt;." in client.get(post.get_absolute_url()).text


@pytest.mark.one_database
def test_a_new_post_begins_with_the_settings_of_the_blog():
    blog = Blog.objects.current()
    blog.comment_mode, blog.commenters = "held_first", "accounts"
    blog.later_comment_mode, blog.later_after_days = "closed", 30
    blog.save()
    post = Post.objects.create(title="New", author=edda(), **blog.settings_for_a_new_post)
    assert (post.comment_mode, post.commenters) == ("held_first", "accounts")
    assert (post.later_comment_mode, post.later_after_days) == ("closed", 30)


@pytest.mark.one_database
def test_staff_comments_on_a_held_first_post_are_published_at_once(client):
    post = a_post(comment_mode="held_first")
    client.force_login(edda())
    respond(client, post)
    assert Comment.objects.get().status == "published"
    client.force_login(alice())
    respond(client, post, "Me too.", key="8f14e45f-ceea-467f-a0a0-222222222222")
    assert Comment.objects.get(author=Person.objects.of(alice())).status == "held"
