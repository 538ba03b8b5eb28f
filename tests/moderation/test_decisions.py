"""Decisions: their effect, their ground, and what the second moderator reads."""

import pytest
from django.db import IntegrityError, transaction

from comments.models import Comment, Finding, InvalidTransition
from moderation.models import (
    Action,
    AlreadyDecided,
    AuthorWarning,
    Ban,
    Decision,
    NeedsGround,
    Outdated,
    Report,
)
from tests.cast import a_comment, a_post, milo, mona
from tests.moderation.deciding import a_comment_that_is, a_report, a_rule, decide

pytestmark = pytest.mark.django_db

S = Comment.Status

# action → from which status to which
STEPS = {
    "approve": {S.HELD: S.PUBLISHED, S.REJECTED: S.PUBLISHED},
    "reject": {S.HELD: S.REJECTED},
    "remove": {S.PUBLISHED: S.REMOVED},
    "restore": {S.REMOVED: S.PUBLISHED},
    "hold": {S.PUBLISHED: S.HELD},
    "keep": {status: status for status in (S.PUBLISHED, S.HELD, S.WITHDRAWN)},
    "spam": {S.HELD: S.REJECTED, S.PUBLISHED: S.REMOVED},
    "take_down": {S.HELD: S.REJECTED, S.PUBLISHED: S.REMOVED},
    "let_stand": {
        S.HELD: S.PUBLISHED,
        S.REJECTED: S.PUBLISHED,
        S.REMOVED: S.PUBLISHED,
        S.PUBLISHED: S.PUBLISHED,
        S.WITHDRAWN: S.WITHDRAWN,
    },
}


def take(action, comment, by=None, **details):
    details.setdefault("ground", None if action == "spam" else a_rule())
    return decide(action, comment, by=by or mona(), **details)


@pytest.mark.one_database
@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize("action", STEPS)
def test_a_decision_follows_the_table_of_statuses_or_is_refused(action, status):
    comment = a_comment_that_is(status)
    target = STEPS[action].get(status)
    if target is None:
        with pytest.raises(InvalidTransition):
            take(action, comment)
        assert not Decision.objects.exists()
    else:
        decision = take(action, comment)
        assert (decision.status_before, decision.status_after) == (status, target)
    comment.refresh_from_db()
    comment.post.refresh_from_db()
    assert comment.status == (target or status)
    assert comment.post.comment_count == (comment.status == S.PUBLISHED)


def test_a_comment_held_after_it_was_shown_is_removed_and_not_rejected():
    comment = a_comment(a_post())
    comment.hold()
    assert take("take_down", comment).action == Action.REMOVE


def test_spam_rests_on_the_house_rule_of_that_name():
    decision = take("spam", a_comment(a_post()))
    assert (decision.action, decision.house_rule.rule.code) == (Action.REMOVE, "spam")
    assert decision.is_spam


@pytest.mark.one_database
@pytest.mark.parametrize("action", ["reject", "remove", "warn", "ban", "take_down"])
def test_a_decision_that_restricts_somebody_needs_a_ground(action):
    comment = a_comment(a_post(), status=S.HELD if action == "reject" else S.PUBLISHED)
    with pytest.raises(NeedsGround):
        take(action, comment, ground=None)
    comment.refresh_from_db()
    assert comment.status in (S.HELD, S.PUBLISHED) and not Decision.objects.exists()


def test_the_database_refuses_a_restriction_without_a_ground():
    comment = a_comment(a_post())
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(action="remove", comment=comment, source="own")


def test_a_law_can_be_the_ground_of_a_decision():
    decision = take("remove", a_comment(a_post()), ground="Criminal Code, section 130")
    assert (decision.ground, decision.house_rule) == ("Criminal Code, section 130", None)


def test_a_ground_is_the_version_of_the_rule_in_force():
    version = a_rule()
    comment = a_comment(a_post())
    decision = take("remove", comment, ground=version)
    version.rule.amend(title="Be kind", text="Really.", sentence="It was unkind.", by=mona())
    decision.refresh_from_db()
    assert decision.house_rule == version
    assert decision.sentence == version.sentence != a_rule().sentence


