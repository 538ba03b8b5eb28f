"""Erased words leave the learned screening within a day, and it trains by the clock."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from moderation.learning.rounds import train_when_due
from moderation.learning.trainer import train_screener
from moderation.models import Action, Rule, Screener, Training
from tests.cast import mona
from tests.moderation.deciding import decide

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(taught, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    Rule.objects.update_or_create(code="looks_like_spam", defaults={"state": "shadow"})
    return taught


def let_pass(**duration):
    """Move the last training and the last erasure into the past."""
    past = timedelta(**duration)
    for screener in Screener.objects.all():
        for name in ("trained_at", "last_erasure", "last_due_at"):
            if moment := getattr(screener, name):
                setattr(screener, name, moment - past)
        screener.save()


def requests():
    """Return how many trainings workers were asked for so far."""
    train_when_due()
    return DBTaskResult.objects.filter(task_path__endswith="train_screening").count()


def known():
    return set(Training.objects.loadable().values_list("pk", flat=True))


def test_a_training_is_due_a_day_after_the_last_where_the_rule_is_asked(site):
    train_screener()
    assert requests() == 0
    let_pass(hours=25)
    assert requests() == requests() == 1  # once an hour at most, however many processes ask
    let_pass(hours=2)
    assert requests() == 2
    Rule.objects.update(state="off")
    let_pass(hours=25)
    assert requests() == 2


@pytest.mark.one_database
def test_after_an_erasure_it_trains_within_half_a_day_even_when_off(site):
    train_screener()
    Rule.objects.update(state="off")
    site.bad[0].erase()
    assert requests() == 0
    let_pass(hours=13)
    assert requests() == 1
    train_screener()
    let_pass(hours=13)
    assert requests() == 1  # nothing was erased since


@pytest.mark.one_database
def test_no_earlier_training_keeps_erased_words_nor_the_chosen_one(site):
    first = train_screener()
    decide(Action.KEEP, site.good[0], by=mona())
    second = train_screener()
    Screener.objects.of("spam").use(first, is_pinned=True)
    site.bad[0].erase()
    assert known() == {first.pk, second.pk}
    third = train_screener()
    screener = Screener.objects.of("spam")
    assert known() == {third.pk}
    assert (screener.training, screener.is_pinned) == (third, False)
    assert not Training.objects.exclude(pk=third.pk).exclude(words=[]).exists()
    decide(Action.KEEP, site.good[1], by=mona())
    train_screener()
    assert third.pk in known()  # what knows of no erased word can be used again


@pytest.mark.one_database
def test_too_few_decisions_after_an_erasure_leave_no_model(site):
    train_screener()
    for comment in site.bad[:5]:
        comment.erase()
    assert train_screener().outcome == Training.Outcome.TOO_FEW
    assert Screener.objects.of("spam").training is None
    assert not known()


def test_a_model_that_could_not_be_trained_for_a_day_is_dropped(site):
    train_screener()
    site.bad[0].erase()
    let_pass(hours=23)
    train_when_due()
    assert known()
    let_pass(hours=2)
    train_when_due()
    assert not known()
    assert Screener.objects.of("spam").training is None
    for _ in range(2):  # also where the next training learns the same
        training = train_screener()
        screener = Screener.objects.of("spam")
        assert screener.training == training
        screener.forget()


@pytest.mark.one_database
def test_an_erasure_while_it_trains_counts_for_the_next_training(site, monkeypatch):
    def erased_meanwhile(*args):
        site.bad[0].erase()
        return []

    monkeypatch.setattr("moderation.learning.trainer.spot_checks", erased_meanwhile)
    train_screener()
    screener = Screener.objects.of("spam")
    assert screener.knows_erased_words
    assert screener.last_erasure < timezone.now()
    monkeypatch.undo()
    train_screener()
    assert not Screener.objects.of("spam").knows_erased_words
