"""Replies of staff and editors' picks from the card of a comment."""

from uuid import uuid4

import pytest
from django.urls import reverse

from comments.models import Comment
from moderation.models import Decision, Report
from tests.cast import NEWER, a_comment, a_post, an_owner, milo, mona
from tests.moderation.deciding import a_comment_that_is, a_report, a_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(mona())
    return client


@pytest.fixture
def held():
    return a_comment_that_is("held", body="Why did it come so early?")


def at(name, comment, queue="heldcomment"):
    return reverse(f"admin:moderation_{queue}_{name}", args=[comment.pk])


def a_form(comment, body="The wind had turned.", **fields):
    token = Decision.objects.state_token(comment)
    return {"body": body, "key": str(uuid4()), "state_token": token} | fields


def replies_to(comment):
    return list(Comment.objects.filter(parent=comment))


def test_a_comment_is_approved_and_answered_in_one_step(desk, held):
    answer = desk.post(at("reply", held), a_form(held, action="let_stand"), follow=True)
    assert "Approved: Alice. Your reply is published." in answer.text
    [reply] = replies_to(held)
    assert (str(reply.author), reply.name, reply.mark) == ("Mona", "Mona", "Staff")
    page = desk.get(f"{held.post.get_absolute_url()}?v={NEWER}").text
    assert "Why did it come so early?" in page and "The wind had turned." in page
    assert [d.action for d in Decision.objects.all()] == ["approve"]


@pytest.mark.one_database
@pytest.mark.parametrize(
    "fields", [{"body": " \n"}, {"body": "x" * 10_001}, {"key": ""}, {"action": "remove"}]
)
@pytest.mark.parametrize("name", ["reply", "card_reply"])
def test_a_refused_reply_goes_back_and_nothing_is_decided(desk, held, fields, name):
    form = a_form(held, action="let_stand") | fields
    answer = desk.post(at(name, held), form)
    assert answer.status_code in (409, 422)
    assert form["body"].strip()[:100] in answer.text and 'role="alert"' in answer.text
    held.refresh_from_db()
    assert held.is_held and not replies_to(held) and not Decision.objects.exists()


def test_a_reply_goes_back_when_somebody_else_was_first(desk, held):
    form = a_form(held, action="let_stand")
    Decision.objects.take("reject", held, by=milo(), ground=a_rule())
    answer = desk.post(at("card_reply", held), form)
    assert answer.status_code == 409
    assert "Milo was first" in answer.text and "The wind had turned." in answer.text
    assert not replies_to(held)


def test_a_reply_that_is_sent_twice_is_posted_once(desk, held):
    form = a_form(held, action="let_stand")
    for _ in range(2):
        assert desk.post(at("card_reply", held), form).status_code == 200
    assert len(replies_to(held)) == 1 and Decision.objects.count() == 1
    other = desk.post(at("card_reply", held), form | {"body": "And more."})
    assert other.status_code == 409 and "And more." in other.text
    assert form["key"] not in other.text


def test_a_reply_alone_leaves_the_reports_of_its_comment_open(desk):
    comment = a_comment(a_post())
    a_report(comment)
    url = at("card_reply", comment, "reportedcomment")
    assert "Keep and reply" in desk.get(at("card", comment, "reportedcomment")).text
    desk.post(url, a_form(comment))
    assert Report.objects.get().is_open and len(replies_to(comment)) == 1
    desk.post(url, a_form(comment, "So it stays.", action="let_stand"))
    assert Report.objects.get().status == "dismissed" and len(replies_to(comment)) == 2


@pytest.mark.one_database
def test_a_reply_is_offered_only_where_one_can_be_posted(desk, held):
    post = held.post
    post.comment_mode = "closed"
    post.save()
    assert "Reply as staff" not in desk.get(at("card", held)).text
    answer = desk.post(at("card_reply", held), a_form(held, action="let_stand"))
    assert answer.status_code == 409 and "The wind had turned." in answer.text
    held.refresh_from_db()
    assert held.is_held


@pytest.mark.one_database
def test_editors_picks_are_made_from_the_card_by_those_who_may(client):
    comment = a_comment(a_post())
    pick = {"action": "pick", "state_token": Decision.objects.state_token(comment)}
    client.force_login(mona())
    assert 'value="pick"' not in client.get(at("card", comment, "wokenthread")).text
    assert client.post(at("card_decide", comment, "wokenthread"), pick).status_code == 403
    client.force_login(an_owner())
    assert 'value="pick"' in client.get(at("card", comment, "wokenthread")).text
    answer = client.post(at("card_decide", comment, "wokenthread"), pick)
    assert "Picked: Alice" in answer.text and 'value="unpick"' in answer.text
    assert Comment.objects.get().picked
