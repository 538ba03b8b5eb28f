"""An undo is a decision that takes everything back: tree, counts, reports, records, mail."""

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
    *(("approve", S.HELD), ("remove", S.PUBLISHED), ("restore", S.REMOVED), ("hold", S.PUBLISHED)),
    *(("keep", S.PUBLISHED), ("warn", S.PUBLISHED), ("ban", S.PUBLISHED)),
    ("close_branch", S.PUBLISHED),
]
# These make the same queries.
OTHER_WAYS = [
    *(("approve", S.REJECTED), ("reject", S.HELD), ("keep", S.HELD), ("spam", S.HELD)),
    *(("spam", S.PUBLISHED), ("take_down", S.HELD), ("let_stand", S.REMOVED)),
]


def take(action, comment, **details):
    ground = None if action == "spam" else a_rule()
    return decide(action, comment, by=mona(), ground=ground, **details)


def picture(comment):
    """Return all that a decision may change."""
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


@pytest.mark.parametrize(
    ("action", "status"),
    [*WAYS, *(pytest.param(*way, marks=pytest.mark.one_database) for way in OTHER_WAYS)],
    ids=lambda value: str(value),
)
def test_an_undo_takes_back_everything_a_decision_did(action, status):
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


def test_undoing_a_lift_puts_the_ban_back_in_force():
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


def test_a_decision_can_be_undone_only_once():
    decision = take("remove", a_comment(a_post()))
    undoing = decision.undo(by=mona())
    with pytest.raises(AlreadyDecided) as error:
        decision.undo(by=milo())
    assert error.value.decision == undoing


def test_an_undo_cannot_itself_be_undone():
    undoing = take("remove", a_comment(a_post())).undo(by=mona())
    with pytest.raises(InvalidTransition, match="again"):
        undoing.undo(by=mona())


def test_only_the_decision_in_force_can_be_undone():
    comment = a_comment(a_post())
    first = take("remove", comment)
    second = take("restore", comment)
    third = take("remove", comment)
    with pytest.raises(AlreadyDecided) as error:
        first.undo(by=mona())
    assert error.value.decision == third
    for decision in (third, second, first):
        decision.undo(by=mona())
    comment.refresh_from_db()
    assert comment.status == S.PUBLISHED


def test_an_undo_does_not_restore_what_its_author_deleted():
    comment = a_comment(a_post())
    decision = take("keep", comment)
    Comment.objects.get(pk=comment.pk).withdraw()
    with pytest.raises(Outdated):
        decision.undo(by=mona())


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("verb", "opposite"), [("pick", "unpick"), ("close_branch", "open_branch")]
)
def test_an_older_mark_cannot_be_undone_before_a_newer_one(verb, opposite):
    comment = a_comment(a_post())
    first, _, newest = (take(action, comment) for action in (verb, opposite, verb))
    with pytest.raises(AlreadyDecided) as error:
        first.undo(by=mona())
    assert error.value.decision == newest
    newest.undo(by=mona())
    assert not (comment.picked or comment.branch_closed)


def test_after_an_undo_a_second_report_is_the_only_open_one():
    comment = a_comment(a_post())
    a_report(comment)
    decision = take("keep", comment)
    second_report = a_report(comment)
    decision.undo(by=mona())
    assert Report.objects.open().get() == second_report


def test_an_undone_warning_need_not_be_acknowledged():
    comment = a_comment(a_post())
    take("warn", comment).undo(by=mona())
    assert not AuthorWarning.objects.unacknowledged(comment.author).exists()


# Batches


def a_crowd(post, count=7):
    return [a_comment(post, f"Buy number {number}.", by=bob()) for number in range(count)]


def test_a_batch_decides_on_each_comment_and_is_undone_as_one():
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


def test_a_batch_skips_comments_that_have_changed_since():
    post = a_post()
    comments = a_crowd(post, 3)
    batch = Batch.objects.begin(
        "take_down", on=Comment.objects.on(post), by=mona(), ground=a_rule()
    )
    comments[1].withdraw()
    batch.run()
    assert (batch.progress["decided"], batch.progress["skipped"]) == (2, 1)


def test_a_batch_skips_comments_edited_or_decided_since():
    post = a_post()
    comments = a_crowd(post, 3)
    batch = Batch.objects.begin("spam", on=Comment.objects.on(post), by=mona())
    comments[0].edit("Other words.")
    take("keep", comments[1])
    batch.run()
    assert (batch.progress["decided"], batch.progress["skipped"]) == (1, 2)


def test_the_undo_of_a_batch_skips_comments_decided_since():
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


def test_an_unfinished_batch_can_be_undone_only_once():
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


def test_the_last_days_of_an_author_are_one_batch():
    post = a_post()
    a_comment(post)
    mine = a_crowd(post, 2)
    assert set(everything_by(mine[0].author, days=7)) == set(mine)
