"""The history of a screening rule: who changed it, from what to what, and the undo."""

import pytest
from django.urls import reverse

from moderation.models import ModeratorScope, Rule, RuleChange
from tests.cast import milo, mona

pytestmark = pytest.mark.django_db

URL = "/admin/moderation/rule/many_links/change/"


@pytest.fixture
def desk(client):
    client.force_login(mona())
    return client


def save(desk, **fields):
    """Save the form of the rule as its page shows it, but for `fields`."""
    form = desk.get(URL).context["form"]
    values = {name: form[name].value() for name in ("state", "based_on", "links")} | fields
    return desk.post(URL, {name: v for name, v in values.items() if v is not None})


def undo(desk, change):
    url = reverse("admin:moderation_rule_undo", args=["many_links", change.pk])
    return desk.post(url, follow=True)


def settings():
    rule = Rule.objects.get(code="many_links")
    return rule.state, rule.options


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_a_rule_shows_who_changed_it_when_and_from_what_to_what(desk, client):
    assert "No change is recorded." in text_of(desk.get(URL))
    save(desk, links=3)
    save(desk, links=3)  # changes nothing
    client.force_login(milo())
    save(client, links=1200, state="off")
    last, first = RuleChange.objects.all()
    assert (first.by, last.by) == (mona(), milo())
    page = text_of(client.get(URL))
    assert "Allowed links: from 1 to 3" in page
    assert "Switched off.<br>Allowed links: from 3 to 1,200" in page
    assert page.index("Milo</bdi>") < page.index("Mona</bdi>")
    assert page.count("Undo this change") == 1
    assert "Milo</bdi>" in text_of(client.get("/admin/moderation/rule/"))


def test_the_last_change_of_a_rule_is_undone_and_so_is_the_undo(desk):
    save(desk, links=3)
    save(desk, links=5, state="off")
    assert "The change was undone." in text_of(undo(desk, RuleChange.objects.first()))
    assert settings() == ("on", {"links": 3})
    page = text_of(undo(desk, RuleChange.objects.first()))
    assert "Undid the change of" in page and settings() == ("off", {"links": 5})


def test_a_change_is_not_undone_when_somebody_changed_the_rule_since(desk):
    save(desk, links=3)
    mine = RuleChange.objects.get()
    desk.force_login(milo())
    save(desk, links=4)
    desk.force_login(mona())
    assert "Milo changed this rule on" in text_of(undo(desk, mine))
    assert settings() == ("on", {"links": 4}) and RuleChange.objects.count() == 2


def test_a_form_opened_before_another_change_overwrites_nothing(desk):
    old = desk.get(URL).context["form"]["based_on"].value() or ""
    desk.force_login(milo())
    save(desk, links=4)
    desk.force_login(mona())
    answer = desk.post(URL, {"state": "on", "links": "7", "based_on": old})
    page = text_of(answer)
    assert answer.status_code == 409 and "Milo changed this rule on" in page
    assert 'value="7"' in page and settings() == ("on", {"links": 4})
    again = answer.context["form"]
    desk.post(URL, {"state": "on", "links": "7", "based_on": again["based_on"].value()})
    assert settings() == ("on", {"links": 7})


@pytest.mark.one_database
def test_a_moderator_of_some_comments_alone_undoes_no_change(desk):
    save(desk, links=3)
    ModeratorScope.objects.create(user=mona(), kind="author", author=mona())
    assert undo(desk, RuleChange.objects.get()).status_code == 403
    assert settings() == ("on", {"links": 3})
