"""The page of the learned screening, for those who may change rules."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from moderation.learning.trainer import train_screener
from moderation.models import Action, ModeratorScope, Screener
from moderation.models.screener import MAX_TRAINING_TIME
from tests.cast import a_comment, a_post, an_owner, mona
from tests.moderation.deciding import a_rule, decide

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

RULE = "/admin/moderation/rule/looks_like_spam"
PAGE = f"{RULE}/learned/"


@pytest.fixture
def owner(client):
    client.force_login(an_owner())
    return client


def test_the_page_says_how_many_decisions_are_missing(owner):
    assert PAGE in owner.get(f"{RULE}/change/").text
    assert "It has not been trained yet." in owner.get(PAGE).text
    decide(Action.REMOVE, a_comment(a_post()), by=mona(), ground=a_rule("spam"))
    train_screener()
    page = " ".join(owner.get(PAGE).text.split())
    assert "needed: 99. Comments removed as spam: 19 more" in page


def test_an_owner_reads_the_heaviest_words_and_goes_back_to_an_earlier_training(taught, owner):
    first = train_screener()
    decide(Action.KEEP, taught.good[0], by=mona())
    second = train_screener()
    page = owner.get(PAGE).text
    words = [word for word, weight in second.words if ":" not in word]
    assert words and all(f"<bdi>{word}</bdi>" in page for word in words)
    assert "24 removed, 0 approved, 110 undisputed" in page
    assert owner.get(f"{PAGE}use/{first.pk}/").status_code == 405
    owner.post(f"{PAGE}use/{first.pk}/")
    screener = Screener.objects.of("spam")
    assert (screener.training, screener.is_pinned) == (first, True)
    owner.post(f"{PAGE}use/{second.pk}/")
    screener.refresh_from_db()
    assert (screener.training, screener.is_pinned) == (second, False)


def test_an_owner_reads_links_hosts_and_numbers_among_the_heaviest_words(taught, owner):
    training = train_screener()
    training.words = [["link:", 0.9], ["host:<b>.example", 0.8], ["number:", 0.7], ["host", 0.6]]
    training.save()
    page = " ".join(owner.get(PAGE).text.split())
    assert "<em>any link</em> 0.90" in page and "<em>a number of more than four" in page
    assert "<em>a link to &lt;b&gt;.example</em> 0.80" in page and "<bdi>host</bdi> 0.60" in page


def test_an_owner_reads_of_a_problem_and_lets_it_hold_again(owner):
    screener = Screener.objects.of("spam")
    screener.suspend()
    Screener.objects.report("spam", Screener.Problem.UNREADABLE)
    page, desk = owner.get(PAGE).text, owner.get("/admin/").text
    assert "No stored model can be read" in page and "No stored model can be read" in desk
    assert "in shadow again by itself" in page and "In shadow again" in desk
    ModeratorScope.objects.create(user=mona(), kind="author", author=mona())
    moderator = Client()
    moderator.force_login(mona())
    assert moderator.get(PAGE).status_code == 403
    assert PAGE not in moderator.get("/admin/").text
    owner.post(f"{PAGE}resume/")
    screener.refresh_from_db()
    assert not screener.is_suspended
    Screener.objects.report("spam", "")
    assert PAGE not in owner.get("/admin/").text
    assert "manage.py train_screening" in owner.post(f"{PAGE}train/", follow=True).text


def test_a_training_requested_while_one_runs_comes_after_it(owner, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    assert Screener.objects.claim_training("spam")
    owner.post(f"{PAGE}train/")
    Screener.objects.release_training("spam")
    assert "begins in a moment" in owner.get(PAGE).text
    train_screener()
    assert "Train now" in owner.get(PAGE).text


def test_a_training_by_another_process_answers_the_request(owner):
    Screener.objects.claim_training("spam")
    Screener.objects.request_training("spam")
    assert train_screener() is None
    Screener.objects.release_training("spam")
    assert "Train now" in owner.get(PAGE).text


def test_an_owner_has_it_trained_and_reads_how_far_it_is_and_what_came_of_it(
    taught, owner, settings, monkeypatch
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    page = owner.post(f"{PAGE}train/", follow=True).text
    assert "begins in a moment" in page and f'hx-get="{PAGE}progress/"' in page
    assert "Train now" not in page
    percents = []

    def report(manager, ground, part):
        report_progress(manager, ground, part)
        percents.append(re.search(r"It trains: (\d+) %", owner.get(f"{PAGE}progress/").text)[1])

    manager = type(Screener.objects)
    report_progress = manager.report_progress
    monkeypatch.setattr(manager, "report_progress", report)
    train_screener()
    assert percents == ["0", "20", "40", "60"]
    assert owner.get(f"{PAGE}progress/").headers["HX-Refresh"] == "true"
    page = owner.get(PAGE).text
    assert "uses what it learned" in page and "Train now" in page
    train_screener()
    assert "learned nothing new" in owner.get(PAGE).text
    old = timezone.now() - 2 * MAX_TRAINING_TIME
    Screener.objects.update(busy_since=old)
    page = owner.get(PAGE).text
    assert "stopped before its end" in page and "Train now" in page
