"""Undoing is a decision that really takes back: tree, counts, reports, records, letters."""

import pytest

from comments.models import Comment, InvalidTransition
from moderation.models import (
    Action,
    AlreadyDecided,
    AuthorWarning,
    Ban,
    Batch,
    Case,
    Decision,
    Outdated,
    Report,
    everything_by,
)
from tests.cast import a_comment, a_post, bob, milo, mona
from tests.moderation.deciding import a_comment_that_is, a_report, a_rule, decide

pytestmark = pytest.mark.django_db

S = Comment.Status

# Every verb, from every status it can be taken in.
WAYS = [
    *(("approve", S.HELD), ("approve", S.REJECTED), ("reject", S.HELD), ("remove", S.PUBLISHED)),
    *(("restore", S.REMOVED), ("hold", S.PUBLISHED), ("keep", S.PUBLISHED), ("keep", S.HELD)),
    *(("warn", S.PUBLISHED), ("ban", S.PUBLISHED), ("spam", S.HELD), ("spam", S.PUBLISHED)),
    *(("close_branch", S.PUBLISHED), ("take_down", S.HELD), ("let_stand", S.REMOVED)),
]


def take(action, comment, **details):
    ground = None if action == "spam" else a_rule()
    return decide(action, comment, by=mona(), ground=ground, **details)


def picture(comment):
    """Give all that a decision may change."""
    comment.refresh_from_db()
    comment.post.refresh_from_db()
    return (
        comment.status,
        comment.status_since,
        comment.branch_closed,
        comment.post.comment_count,
        list(comment.reports.order_by("pk").values_list("status", "decision", "ended")),
        list(Case.objects.values_list("report_count", "points", "urgency")),
        list(Report.objects.records().order_by("by")),
        Ban.objects.in_force(person=comment.author),
        AuthorWarning.objects.unacknowledged(comment.author).count(),
    )


@pytest.mark.parametrize(("action", "status"), WAYS, ids=lambda value: str(value))
def test_an_undo_takes_back_all_that_a_decision_did(action, status):
    comment = a_comment_that_is(S.PUBLISHED)
    a_report(comment, "rosa")
    a_report(comment, "rolf", "spam")
    if status in (S.HELD, S.REJECTED):
        comment = a_comment_that_is(status)
    elif status == S.REMOVED:
        comment.remove()
    before = picture(comment)
    decision = take(action, comment)
    undoing = decision.undo(by=milo())
    assert picture(comment) == before
    assert (undoing.action, undoing.undoes, undoing.by) == (Action.UNDO, decision, milo())
    assert (undoing.status_before, undoing.status_after) == (decision.status_after, status)


def test_an_undone_lift_bans_again():
    comment = a_comment(a_post())
    ban = Ban.objects.impose(person=comment.author, by=mona(), ground=a_rule())
    lifting = ban.lift(by=mona())
    assert not Ban.objects.in_force(person=comment.author)
    lifting.undo(by=milo())
    assert Ban.objects.in_force(person=comment.author) == ban


def test_an_undone_opening_closes_the_branch():
    comment = a_comment(a_post())
    take("close_branch", comment)
    take("open_branch", comment).undo(by=mona())
    assert Comment.objects.get().branch_closed


def test_a_decision_is_undone_once():
    decision = take("remove", a_comment(a_post()))
    undoing = decision.undo(by=mona())
    with pytest.raises(AlreadyDecided) as told:
        decision.undo(by=milo())
    assert told.value.decision == undoing


def test_an_undo_is_not_undone():
    undoing = take("remove", a_comment(a_post())).undo(by=mona())
    with pytest.raises(InvalidTransition, match="again"):
        undoing.undo(by=mona())


def test_only_the_decision_that_stands_is_undone():
    comment = a_comment(a_post())
    first = take("remove", comment)
    second = take("restore", comment)
    third = take("remove", comment)
    with pytest.raises(AlreadyDecided) as told:
        first.undo(by=mona())
    assert told.value.decision == third
    for decision in (third, second, first):
        decision.undo(by=mona())
    comment.refresh_from_db()
    assert comment.status == S.PUBLISHED


def test_what_its_author_deleted_is_not_brought_back():
    comment = a_comment(a_post())
    decision = take("keep", comment)
    Comment.objects.get(pk=comment.pk).withdraw()
    with pytest.raises(Outdated):
        decision.undo(by=mona())


