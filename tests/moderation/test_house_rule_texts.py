"""House rules before they are in force: their preview, and the starting set."""

import pytest

from moderation.first_rules import FIRST_RULES, rules_in_other_languages
from moderation.models import Decision, HouseRule, HouseRuleVersion
from moderation.starting_set import STARTING_SET
from posts.models import Blog
from tests.cast import account, edda, mona
from tests.moderation.deciding import a_rule

pytestmark = pytest.mark.django_db

PREVIEW = "/admin/moderation/houserule/preview/"
SET = "/admin/moderation/houserule/starting-set/"
TEXTS = {"title": "No <b>salt</b>", "text": "It kills roots.", "sentence": "It praised salt."}


def test_an_editor_sees_a_rule_as_its_readers_before_it_is_stored(client):
    client.force_login(edda())
    rule = a_rule("hate").rule
    page = client.get(f"/admin/moderation/houserule/{rule.pk}/change/").text
    url = f"{PREVIEW}?rule={rule.pk}"
    assert f'formaction="{url}"' in page
    answer = client.post(url, TEXTS)
    assert answer.status_code == 200
    page = " ".join(answer.text.split())
    assert "A moderator removed this comment. House rule: No &lt;b&gt;salt&lt;/b&gt;." in page
    assert "Your comment was removed." in page and "It praised salt." in page
    assert "It kills roots." in page and "<b>salt" not in page
    assert "version 2" in page and "version 1" in client.post(PREVIEW, TEXTS).text
    assert HouseRuleVersion.objects.filter(title=TEXTS["title"]).count() == 0
    assert Decision.objects.count() == 0
    assert client.get(PREVIEW).status_code == 405


@pytest.mark.parametrize(("field", "text"), [("title", ""), ("sentence", "x" * 301)])
def test_a_preview_of_an_incomplete_rule_says_what_is_missing(client, field, text):
    client.force_login(edda())
    answer = client.post(PREVIEW, TEXTS | {field: text})
    assert answer.status_code == 422 and field.title() in answer.text


def test_the_starting_set_adds_the_chosen_rules_that_are_missing(client):
    client.force_login(edda())
    before = HouseRule.objects.count()
    assert "Add from the starting set" in client.get("/admin/moderation/houserule/").text
    assert client.get(SET).text.count('name="codes"') == len(STARTING_SET)
    for _ in range(2):  # the second time changes nothing
        client.post(SET, {"codes": ["once", "sources", "no_such_rule", "spam"]})
        assert HouseRule.objects.count() == before + 2
    version = a_rule("once")
    assert (version.number, version.by, version.title) == (1, edda(), "Say it once")
    rule = version.rule
    rule.amend(**TEXTS, by=edda())
    rule.retired = True
    rule.save()
    client.post(SET, {"codes": [each.code for each in STARTING_SET]})
    assert HouseRule.objects.count() == before + len(STARTING_SET)
    assert HouseRule.objects.get(code="once").current.title == TEXTS["title"]
    assert "You have all rules of the starting set." in client.get(SET).text
    client.force_login(mona())
    assert client.post(SET, {"codes": ["once"]}).status_code == 403


def test_first_rules_are_put_into_the_blogs_language_unless_amended(client):
    client.force_login(account("olga", "Owners"))
    assert rules_in_other_languages() == []
    HouseRule.objects.get(code="spam").amend(title="No ads", text="None.", sentence="It sells.")
    Blog.objects.update(language="de")
    texts = {rule.code for rule in rules_in_other_languages()}
    assert texts == {rule.code for rule in FIRST_RULES} - {"spam"}
    client.post(SET, {"_translate": "yes"})
    titles = dict(HouseRuleVersion.objects.in_force().values_list("rule__code", "title"))
    assert (titles["threat"], titles["spam"]) == ("Keine Drohungen", "No ads")
    assert rules_in_other_languages() == []
