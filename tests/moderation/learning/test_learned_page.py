"""The page of the learned screening, for those who may change rules."""

import pytest
from django.test import Client

from moderation.learning.trainer import train_screener
from moderation.models import Action, ModeratorScope, Screener
from tests.cast import a_comment, a_post, an_owner, mona
from tests.moderation.deciding import a_rule, decide
from tests.moderation.learning.taught_site import TaughtSite

pytestmark = pytest.mark.django_db

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


def test_an_owner_reads_the_heaviest_words_and_goes_back_to_an_earlier_training(owner):
    site = TaughtSite()
    first = train_screener()
    decide(Action.KEEP, site.good[0], by=mona())
    second = train_screener()
    page = owner.get(PAGE).text
    assert all(f"<bdi>{word}</bdi>" in page for word, weight in second.words)
    assert "24 removed, 0 approved, 110 undisputed" in page
    assert owner.get(f"{PAGE}use/{first.pk}/").status_code == 405
    owner.post(f"{PAGE}use/{first.pk}/")
    screener = Screener.objects.of("spam")
    assert (screener.training, screener.is_pinned) == (first, True)
    owner.post(f"{PAGE}use/{second.pk}/")
    screener.refresh_from_db()
    assert (screener.training, screener.is_pinned) == (second, False)


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
