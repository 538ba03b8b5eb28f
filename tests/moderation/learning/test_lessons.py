"""What teaches the learned screening, and how much."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Person
from comments.models import Comment
from moderation.learning.lessons import Most, lessons_for
from moderation.learning.trainer import train_screener
from moderation.models import Action, Batch, Decision
from tests.cast import a_comment, a_post, an_owner, milo, mona
from tests.moderation.deciding import a_report, a_rule, decide
from tests.moderation.learning.taught_site import TaughtSite

pytestmark = pytest.mark.django_db


def lesson_of(comment):
    """Return what a comment teaches: "good" or "bad", or None."""
    for lesson in lessons_for("spam"):
        if lesson.comment_id == comment.pk:
            return "bad" if lesson.example.is_bad else "good"
    return None


def weights(comments):
    """Return what each of the comments counts."""
    keys = {comment.pk for comment in comments}
    return [
        round(lesson.example.count, 3)
        for lesson in lessons_for("spam")
        if lesson.comment_id in keys
    ]


def test_only_decisions_of_moderators_that_are_in_force_teach():
    post, spam = a_post(), a_rule("spam")
    removed, rude, kept_text, automatic, undone = (
        a_comment(post, f"Words of comment {n}.") for n in range(5)
    )
    decide(Action.REMOVE, removed, by=mona(), ground=spam)
    decide(Action.REMOVE, rude, by=mona(), ground=a_rule("harassment"))
    decide(Action.KEEP, kept_text, by=mona())
    Decision.objects.take(Action.HOLD, automatic, source=Decision.Source.REPORT_WEIGHT)
    decide(Action.REMOVE, undone, by=mona(), ground=spam).undo(by=mona())
    assert lesson_of(removed) == "bad"
    assert lesson_of(kept_text) == "good"
    assert [lesson_of(comment) for comment in (rude, automatic, undone)] == [None] * 3
    decide(Action.RESTORE, removed, by=milo())
    assert lesson_of(removed) == "good"


def test_words_that_were_changed_or_erased_since_teach_nothing():
    post = a_post()
    changed, erased = (a_comment(post, f"Words of comment {n}.") for n in range(2))
    for comment in (changed, erased):
        decide(Action.KEEP, comment, by=mona())
    changed.add("And more.")
    erased.refresh_from_db()
    erased.erase()
    assert lesson_of(changed) is lesson_of(erased) is None


def test_a_comment_teaches_once_it_has_stood_for_a_week_without_a_report():
    post = a_post()
    old, young, reported, imported = (a_comment(post, f"Words of comment {n}.") for n in range(4))
    week_ago = timezone.now() - timedelta(days=7, minutes=1)
    others = Comment.objects.exclude(pk=young.pk)
    others.update(published_at=week_ago)
    Comment.objects.filter(pk=imported.pk).update(origin="elsewhere:1")
    a_report(reported, "bob")
    assert lesson_of(old) == "good"
    assert [lesson_of(comment) for comment in (young, reported, imported)] == [None] * 3
    decide(Action.BAN, old, by=mona(), ground=a_rule("spam"))
    assert lesson_of(old) is None


@pytest.mark.one_database
def test_no_day_batch_or_campaign_teaches_much_alone():
    site = TaughtSite.made(good=120, bad=60)
    assert sum(weights(site.bad)) == pytest.approx(20, abs=0.1)  # mona's day
    half = site.good[:50]
    batch = Batch.objects.create(action="keep", by=mona())
    site.decide(half, Action.KEEP, batch=batch)
    assert sum(weights(half)) == pytest.approx(20, abs=0.1)
    site.decide(site.good[50:100], Action.KEEP, days_ago=2)
    assert sum(weights(site.good[50:100])) == pytest.approx(20, abs=0.1)
    pasted = [a_comment(site.posts[0], "The very same words of a campaign.") for _ in range(12)]
    site.decide(pasted, Action.REMOVE, by=an_owner(), ground=a_rule("spam"))
    assert sum(weights(pasted)) == pytest.approx(5, abs=0.1)


@pytest.mark.one_database
def test_decisions_that_contradict_all_others_teach_nothing_and_are_counted():
    site = TaughtSite.made(good=160, bad=40)
    site.decide(site.good[:50], Action.REMOVE, by=milo(), ground=a_rule("spam"))
    assert weights(site.good[:50]) == []
    assert sum(weights(site.bad)) == pytest.approx(20, abs=0.1)
    training = train_screener()
    assert (training.left_out, training.bad) == (50, 40)
    assert "Left out 50 decisions" in "\n".join(training.report())


@pytest.mark.one_database
def test_a_brigade_of_authors_and_reporters_changes_no_lesson(taught):
    before = lessons_for("spam")
    brigade = Person.objects.bulk_create(Person() for _ in range(1_000))
    moment = timezone.now()
    drafts = []
    for person in brigade:
        draft = Comment(author=person, name="One of many", created=moment, published_at=moment)
        draft.status = Comment.Status.PUBLISHED
        draft.body, draft.body_html = taught.bad[0].body, taught.bad[0].body_html
        drafts.append(draft)
    Comment.objects.build(taught.posts[0], drafts)
    decide(Action.KEEP, taught.good[0], by=mona())
    with_decision = lessons_for("spam")
    for person in brigade[:20]:
        a_report(taught.good[0], person)
    assert lessons_for("spam") == with_decision != before


def test_when_there_is_more_than_may_be_learned_from_the_newest_count():
    site = TaughtSite.made(good=9, bad=6)
    older, newer = site.bad[:3], site.bad[3:]
    site.decide(newer, Action.REMOVE, ground=a_rule("spam"))
    site.decide(older, Action.REMOVE, ground=a_rule("spam"))
    lessons = lessons_for("spam", Most(decisions=3, long_standing=4))
    decided = [lesson.comment_id for lesson in lessons if lesson.is_decided]
    assert decided == [comment.pk for comment in older]
    undecided = [lesson.comment_id for lesson in lessons if not lesson.is_decided]
    assert undecided == [comment.pk for comment in site.good[-4:]]
