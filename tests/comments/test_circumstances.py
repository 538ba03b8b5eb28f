"""How a comment was screened is stored: its circumstance, and counts of refused drafts."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Person
from comments.models import Circumstance, Comment, RefusalCount
from comments.status_links import status_path
from moderation.models import Rule
from posts.models import Post
from tests.cast import a_comment, a_post, alice, mona

pytestmark = pytest.mark.django_db

WORDS = "The first frost came on the ninth."


@pytest.fixture(autouse=True)
def no_pause():
    Rule.objects.create(code="too_fast", options={"seconds": 0})
    Rule.objects.create(code="strangers_in_a_row", options={"seconds": 0})


def write(client, post, status=303, **fields):
    """Send a comment; return it, or None when it is refused."""
    form = {"name": "Wendela", "email": "", "body": WORDS, "key": str(uuid4())} | fields
    assert client.post(f"{post.get_absolute_url()}respond/", form).status_code == status
    return Comment.objects.latest("pk") if status == 303 else None


def test_a_comment_stores_whether_its_author_was_known(client):
    post, person = a_post(), Person.objects.of(alice())
    client.force_login(alice())
    first = write(client, post).circumstance
    second = write(client, post, body="It came late.").circumstance
    Comment.objects.update(published_at=timezone.now() - timedelta(days=2))
    third = write(client, post, body="It went early.").circumstance
    kinds = [(each.was_first, each.was_newcomer) for each in (first, second, third)]
    assert kinds == [(True, True), (False, True), (False, False)]
    assert Comment.objects.by(person).count() == 3


def test_a_comment_stores_the_switches_of_its_post(client):
    post = a_post(comment_mode="held_first", holds_first_comments=True)
    circumstance = write(client, post).circumstance
    assert (circumstance.comment_mode, circumstance.commenters) == ("held_first", "everybody")
    assert (circumstance.holds_first_comments, circumstance.by_staff) == (True, False)
    client.force_login(mona())
    assert write(client, post, body="Read and approved.").circumstance.by_staff


@pytest.mark.one_database
def test_a_comment_stores_how_quiet_its_conversation_was(client):
    post = a_post()
    Post.objects.update(published_at=timezone.now() - timedelta(days=400, hours=1))
    assert write(client, post).quiet_days == 400


@pytest.mark.one_database
def test_a_comment_stores_the_screening_rules_and_their_numbers(client):
    Rule.objects.create(code="many_links", options={"links": 3})
    Rule.objects.create(code="late_comment", state="off")
    rules = write(client, a_post()).circumstance.rules
    assert rules["many_links"] == {"version": 1, "numbers": {"links": 3}}
    assert rules["too_fast"]["version"] == 2
    assert "late_comment" not in rules and "held_first" in rules


def test_comments_in_the_same_circumstance_share_one_row(client):
    post = a_post()
    for number in range(3):
        client.cookies.clear()
        write(client, post, name=f"Wendela {number}", body=f"Number {number}.")
    assert Circumstance.objects.count() == 1
    Rule.objects.create(code="many_links", options={"links": 3})
    client.cookies.clear()
    write(client, post, name="Wim", body="Number 4.")
    assert Circumstance.objects.count() == 2


@pytest.mark.one_database
def test_an_erased_comment_has_no_circumstance(client):
    comment = write(client, a_post())
    client.post(status_path(comment), {"action": "erase", "sure": "yes"})
    comment.refresh_from_db()
    assert comment.erased and comment.circumstance is None


def test_refused_drafts_are_counted_by_day_and_rule_without_text(client):
    post = a_post()
    for _ in range(2):
        write(client, post, status=400, name="Moderator", body="Words of nobody.")
    write(client, post, status=400, body="<b></b>")
    counts = RefusalCount.objects.values_list("rule", "day", "count").order_by("count")
    today = timezone.now().date()
    assert list(counts) == [("empty_text", today, 1), ("imitates_staff", today, 2)]
    assert not Comment.objects.exists() and not Person.objects.filter(user=None).exists()


@pytest.mark.one_database
def test_a_refused_edit_is_counted_as_a_refused_draft(client):
    client.force_login(alice())
    comment = a_comment(a_post())
    form = {"action": "edit", "body": "<b></b>"}
    assert client.post(f"/comments/{comment.pk}/edit/", form).status_code == 400
    assert RefusalCount.objects.get().rule == "empty_text"


@pytest.mark.one_database
def test_a_form_sent_twice_is_not_counted_as_refused(client):
    post, key = a_post(), str(uuid4())
    Rule.objects.filter(code="too_fast").delete()
    first = write(client, post, key=key)
    assert write(client, post, key=key) == first
    assert not RefusalCount.objects.exists()
