"""What the rules about people cite: a house rule and a sentence, chosen by an owner."""

import pytest
from django.test import Client

from comments.models import Comment, Finding
from moderation.models import HouseRule, Rule, RuleChange, RuleText
from tests.cast import a_post, an_owner

pytestmark = pytest.mark.django_db

RULES = ("newcomer", "guest", "young_account")
SENTENCE = "People without an account are read first here."
OTHER = "Until the council has voted, we read what guests write."


@pytest.fixture
def owner(client):
    client.force_login(an_owner())
    return client


def url(code="guest"):
    return f"/admin/moderation/rule/{code}/change/"


def save(owner, code="guest", **fields):
    """Save the form of a rule as its page shows it, but for `fields`."""
    form = owner.get(url(code)).context["form"]
    values = {name: form[name].value() for name in form.fields} | fields
    return owner.post(url(code), {name: v for name, v in values.items() if v is not None})


def key_of(house_rule):
    return HouseRule.objects.get(code=house_rule).pk


def a_held_comment(number=1):
    """Send a guest's comment, and return it with the page that the guest gets."""
    browser, post = Client(), a_post()
    fields = {"name": f"Reader {number}", "body": f"A word by a guest, the {number}th."}
    form = browser.get(f"{post.get_absolute_url()}respond/").context["form"]
    fields["key"] = form["key"].value()
    answer = browser.post(f"{post.get_absolute_url()}respond/", fields, follow=True)
    return Comment.objects.order_by("pk").last(), answer.text.replace("&#x27;", "'")


@pytest.mark.parametrize(
    "code",
    [RULES[0], *(pytest.param(code, marks=pytest.mark.one_database) for code in RULES[1:])],
)
def test_a_rule_about_people_is_asked_only_with_a_house_rule_and_a_sentence(owner, code):
    page = save(owner, code, state="on")
    assert page.status_code == 422 and page.text.count("before the rule is asked") == 2
    assert not RuleText.objects.exists() and not RuleChange.objects.exists()
    words = {"house_rule": key_of("harassment"), "sentence": "  One\nsentence.  "}
    assert save(owner, code, state="shadow", **words).status_code == 302
    assert RuleText.objects.get().sentence == "One sentence."
    assert save(owner, code, state="shadow").status_code == 302
    assert RuleText.objects.count() == RuleChange.objects.count() == 1, "nothing has changed"


def test_the_author_of_a_held_comment_reads_the_sentence_and_the_house_rule(owner):
    save(owner, state="on", house_rule=key_of("off_topic"), sentence=SENTENCE)
    first, page = a_held_comment()
    title = str(HouseRule.objects.get(code="off_topic"))
    reason = f"{SENTENCE} The house rule: “{title}”. A moderator looks at it first."
    assert first.status == "held" and reason in page
    save(owner, sentence=OTHER)
    _, page = a_held_comment(2)
    assert OTHER in page and SENTENCE not in page
    assert first.findings.get().reason == reason, "it was held for the sentence of then"
    assert SENTENCE not in str(first.findings.get().parameters)
    assert SENTENCE not in str(first.circumstance.rules)


def test_many_reasons_of_rules_about_people_take_a_fixed_number_of_queries(
    owner, django_assert_num_queries
):
    save(owner, state="on", house_rule=key_of("off_topic"), sentence=SENTENCE)
    text = RuleText.objects.get()
    for number in (2, 20):
        findings = [
            Finding(rule="guest", verdict="hold", parameters={"text": text.pk if n % 2 else 0})
            for n in range(number)
        ]
        with django_assert_num_queries(2):
            Finding.read_reasons(findings)
        assert findings[1].reason.startswith(SENTENCE)
        assert findings[0].reason.startswith("You have no account here")


def test_a_changed_sentence_is_in_the_history_of_its_rule_and_can_be_undone(owner):
    save(owner, state="on", house_rule=key_of("off_topic"), sentence=SENTENCE)
    save(owner, sentence=OTHER)
    page = owner.get(url()).text
    assert f"What authors read: {OTHER}" in page and f"What authors read: {SENTENCE}" in page
    assert page.count(f"<bdi>{an_owner()}</bdi>") == 2
    change = RuleChange.objects.first()
    owner.post(f"/admin/moderation/rule/guest/undo/{change.pk}/")
    assert Rule.objects.get(code="guest").options["text"] == RuleText.objects.earliest("pk").pk
    assert SENTENCE in a_held_comment()[1]
    assert RuleChange.objects.first().undoes == change