def test_a_decision_stores_whether_a_rule_or_a_report_led_to_it():
    own = take("remove", a_comment(a_post()))
    held = a_comment(a_post(), status=S.HELD)
    Finding.objects.create(comment=held, rule="many_links", verdict="hold", parameters={"links": 2})
    by_rule = take("approve", held)
    reported = a_comment(a_post())
    a_report(reported)
    by_report = take("remove", reported)
    assert [d.source for d in (own, by_rule, by_report)] == ["own", "rule", "report"]
    assert [d.found_automatically for d in (own, by_rule, by_report)] == [False, True, False]
    assert not own.is_automatic


# Of two moderators


def test_the_second_moderator_learns_who_decided_and_how():
    comment = a_comment(a_post())
    state_token = Decision.objects.state_token(comment)
    first = take("remove", comment, by=mona(), state_token=state_token)
    with pytest.raises(AlreadyDecided, match="Mona") as error:
        take("keep", comment, by=milo(), state_token=state_token)
    assert error.value.decision == first
    take("restore", comment, by=milo(), state_token=Decision.objects.state_token(comment))
    assert comment.status == S.PUBLISHED


def test_two_moderators_who_keep_a_comment_make_one_decision():
    comment = a_comment(a_post())
    a_report(comment)
    state_token = Decision.objects.state_token(comment)
    take("keep", comment, by=mona(), state_token=state_token)
    with pytest.raises(AlreadyDecided):
        take("keep", comment, by=milo(), state_token=state_token)
    assert Decision.objects.count() == 1


def test_the_same_decision_on_an_old_state_is_not_repeated():
    comment = a_comment(a_post())
    first = take("remove", comment)
    with pytest.raises(AlreadyDecided) as error:
        take("remove", comment, by=milo())
    assert error.value.decision == first


def test_nobody_decides_on_a_text_that_changed_unseen():
    comment = a_comment(a_post())
    state_token = Decision.objects.state_token(comment)
    Comment.objects.get(pk=comment.pk).edit("Something else altogether.")
    with pytest.raises(Outdated, match="changed the words"):
        take("keep", comment, state_token=state_token)


def test_a_moderator_learns_that_the_author_deleted_the_comment():
    comment = a_comment(a_post())
    state_token = Decision.objects.state_token(comment)
    Comment.objects.get(pk=comment.pk).withdraw()
    with pytest.raises(Outdated, match="Withdrawn"):
        take("remove", comment, state_token=state_token)
    assert not Decision.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize(
    "state_token", ["", "nonsense", "published.x.y", "published.0.0.0", "held"]
)
def test_a_forged_state_token_decides_nothing(state_token):
    comment = a_comment(a_post())
    with pytest.raises(Outdated):
        take("keep", comment, state_token=state_token)


# Warnings and branches


def test_a_warning_waits_until_its_author_acknowledges_it():
    comment = a_comment(a_post())
    take("warn", comment)
    assert comment.status == S.PUBLISHED
    warning = AuthorWarning.objects.unacknowledged(comment.author).get()
    warning.acknowledge()
    assert not AuthorWarning.objects.unacknowledged(comment.author).exists()


def test_a_branch_is_closed_and_opened_by_decision():
    comment = a_comment(a_post())
    take("close_branch", comment)
    assert comment.branch_closed
    with pytest.raises(AlreadyDecided):
        take("close_branch", comment)
    take("open_branch", comment)
    assert not comment.branch_closed


def test_a_ban_by_decision_names_the_author_and_leaves_the_comment():
    comment = a_comment(a_post())
    decision = take("ban", comment)
    assert decision.bans.get().person == decision.person == comment.author
    assert Ban.objects.in_force(person=comment.author)
    assert comment.status == S.PUBLISHED


# Reports


@pytest.mark.parametrize(
    ("action", "outcome"),
    [("remove", "upheld"), ("spam", "upheld"), ("keep", "dismissed"), ("let_stand", "dismissed")],
)
def test_a_decision_closes_the_reports_and_says_how_they_ended(action, outcome):
    comment = a_comment(a_post())
    a_report(comment, "rosa")
    a_report(comment, "rolf")
    decision = take(action, comment)
    assert {r.status for r in Report.objects.all()} == {outcome}
    assert decision.reports.count() == 2
    assert not hasattr(Comment.objects.get(pk=comment.pk), "case")


@pytest.mark.one_database
@pytest.mark.parametrize("action", ["warn", "ban", "close_branch"])
def test_a_decision_not_about_the_text_leaves_the_reports_open(action):
    comment = a_comment(a_post())
    a_report(comment)
    take(action, comment)
    assert Report.objects.open().exists()
