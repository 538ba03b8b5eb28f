"""The rule that holds what is like several comments that moderators removed."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from comments.draft import Draft
from comments.models import Comment
from comments.screening import Screening
from comments.status_links import status_path
from moderation.models import Rule
from tests.cast import a_comment, a_post, mona
from tests.moderation.deciding import a_rule, decide

pytestmark = pytest.mark.django_db

WORDS = "Dial printer support number {n} and our experts fix it within an hour, {n} days a week."
NEXT = WORDS.format(n=7)
OTHER_WORDS = "The first frost came early this year, and the dahlias did not survive it."


@pytest.fixture(autouse=True)
def rule():
    return Rule.objects.update_or_create(code="like_removed", defaults={"state": "on"})[0]


def removed(number, action="remove"):
    """Return a comment of a campaign on which mona has decided."""
    status = "held" if action == "reject" else "published"
    comment = a_comment(a_post(), WORDS.format(n=number), status=status)
    ground = None if action == "keep" else a_rule("spam")
    decide(action, comment, by=mona(), ground=ground)
    return comment


def screened(body=NEXT, person=None, **details):
    details = {"name": "Wendela Achterberg", "person": person or Person()} | details
    return Screening(
        Draft(body=body, post=details.pop("post", None) or a_post(), **details)
    ).ask_all()


def verdict(screening):
    return next((f.verdict for f in screening.findings if f.rule == "like_removed"), None)


def test_the_third_comment_of_a_campaign_is_held_once_two_were_removed():
    assert verdict(screened()) is None
    removed(1)
    assert verdict(screened()) is None
    removed(2, "reject")
    assert verdict(screened()) == "hold"
    assert screened().status == Comment.Status.HELD
    assert verdict(screened(OTHER_WORDS)) is None
    assert verdict(screened("Yes!")) is None


def test_comments_that_moderators_left_or_restored_hold_nothing():
    first, _ = removed(1), removed(2)
    removed(3, "keep")
    decide("restore", first, by=mona())
    assert verdict(screened()) is None


def test_owners_say_how_many_and_how_much_it_must_be_like(rule):
    removed(1)
    removed(2)
    for options, held in (({"comments": 3}, None), ({"percent": 100}, None), ({}, "hold")):
        Rule.objects.filter(pk=rule.pk).update(options=options)
        assert verdict(screened()) == held


def test_it_is_off_at_first_watches_in_shadow_and_leaves_staff_alone(rule):
    removed(1)
    removed(2)
    assert verdict(screened(person=Person.objects.of(mona()))) is None
    Rule.objects.filter(pk=rule.pk).update(state="shadow")
    assert verdict(screened()) == "shadow"
    Rule.objects.all().delete()
    assert verdict(screened()) is None


def test_a_comment_that_is_like_no_other_costs_no_query_more(rule):
    removed(1)
    removed(2)
    post, counts = a_post(), []
    for state in ("off", "on"):
        Rule.objects.filter(pk=rule.pk).update(state=state)
        screened(OTHER_WORDS, post=post)
        with CaptureQueriesContext(connection) as queries:
            screened(OTHER_WORDS, post=post)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_moderator_reads_how_like_it_is_and_the_author_one_sentence(client):
    for number in (1, 2):
        removed(number)
    person = Person.objects.create()
    screening = screened(person=person)
    comment = a_comment(screening.draft.post, NEXT, by=person, status=screening.status)
    comment.store_findings(screening.findings)
    desk = Client()
    desk.force_login(mona())
    card = desk.get(f"/admin/moderation/heldcomment/{comment.pk}/change/").text
    assert "It is like 2 comments that were removed; with the nearest it has" in card
    page = client.get(status_path(comment)).text
    assert "It is like comments that were removed; a moderator looks at it first." in page
    assert "nearest" not in page
