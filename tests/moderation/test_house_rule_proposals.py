"""Moderators propose other words for a house rule; who may change it publishes or declines them."""

import pytest

from moderation.models import HouseRuleProposal
from tests.cast import edda, mona
from tests.moderation.deciding import a_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule():
    return a_rule("hate").rule


def words(rule, **changed):
    current = rule.current
    texts = {"title": current.title, "text": current.text, "sentence": current.sentence}
    return texts | {"reason": "Readers ask what it means."} | changed


def propose(client, rule, **changed):
    client.force_login(mona())
    url = f"/admin/moderation/houseruleproposal/add/{rule.pk}/"
    return client.post(url, words(rule, **changed))


def page_of(proposal):
    return f"/admin/moderation/houseruleproposal/{proposal.pk}/change/"


def answer(client, proposal, button, **fields):
    """Answer a proposal as its page is shown to an editor."""
    client.force_login(edda())
    form = client.get(page_of(proposal)).context["form"]
    fields = {"current": form["current"].value(), "answer": "Thank you.", **fields}
    return client.post(page_of(proposal), fields | {button: "1"})


def text_of(response):
    return " ".join(response.text.split())


def test_a_proposal_is_published_and_both_sides_read_about_it(client, rule):
    client.force_login(mona())
    place = f"/admin/moderation/houserule/{rule.pk}/change/"
    assert "Propose a change" in client.get(place).text
    assert propose(client, rule).status_code == 422  # nothing is different
    assert propose(client, rule, title="Nobody is <less>").status_code == 302
    proposal = HouseRuleProposal.objects.get()
    assert client.post(page_of(proposal), {"publish": "1", "current": "1"}).status_code == 403
    client.force_login(edda())
    assert "“Nobody is less for what they are”, by Mona" in text_of(client.get("/admin/"))
    page = text_of(client.get(page_of(proposal)))
    assert "<del>less for what they are</del> <ins>&lt;less&gt;</ins>" in page
    assert "Readers ask what it means." in page
    assert answer(client, proposal, "publish").status_code == 302
    version = a_rule("hate")
    assert (version.number, version.title, version.by) == (2, "Nobody is <less>", edda())
    proposal.refresh_from_db()
    assert (proposal.status, proposal.by) == ("published", mona())
    assert answer(client, proposal, "decline").status_code == 409
    client.force_login(mona())
    assert "published by Edda" in text_of(client.get("/admin/"))
    assert "Thank you." in text_of(client.get(page_of(proposal)))
    assert a_rule("hate").number == 2


def test_a_declined_proposal_changes_nothing_and_says_why(client, rule):
    propose(client, rule, text="Other words.")
    proposal = HouseRuleProposal.objects.get()
    answer(client, proposal, "decline", answer="It says so already.")
    assert a_rule("hate").number == 1
    client.force_login(mona())
    assert "It says so already." in text_of(client.get(page_of(proposal)))
    assert "declined by Edda" in text_of(client.get("/admin/"))


def test_a_proposal_is_not_published_over_words_that_are_newer(client, rule):
    propose(client, rule, text="Other words.")
    proposal = HouseRuleProposal.objects.get()
    rule.amend(**{**proposal.texts, "text": "Newer words."}, by=edda())
    refused = answer(client, proposal, "publish", current=1)
    assert refused.status_code == 409 and "The rule was changed since" in refused.text
    assert "Newer" in text_of(refused) and "Thank you." in refused.text
    assert a_rule("hate").text == "Newer words."
    assert answer(client, proposal, "publish").status_code == 302
    assert (a_rule("hate").number, a_rule("hate").text) == (3, "Other words.")
