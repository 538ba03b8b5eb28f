"""The learned rule tried on the past, by models that do not know the answers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Circumstance, Comment
from comments.rules import rule_of
from moderation.learning import out_of_fold, thresholds
from moderation.learning.learner import train
from moderation.learning.lessons import FOR_TRIALS, Most, lessons_for
from moderation.models import Action
from moderation.trials.replay import Replay
from moderation.trials.running import settings_to_try
from moderation.trials.selection import Selection
from tests.cast import a_post
from tests.moderation.deciding import a_rule
from tests.moderation.learning.made_comments import Made
from tests.moderation.learning.taught_site import TaughtSite

pytestmark = pytest.mark.django_db


def screen_all():
    """Store of all comments how they were screened, without which none is tried."""
    Comment.objects.update(
        circumstance=Circumstance.objects.matching(
            Circumstance.of(
                **{"was_first": False, "was_newcomer": False, "by_staff": False, "rules": {}},
                **{"comment_mode": "open", "commenters": "everybody"},
                holds_first_comments=False,
            )
        )
    )


def tried(share=2, current=None):
    settings = settings_to_try(rule_of("looks_like_spam"), {"share": share}, current)
    replay = Replay(*settings, Selection())
    assert [*replay.run()]
    return replay.result


@pytest.mark.parametrize(
    "most",
    [
        FOR_TRIALS,
        pytest.param(Most(decisions=24, long_standing=130), marks=pytest.mark.one_database),
    ],
)
def test_the_counts_of_a_trial_are_those_of_models_that_left_out_the_post(monkeypatch, most):
    monkeypatch.setattr(out_of_fold, "FOR_TRIALS", most)
    TaughtSite.made(good=150)
    screen_all()
    lessons = lessons_for("spam", most)
    assert len(lessons) == 24 + min(150, most.long_standing)
    examples = [lesson.example for lesson in lessons]
    posts = [lesson.post_id for lesson in lessons]
    scores = thresholds.out_of_fold(examples, posts)
    folds = thresholds.folds_of(examples, posts)
    models = thresholds.models_of_folds(examples, posts)
    held = {}
    for share in (2, 20):
        limit = thresholds.choose(examples, posts, scores, share).value
        held[share] = [
            lesson.example.is_bad
            for lesson in lessons_for("spam")
            if models[folds[lesson.post_id]].score(lesson.example.features) > limit
        ]
    counts = tried(2, {"share": 20}).counts
    assert counts["proposed"]["hold"] == len(held[2]) > 0
    assert counts["proposed"]["removed"] == sum(held[2])
    assert counts["current"]["hold"] == len(held[20])


def test_a_trial_does_not_know_what_was_decided_under_the_post_of_a_comment(taught):
    post, moment = a_post(), timezone.now() - timedelta(days=10)
    usual = "I agree about the trams because my father worked there last summer."
    made = [Made(f"{usual} Lila Lampions {n}!", True, 0) for n in range(8)]
    drafts = [taught._draft(one, taught.good[n].author, moment) for n, one in enumerate(made)]
    Comment.objects.build(post, drafts)
    odd = list(Comment.objects.on(post))
    taught.decide(odd, Action.REMOVE, ground=a_rule("spam"))
    screen_all()
    lessons = lessons_for("spam")
    model = train([lesson.example for lesson in lessons])
    known = [lesson.example.features for lesson in lessons if lesson.post_id == post.pk]
    assert known and all(model.score(features) > 0.5 for features in known)
    assert {comment.pk for comment in odd} <= set(tried().examples["missed"])


def test_a_trial_of_what_has_learned_too_little_says_so_of_every_comment():
    TaughtSite.made(good=30, bad=4)
    screen_all()
    counts = tried().counts
    assert counts["looked_at"] == 0 and counts["left_out"] == {"untaught": 34}


def test_a_trial_lets_people_pass_whose_comments_have_stood_for_a_week(taught):
    screen_all()
    assert tried().counts["proposed"]["removed"] > 0
    Comment.objects.filter(status=Comment.Status.REMOVED).update(created=timezone.now())
    assert tried().counts["proposed"]["removed"] == 0