@pytest.mark.parametrize(
    ("verb", "opposite"), [("pick", "unpick"), ("close_branch", "open_branch")]
)
def test_an_older_mark_is_not_undone_below_a_newer_one(verb, opposite):
    comment = a_comment(a_post())
    first, _, newest = (take(action, comment) for action in (verb, opposite, verb))
    with pytest.raises(AlreadyDecided) as told:
        first.undo(by=mona())
    assert told.value.decision == newest
    newest.undo(by=mona())
    assert not (comment.picked or comment.branch_closed)


def test_a_reporter_who_reported_anew_has_one_open_report_after_an_undo():
    comment = a_comment(a_post())
    a_report(comment)
    decision = take("keep", comment)
    anew = a_report(comment)
    decision.undo(by=mona())
    assert Report.objects.open().get() == anew


def test_a_warning_once_undone_need_not_be_acknowledged():
    comment = a_comment(a_post())
    take("warn", comment).undo(by=mona())
    assert not AuthorWarning.objects.unacknowledged(comment.author).exists()


# Batches


def a_crowd(post, count=7):
    return [a_comment(post, f"Buy number {number}.", by=bob()) for number in range(count)]


def test_a_batch_decides_on_each_and_one_undo_takes_all_back():
    post = a_post()
    comments = a_crowd(post)
    a_report(comments[0])
    batch = Batch.objects.begin("spam", on=Comment.objects.on(post), by=mona())
    left = [batch.step(size=3), batch.step(size=3), batch.step(size=3)]
    assert left == [4, 1, 0]
    assert batch.progress == {
        "total": 7, "waiting": 0, "decided": 7, "skipped": 0, "undone": 0, "left": 0,
    }  # fmt: skip
    assert batch.decisions.count() == 7
    post.refresh_from_db()
    assert (post.comment_count, Report.objects.open().count()) == (0, 0)
    batch.undo(by=milo())
    batch.run()
    post.refresh_from_db()
    assert (post.comment_count, Report.objects.open().count()) == (7, 1)
    assert batch.status == Batch.Status.UNDONE
    assert Decision.objects.filter(action=Action.UNDO, by=milo()).count() == 7


def test_a_batch_leaves_alone_what_has_changed_since():
    post = a_post()
    comments = a_crowd(post, 3)
    batch = Batch.objects.begin(
        "take_down", on=Comment.objects.on(post), by=mona(), ground=a_rule()
    )
    comments[1].withdraw()
    batch.run()
    assert (batch.progress["decided"], batch.progress["skipped"]) == (2, 1)


def test_a_batch_leaves_alone_what_was_reworded_or_looked_at_since():
    post = a_post()
    comments = a_crowd(post, 3)
    batch = Batch.objects.begin("spam", on=Comment.objects.on(post), by=mona())
    comments[0].edit("Other words.")
    take("keep", comments[1])
    batch.run()
    assert (batch.progress["decided"], batch.progress["skipped"]) == (1, 2)


def test_the_undo_of_a_batch_leaves_alone_what_was_decided_anew():
    post = a_post()
    comments = a_crowd(post, 3)
    batch = Batch.objects.begin(
        "take_down", on=Comment.objects.on(post), by=mona(), ground=a_rule()
    )
    batch.run()
    take("restore", comments[0])
    take("remove", comments[0])
    batch.undo(by=mona())
    batch.run()
    assert (batch.progress["undone"], batch.progress["left"]) == (2, 1)
    comments[0].refresh_from_db()
    assert comments[0].status == S.REMOVED


def test_a_batch_is_undone_in_the_middle_too_and_only_once():
    post = a_post()
    a_crowd(post, 5)
    batch = Batch.objects.begin("spam", on=Comment.objects.on(post), by=mona())
    batch.step(size=2)
    batch.undo(by=mona())
    with pytest.raises(InvalidTransition):
        batch.undo(by=milo())
    batch.run()
    assert (batch.progress["undone"], batch.progress["skipped"]) == (2, 3)
    assert Comment.objects.published().count() == 5


def test_everything_by_an_author_of_late_is_one_batch():
    post = a_post()
    a_comment(post)
    mine = a_crowd(post, 2)
    assert set(everything_by(mine[0].author, days=7)) == set(mine)
