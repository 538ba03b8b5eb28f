"""Slow mode: under a post, each person waits some minutes between two comments."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from blogsite.cached_views import versions_of
from comments.models import Comment
from moderation.models import ModeratorScope
from posts.models import Post
from tests.cast import a_comment, a_post, account, alice, bob, edda, milo, mona

pytestmark = pytest.mark.django_db


def page(post):
    return f"/admin/slow-mode/{post.pk}/"


def typed(minutes, **ahead):
    until = timezone.localtime(timezone.now() + timedelta(**ahead))
    return {"minutes": minutes, "until_0": f"{until:%Y-%m-%d}", "until_1": f"{until:%H:%M}"}


def respond(client, user, post, body):
    client.force_login(user)
    form = {"body": body, "key": uuid4()}
    return client.post(f"{post.get_absolute_url()}respond/", form)


def test_in_slow_mode_a_person_waits_and_reads_so_before_writing(client):
    post = a_post()
    client.force_login(mona())
    assert "each person can write" not in client.get(post.get_absolute_url()).text
    assert client.post(page(post), typed(5, hours=2), follow=True).status_code == 200
    client.logout()
    post.refresh_from_db()
    place = f"{post.get_absolute_url()}?v={post.version}"
    form = f"{post.get_absolute_url()}respond/form/"
    for url in (place, form):
        assert "each person can write here once every 5 minutes." in client.get(url).text
    assert respond(client, alice(), post, "The first.").status_code == 303
    refused = respond(client, alice(), post, "The second, and longer.")
    assert refused.status_code == 429 and 295 <= int(refused["Retry-After"]) <= 300
    assert "slow mode" in refused.text and "The second, and longer." in refused.text
    assert respond(client, bob(), post, "Somebody else.").status_code == 303
    assert respond(client, alice(), a_post(), "Elsewhere.").status_code in (303, 429)
    for staff in (edda(), mona()):
        assert respond(client, staff, post, f"One, {staff}.").status_code == 303
        assert respond(client, staff, post, f"Two, {staff}.").status_code == 303
    client.force_login(mona())
    assert client.post(page(post), {"end": "1"}, follow=True).status_code == 200
    Comment.objects.update(created=timezone.now() - timedelta(minutes=1))
    assert respond(client, alice(), post, "The second, and longer.").status_code == 303


def test_slow_mode_of_a_draft_is_set_before_anybody_reads_it(client):
    draft = Post.objects.create(title="Not yet", slug="not-yet", author=edda())
    client.force_login(edda())
    assert "To the conversation" not in client.get(page(draft)).text
    assert client.post(page(draft), typed(5, hours=2), follow=True).status_code == 200
    assert Post.objects.get(pk=draft.pk).slow_minutes == 5


def test_slow_mode_ends_by_the_clock_and_pages_expire_then():
    post, until = a_post(), timezone.now() + timedelta(minutes=7)
    post.slow_down(5, until)
    assert versions_of(Post.objects.filter(pk=post.pk))[2] == until.timestamp()
    post.refresh_from_db()
    assert post.slow_minutes_at(until - timedelta(seconds=1)) == 5
    assert post.slow_minutes_at(until) == 0


def test_an_editor_who_saves_the_post_leaves_slow_mode_as_it_is():
    post = a_post()
    Post.objects.get(pk=post.pk).slow_down(5, timezone.now() + timedelta(hours=1))
    post.title = "The second frost"
    post.save()
    assert Post.objects.get(pk=post.pk).slow_minutes_now == 5


def test_editors_and_moderators_of_the_post_set_slow_mode(client):
    post, other = a_post(), a_post()
    a_comment(post)
    ModeratorScope.objects.create(user=milo(), kind="author", author=account("nora"))
    for user, status in ((edda(), 200), (mona(), 200), (milo(), 404), (bob(), 302)):
        client.force_login(user)
        assert client.get(page(post)).status_code == status, user
        assert client.post(page(post), typed(9, hours=1)).status_code == (
            302 if status == 200 else status
        )
    Post.objects.filter(pk=post.pk).update(author=account("nora"))
    client.force_login(milo())
    assert client.get(page(post)).status_code == 200
    assert client.get(page(other)).status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("minutes", "ahead", "words"),
    [
        (0, {"hours": 1}, "greater than or equal to 1"),
        (5, {"hours": -1}, "That moment has passed"),
        (5, {"days": 31}, "more than 30 days ahead"),
    ],
)
def test_an_absurd_slow_mode_is_refused_with_a_reason(client, minutes, ahead, words):
    post = a_post()
    client.force_login(edda())
    answer = client.post(page(post), typed(minutes, **ahead))
    assert answer.status_code == 422 and words in answer.text
    assert Post.objects.get(pk=post.pk).slow_until is None
