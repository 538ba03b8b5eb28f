"""Mail to owners about the learned screening: once for each trouble, and why."""

import pytest

from moderation.learning import trainer
from moderation.learning.trainer import train_screener
from moderation.models import Action, Rule, Screener, StaffMailState
from tests.cast import an_owner, mona
from tests.moderation.deciding import decide
from tests.moderation.staff_mail import SITE, begin, sent, whom

pytestmark = pytest.mark.django_db

PAGE = "/admin/moderation/rule/looks_like_spam/learned/"


@pytest.fixture(autouse=True)
def site(taught, settings):
    begin(settings)
    Rule.objects.update_or_create(code="looks_like_spam", defaults={"state": "on"})
    mona(), an_owner()
    return taught


def bodies():
    """Return the mail about the screening that comes to whom, minutes later."""
    messages = [each for each in sent() if "check for advertising" in each.subject]
    assert set(whom(messages)) <= {"olga"}  # owners alone
    return [" ".join(message.body.split()) for message in messages]


def test_an_owner_gets_one_mail_when_it_goes_back_to_shadow_by_itself():
    assert bodies() == []
    train_screener()
    screener = Screener.objects.of("spam")
    screener.suspend()
    (body,) = bodies()
    assert "In shadow again, because it held too many good comments." in body
    assert SITE + PAGE in body
    screener.suspend()
    assert bodies() == bodies() == []
    screener.resume()
    screener.suspend()
    assert len(bodies()) == 1  # another time is another trouble


@pytest.mark.one_database
def test_an_owner_gets_one_mail_for_trainings_that_fail_in_a_row(monkeypatch):
    train_screener()
    monkeypatch.setattr(trainer, "read_lessons", None)
    train_screener()
    (body,) = bodies()
    assert "The last training failed, so the model before it is used." in body
    train_screener()
    assert bodies() == []


@pytest.mark.one_database
def test_an_owner_gets_one_mail_for_trainings_that_are_blind_in_a_row(monkeypatch, site):
    monkeypatch.setattr(trainer, "MIN_CAUGHT", 101)
    for comment in site.good[:2]:
        decide(Action.KEEP, comment, by=mona())
        assert train_screener().outcome == "used"
        assert Screener.objects.of("spam").problem == "blind"
        mails = bodies()
        assert len(mails) == (comment == site.good[0])


def test_no_mail_comes_when_all_is_well_again_or_the_rule_is_off(monkeypatch):
    Screener.objects.of("spam")
    Screener.objects.report("spam", Screener.Problem.WORSE)
    Rule.objects.update(state="off")
    assert bodies() == []
    Rule.objects.update(state="shadow")
    Screener.objects.report("spam", "")
    assert bodies() == []


def test_an_owner_switches_this_mail_off_like_any_other(client):
    Screener.objects.of("spam")
    Screener.objects.report("spam", Screener.Problem.BLIND)
    client.force_login(an_owner())
    assert "The learned screening" in client.get("/admin/own-mail/").text
    StaffMailState.objects.choose(an_owner(), "staff_screening", is_wanted=False)
    assert bodies() == []


@pytest.mark.one_database
def test_blindness_is_said_where_the_rules_are_and_names_the_cure(client):
    Screener.objects.of("spam")
    Screener.objects.report("spam", Screener.Problem.BLIND)
    client.force_login(an_owner())
    for page in (PAGE, "/admin/moderation/rule/", "/admin/"):
        text = client.get(page).text
        assert "It catches almost nothing" in text and "The spot checks at the desk" in text
