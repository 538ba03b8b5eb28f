"""Trainings: what is stored, which one is used, and what changes none."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comments.models import Comment, InvalidTransition
from moderation.learning import trainer
from moderation.learning.features import features_of
from moderation.learning.learner import Model
from moderation.learning.serving import model_in_use
from moderation.models import Action, Decision, Rule, Screener, Training, screener
from moderation.models.screener import MAX_TRAINING_TIME
from tests.cast import a_comment, a_post, bob, mona
from tests.moderation.deciding import a_report, a_rule, decide
from tests.moderation.learning.made_comments import made_comments

pytestmark = pytest.mark.django_db

Outcome = Training.Outcome


@pytest.fixture
def site(taught):
    return taught


def current():
    return Screener.objects.of("spam").training


def test_a_new_site_stays_silent_and_says_what_is_missing(capsys):
    decide(Action.REMOVE, a_comment(a_post()), by=mona(), ground=a_rule("spam"))
    call_command("train_screening")
    training = Training.objects.get()
    assert training.outcome == Outcome.TOO_FEW
    assert training.missing == {"good": 99, "bad": 19, "posts": 2}
    assert current() is None
    assert "Missing: 99 good, 19 bad, 2 posts." in capsys.readouterr().out


def test_a_training_is_stored_with_its_figures_and_is_used(site):
    training = trainer.train_screener()
    assert current() == training
    counts = (training.bad, training.good, training.long_standing, training.posts)
    assert counts == (24, 0, 110, 4)
    assert training.held <= 1
    assert training.caught > 80
    model = Model.load(training.weights, training.digest)
    for made in made_comments(10, 10, seed=5):
        is_above = model.score(features_of(made.text)) > training.threshold
        assert is_above == made.is_bad
    words = [word for word, weight in training.words]
    assert 0 < len(words) <= 30
    assert {"channel", "shop"} & set(words)


def test_training_twice_gives_the_same_bytes(site):
    first, again = (trainer._Course("spam", 2).training() for _ in range(2))
    assert first.digest == again.digest
    assert first.weights == again.weights
    trainer.train_screener()
    trainer.train_screener()
    assert Training.objects.count() == 1  # nothing is new


@pytest.mark.one_database
def test_reports_automatic_and_undone_decisions_change_no_digest(site):
    digest = trainer._Course("spam", 2).training().digest
    comment = a_comment(site.posts[0], "Cheap pills at our great shop")
    a_report(comment, "bob")
    Decision.objects.take(Action.HOLD, comment, source=Decision.Source.REPORT_WEIGHT)
    decide(Action.REMOVE, site.good[0], by=mona(), ground=a_rule("spam")).undo(by=mona())
    assert trainer._Course("spam", 2).training().digest == digest
    decide(Action.REMOVE, comment, by=mona(), ground=a_rule("spam"))
    assert trainer._Course("spam", 2).training().digest != digest


@pytest.mark.one_database
def test_an_erased_comment_is_not_in_the_next_training(site):
    digest = trainer.train_screener().digest
    site.good[3].erase()
    assert trainer.train_screener().digest != digest


@pytest.mark.one_database
def test_a_training_that_fails_or_catches_much_less_is_not_used(site, monkeypatch):
    first = trainer.train_screener()
    decide(Action.KEEP, site.good[0], by=mona())
    monkeypatch.setattr(trainer, "MAX_LOSS", -100)  # any training would be worse
    worse = trainer.train_screener()
    assert worse.outcome == Outcome.WORSE
    assert current() == first
    assert Screener.objects.of("spam").problem == "worse"
    Training.objects.filter(pk=worse.pk).update(weights=None)
    monkeypatch.setattr(trainer, "read_lessons", None)
    with pytest.raises(CommandError, match="stays in use"):
        call_command("train_screening")
    assert current() == first
    assert Screener.objects.of("spam").problem == "failed"


def test_one_process_trains_at_a_time_and_a_killed_one_changes_nothing(site, monkeypatch):
    def is_killed(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(trainer, "read_lessons", is_killed)
    with pytest.raises(KeyboardInterrupt):
        trainer.train_screener()
    monkeypatch.undo()
    assert not Training.objects.exists()
    Screener.objects.filter(ground="spam").update(busy_since=timezone.now())
    assert trainer.train_screener() is None
    with pytest.raises(CommandError, match="Another process"):
        call_command("train_screening")
    Screener.objects.update(busy_since=timezone.now() - 2 * MAX_TRAINING_TIME)
    assert trainer.train_screener() == current()


@pytest.mark.one_database
def test_the_last_three_trainings_can_be_used_again(site):
    trainings = []
    for comment in site.good[:5]:
        decide(Action.KEEP, comment, by=mona())
        trainings.append(trainer.train_screener())
    for training in trainings:
        training.refresh_from_db()
    assert [bool(training.weights) for training in trainings] == [False] * 2 + [True] * 3
    assert [bool(training.words) for training in trainings] == [False] * 2 + [True] * 3
    screener = Screener.objects.of("spam")
    with pytest.raises(InvalidTransition):
        screener.use(trainings[0])
    screener.use(trainings[2], is_pinned=True)
    decide(Action.KEEP, site.good[6], by=mona())
    assert trainer.train_screener().outcome == Outcome.USED
    assert current() == trainings[2]


@pytest.mark.one_database
def test_a_damaged_model_is_refused_and_the_last_good_one_serves(site):
    good = trainer.train_screener()
    decide(Action.KEEP, site.good[0], by=bob())
    damaged = trainer.train_screener()
    Training.objects.filter(pk=damaged.pk).update(weights=b"x" + bytes(damaged.weights))
    assert model_in_use("spam", damaged.pk).training_id == good.pk
    assert Screener.objects.of("spam").problem == "damaged"
    Training.objects.update(digest="0" * 32)
    assert model_in_use("spam", good.pk) is None
    assert Screener.objects.of("spam").problem == "unreadable"


def test_decisions_let_a_worker_train_where_the_rule_is_asked(
    settings, monkeypatch, django_capture_on_commit_callbacks
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(screener, "DECISIONS_BETWEEN_TRAININGS", 1)
    trainings = DBTaskResult.objects.filter(task_path__endswith="train_screening")
    for state, count in (("off", 0), ("shadow", 1)):
        Rule.objects.update_or_create(code="looks_like_spam", defaults={"state": state})
        with django_capture_on_commit_callbacks(execute=True):
            decide(Action.KEEP, a_comment(a_post()), by=mona())
        assert trainings.count() == count


def test_the_fifth_comment_of_a_campaign_lets_a_worker_train(
    settings, monkeypatch, django_capture_on_commit_callbacks
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(screener, "DECISIONS_BETWEEN_TRAININGS", 10**9)
    trainings = DBTaskResult.objects.filter(task_path__endswith="train_screening")
    Rule.objects.update_or_create(code="looks_like_spam", defaults={"state": "on"})
    trainer.train_screener()
    post, counts = a_post(), []
    for number in range(6):
        with django_capture_on_commit_callbacks(execute=True):
            comment = a_comment(post, f"Number {number}.")
            decide(Action.REMOVE, comment, by=mona(), ground=a_rule("spam"))
            decide(Action.REMOVE, a_comment(a_post()), by=mona(), ground=a_rule("spam"))
        counts.append(trainings.count())
    assert counts == [0, 0, 0, 0, 1, 1]


@pytest.mark.one_database
def test_unreported_advertising_blinds_the_model_and_the_owner_is_informed(site):
    comments = [comment.pk for comment in site.bad]
    texts = list(Comment.objects.filter(pk__in=comments).values_list("body", "body_html"))
    for comment, (body, html) in zip(site.good, texts, strict=False):
        Comment.objects.filter(pk=comment.pk).update(body=body, body_html=html)
    trainer.train_screener()
    assert Screener.objects.of("spam").problem == "blind"
