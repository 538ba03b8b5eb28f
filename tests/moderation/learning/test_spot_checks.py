"""Spot checks: which standing comments moderators are asked to look at after a training."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Person
from comments.models import Circumstance, Comment
from moderation.learning import spot_checks
from moderation.learning.trainer import train_screener
from moderation.models import (
    Action,
    Decision,
    ModeratorScope,
    Rule,
    SpotCheck,
    SpotCheckedComment,
    Training,
)
from moderation.queues import Queue
from tests.cast import a_comment, account, an_owner, bob, milo, mona
from tests.moderation.deciding import a_report, decide
from tests.moderation.learning.made_comments import made_comments
from tests.moderation.learning.taught_site import TaughtSite

pytestmark = pytest.mark.django_db

QUEUE = "/admin/moderation/spotcheckedcomment/"
SUSPECT, RANDOM = SpotCheck.Kind.SUSPECT, SpotCheck.Kind.RANDOM


def put(state):
    Rule.objects.update_or_create(code="looks_like_spam", defaults={"state": state})


@pytest.fixture
def site(taught):
    put("shadow")
    return taught


def let_stand(site, number=12):
    """Store advertising that nobody has reported, under the posts of a site; return it."""
    texts = [made.text for made in made_comments(0, number, seed=9)]
    return [
        a_comment(site.posts[n % len(site.posts)], text, by=account(f"seller{n}"))
        for n, text in enumerate(texts)
    ]


def queued():
    return set(SpotCheckedComment.objects.values_list("pk", flat=True))


def a_pass(comment):
    """Let the rule have been asked about a comment, and have found nothing."""
    conditions = {"was_first": False, "was_newcomer": False, "by_staff": False, "commenters": ""}
    conditions |= {"comment_mode": "", "holds_first_comments": False}
    screened = Circumstance.of(rules={"looks_like_spam": {"version": 1}}, **conditions)
    row = Circumstance.objects.matching(screened)
    Comment.objects.filter(pk=comment.pk).update(circumstance=row)
    return comment


def draw(monkeypatch, *comments):
    keys = {comment.pk for comment in comments}
    monkeypatch.setattr(spot_checks, "is_drawn", lambda pk: pk in keys)


@pytest.mark.parametrize("state", [pytest.param("shadow", marks=pytest.mark.one_database), "on"])
def test_what_stands_and_looks_most_like_spam_is_queued_after_a_training(site, state):
    put(state)
    spam = let_stand(site)
    train_screener()
    checks = SpotCheck.objects.all()
    assert len(checks) == 10
    assert {check.comment_id for check in checks} <= {comment.pk for comment in spam}
    assert queued() == {check.comment_id for check in checks}
    assert {check.kind for check in checks} == {SUSPECT}


@pytest.mark.one_database
def test_with_the_rule_off_nothing_is_queued(site):
    let_stand(site)
    train_screener()
    put("off")
    decide(Action.KEEP, site.good[0], by=mona())
    train_screener()
    assert not queued() and not SpotCheck.objects.exists()


@pytest.mark.one_database
def test_a_few_removals_are_enough_to_look_for_more_of_the_same():
    put("shadow")
    site = TaughtSite.made(good=30, bad=6)
    spam = let_stand(site)
    assert train_screener().outcome == Training.Outcome.TOO_FEW
    assert len(queued() & {comment.pk for comment in spam}) == 10


@pytest.mark.one_database
def test_of_comments_that_are_alike_one_is_checked(site):
    for number, post in enumerate(site.posts):
        a_comment(post, "CHECK OUT my channel and win cash today!!!", by=account(f"seller{number}"))
    train_screener()
    checked = Comment.objects.filter(pk__in=queued(), body__startswith="CHECK OUT my channel")
    assert checked.count() == 1


def test_the_next_training_replaces_what_nobody_decided_on(site):
    spam = let_stand(site, 4)
    train_screener()
    first = queued()
    more = let_stand(site, 15)
    decide("spam", spam[0], by=mona())
    train_screener()
    assert len(queued()) == SpotCheck.objects.filter(is_open=True).count() <= 10
    assert queued() - first and queued() & {comment.pk for comment in more}
    assert not SpotCheck.objects.get(comment=spam[0]).is_open


@pytest.mark.one_database
@pytest.mark.parametrize("act", ["keep", "spam", "report", "withdraw", "erase"])
def test_a_comment_is_checked_until_it_is_decided_or_gone(site, act):
    comment, *_ = let_stand(site)
    train_screener()
    SpotCheck.objects.get_or_create(comment=comment, kind=SUSPECT)
    if act in ("withdraw", "erase"):
        getattr(comment, act)()
    elif act == "report":  # it waits in that queue then, and is not drawn again
        a_report(comment)
        train_screener()
    else:
        decision = decide("let_stand" if act == "keep" else act, comment, by=mona())
        assert comment.pk not in queued()
        decision.undo(by=mona())
        assert comment.pk in queued()
        return
    assert comment.pk not in queued()
    assert SpotCheck.objects.filter(comment=comment).exists() == (act == "withdraw")


def test_no_comment_of_staff_or_from_an_import_and_none_decided_is_checked(site, monkeypatch):
    own, old, good = let_stand(site, 3)
    Comment.objects.filter(pk=own.pk).update(author=Person.objects.of(milo()))
    Comment.objects.filter(pk=old.pk).update(origin="wordpress 1")
    decide(Action.KEEP, good, by=mona())
    draw(monkeypatch, *map(a_pass, (own, old, good)))
    train_screener()
    assert not queued() & {own.pk, old.pk, good.pk}


@pytest.mark.one_database
def test_a_training_is_used_even_if_its_spot_checks_cannot_be_chosen(site, monkeypatch):
    train_screener()
    before = queued()
    monkeypatch.setattr("moderation.learning.trainer.spot_checks", None)
    decide(Action.KEEP, site.good[0], by=mona())
    assert train_screener().outcome == Training.Outcome.USED
    assert queued() == before - {site.good[0].pk}


# At random


def test_one_in_fifty_passes_is_drawn_by_a_chance_that_can_be_repeated():
    keys = [pk for pk in range(1, 10_001) if spot_checks.is_drawn(pk)]
    assert 150 < len(keys) < 250
    assert keys == [pk for pk in range(1, 10_001) if spot_checks.is_drawn(pk)]


def test_only_what_the_rule_let_through_in_the_last_week_is_drawn(site, monkeypatch):
    comments = [a_comment(site.posts[0], f"I agree, number {n}.", by=bob()) for n in range(4)]
    passed, old, suspected, unasked = comments
    for comment in (passed, old, suspected):
        a_pass(comment)
    week_ago = timezone.now() - timedelta(days=8)
    Comment.objects.filter(pk=old.pk).update(published_at=week_ago)
    suspected.findings.create(rule="looks_like_spam", verdict="shadow")
    draw(monkeypatch, *comments)
    train_screener()
    assert SpotCheck.objects.get(kind=RANDOM).comment == passed


@pytest.mark.one_database
def test_a_comment_that_is_drawn_and_looks_like_spam_counts_as_drawn(site, monkeypatch):
    spam, *_ = let_stand(site)
    draw(monkeypatch, a_pass(spam))
    train_screener()
    check = SpotCheck.objects.get(comment=spam)
    assert (check.kind, check.score) == (RANDOM, None)
    assert SpotCheck.objects.filter(kind=SUSPECT).count() == 10


@pytest.mark.one_database
def test_no_more_than_twenty_are_drawn_and_undecided_ones_are_drawn_again(site, monkeypatch):
    passes = [a_pass(a_comment(site.posts[0], f"Yes, {n}.", by=bob())) for n in range(25)]
    draw(monkeypatch, *passes)
    for _ in range(2):
        train_screener()
        checks = SpotCheck.objects.filter(kind=RANDOM).values_list("comment", flat=True)
        assert set(checks) == {comment.pk for comment in passes[5:]}


# At the desk


@pytest.fixture
def desk(client):
    client.force_login(mona())
    return client


def test_moderators_work_through_the_queue_and_each_decision_is_a_lesson(site, desk):
    spam = let_stand(site)
    train_screener()
    before = set(queued())
    page = desk.get(QUEUE).text
    assert "Comments to spot-check" in page and "Spot checks" in page
    pk = Queue(SpotCheckedComment).page().items[0].pk
    token = Decision.objects.state_token(Comment.objects.get(pk=pk))
    desk.post(f"{QUEUE}{pk}/decide/", {"action": "spam", "state_token": token})
    removal = Decision.objects.last(Comment.objects.get(pk=pk))
    assert (removal.action, removal.source) == (Action.REMOVE, Decision.Source.RULE)
    assert queued() == before - {pk}
    desk.post(f"{QUEUE}undo/", {"decision": removal.pk})
    assert queued() == before
    decide("spam", Comment.objects.get(pk=pk), by=mona())
    assert train_screener().bad == 25
    assert pk in {comment.pk for comment in spam}


def test_the_card_says_why_it_was_chosen_only_once_it_is_decided(site, desk, monkeypatch):
    spam, chosen = let_stand(site, 2)
    draw(monkeypatch, a_pass(chosen))
    train_screener()
    cards = {comment: f"{QUEUE}{comment.pk}/change/" for comment in (spam, chosen)}
    before = [" ".join(desk.get(card).text.split()) for card in cards.values()]
    for page in before:
        assert "Either it looks like advertising to the learned check" in page
        assert "weighed" not in page and "It was drawn" not in page
    for comment in cards:
        decide("let_stand", comment, by=mona())
    after = [" ".join(desk.get(card).text.split()) for card in cards.values()]
    assert "It was one of those that looked most like advertising" in after[0]
    assert "is held from" in after[0]
    assert "It was drawn at random" in after[1] and "weighed" not in after[1]


@pytest.mark.one_database
def test_the_line_after_a_decision_says_how_the_comment_was_chosen(site, desk, monkeypatch):
    spam, chosen = let_stand(site, 2)
    draw(monkeypatch, a_pass(chosen))
    train_screener()
    for comment, why in {
        spam: "It was one of those that looked most like advertising.",
        chosen: "It was drawn at random.",
    }.items():
        choice = {"action": "let_stand", "state_token": Decision.objects.state_token(comment)}
        answer = desk.post(f"{QUEUE}{comment.pk}/decide/", choice, follow=True)
        assert f"Kept: {comment.signature}. {why}" in answer.text


@pytest.mark.one_database
def test_nothing_in_the_list_tells_the_drawn_from_the_suspected(site, desk, monkeypatch):
    spam = let_stand(site, 6)
    draw(monkeypatch, *map(a_pass, spam[::2]))
    train_screener()
    order = [item.pk for item in Queue(SpotCheckedComment).page().items]
    assert order == sorted(order)
    assert SpotCheck.objects.values("created").distinct().count() == 1


def test_a_moderator_finds_the_checks_within_their_scope_alone(site, desk):
    let_stand(site)
    train_screener()
    ModeratorScope.objects.create(user=mona(), kind="author", author=bob())
    assert "All done. Nothing waits here." in desk.get(QUEUE).text
    reader = Client()
    reader.force_login(bob())
    assert reader.get(QUEUE).status_code != 200


@pytest.mark.one_database
def test_the_queries_of_the_queue_do_not_depend_on_how_many_wait(site, desk):
    comments = let_stand(site, 20)
    counts = []
    for more in (comments[:2], comments[2:]):
        SpotCheck.objects.bulk_create(SpotCheck(comment=one, kind=SUSPECT) for one in more)
        desk.get(QUEUE)  # what is cached by process
        with CaptureQueriesContext(connection) as captured:
            desk.get(QUEUE)
        counts.append(len(captured))
    assert counts[0] == counts[1] < 60


def test_the_owner_reads_how_many_of_the_drawn_ones_were_spam(site, client, monkeypatch):
    spam = let_stand(site, 3)
    draw(monkeypatch, *map(a_pass, spam))
    train_screener()
    decide("spam", spam[0], by=mona())
    decide("let_stand", spam[1], by=mona())
    client.force_login(an_owner())
    page = " ".join(client.get("/admin/moderation/rule/looks_like_spam/learned/").text.split())
    assert "Of 2 comments drawn at random that were decided, 1 was removed" in page
