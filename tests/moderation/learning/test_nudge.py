"""Before a comment is sent, its author sees words that look like what was removed as insults."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from comments.models import Circumstance, Comment, Finding, RefusalCount
from moderation.models import (
    Action,
    HouseRule,
    ReportedComment,
    Rule,
    RuleText,
    Screener,
    SpotCheck,
)
from moderation.queues import Queue
from tests.cast import a_comment, alice, an_owner, mona
from tests.moderation.deciding import a_report, a_rule

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

RULE = "/admin/moderation/rule/ask_before_sending/change/"
HARSH = "Please visit our great shop and get free prizes today!!!"  # what this site calls an insult
MILD = "I agree about the old bridge because my father worked there last summer."
SENTENCE = "Somebody on the other side reads this."


@pytest.fixture
def site(taught):
    """A site whose moderators removed some comments on the house rule against harassment."""
    taught.decide(taught.bad, Action.REMOVE, ground=a_rule("harassment"))
    call_command("train_screening")
    return taught


@pytest.fixture
def nudging_site(site):
    rule = HouseRule.objects.get(code="harassment")
    text = RuleText.objects.store(
        "ask_before_sending", house_rule=rule, sentence=SENTENCE, by=mona()
    )
    Rule.objects.create(code="ask_before_sending", state="on", options={"text": text.pk})
    return site


def fields_of(page):
    """Return the fields of the form on a page as a browser would send them."""
    form = page.context["form"]
    return {name: str(form[name].value() or "") for name in form.fields}


def send(site, browser, body=HARSH, **fields):
    url = f"{site.posts[0].get_absolute_url()}respond/"
    values = fields_of(browser.get(url)) | {"name": "Wendela", "body": body} | fields
    return browser.post(url, values)


def test_an_author_sees_the_nudge_once_with_its_house_rule_and_may_send_anyway(
    nudging_site,
):
    before, browser = Comment.objects.count(), Client()
    page = send(nudging_site, browser)
    assert page.status_code == 422 and Comment.objects.count() == before
    nudge = re.search(r'role="alert".*?</div>', page.text, re.DOTALL)[0]
    assert "<mark>" in nudge and "great shop" in re.sub("<[^>]*>", "", nudge)
    assert SENTENCE in nudge and str(a_rule("harassment").title) in nudge
    assert not re.search(r"\d\.\d|score|weigh", nudge), "no number is shown"
    again = fields_of(page)
    assert again["body"] == HARSH
    answer = browser.post(page.request["PATH_INFO"], again)
    assert answer.status_code == 303
    assert Comment.objects.order_by("pk").last().body == HARSH


def test_nothing_that_is_stored_says_that_an_author_has_seen_the_nudge(nudging_site):
    browser = Client()
    page = send(nudging_site, browser)
    browser.post(page.request["PATH_INFO"], fields_of(page))
    sent = Comment.objects.order_by("pk").last()
    send(nudging_site, Client(), MILD)
    mild = Comment.objects.order_by("pk").last()
    assert not Finding.objects.exists() and not RefusalCount.objects.exists()
    assert sent.circumstance == mild.circumstance and Circumstance.objects.count() == 1
    assert "ask_before_sending" not in sent.circumstance.rules
    assert (sent.status, sent.edited) == ("published", None)


def test_the_nudge_ignores_harmless_words_and_staff_and_can_be_off(nudging_site):
    moderator = Client()
    moderator.force_login(mona())
    assert send(nudging_site, Client(), MILD).status_code == 303
    assert send(nudging_site, moderator).status_code == 303
    Rule.objects.update(state="off")
    assert send(nudging_site, Client()).status_code == 303


def test_a_nudge_that_cannot_judge_lets_a_comment_pass(nudging_site, monkeypatch, caplog):
    monkeypatch.setattr("moderation.screening.nudging.model_in_use", lambda *_: 1 / 0)
    assert send(nudging_site, Client()).status_code == 303
    assert "The nudge failed" in caplog.text


def test_a_form_that_is_sent_twice_causes_no_nudge_for_the_stored_comment(nudging_site):
    browser = Client()
    page = send(nudging_site, browser)
    fields = fields_of(page)
    browser.post(page.request["PATH_INFO"], fields)
    answer = browser.post(page.request["PATH_INFO"], fields | {"nudged": ""})
    assert answer.status_code == 303 and Comment.objects.filter(body=HARSH).count() == 1


def edit_form(browser, comment, action):
    """Open a comment for its author; return the URL, and the fields of the form as a browser has
    them.
    """
    url = f"/comments/{comment.pk}/edit/"
    form = browser.get(url).context["forms"][action]
    return url, {name: str(form[name].value() or "") for name in form.fields} | {"action": action}


@pytest.mark.parametrize("action", ["edit", "add"])
def test_an_author_is_asked_about_harsh_words_in_an_edit_and_an_addition(nudging_site, action):
    browser = Client()
    browser.force_login(alice())
    comment = a_comment(nudging_site.posts[0], MILD, by=alice())
    if action == "add":
        Comment.objects.filter(pk=comment.pk).update(created=timezone.now() - timedelta(hours=1))
    url, fields = edit_form(browser, comment, action)
    page = browser.post(url, fields | {"body": HARSH})
    assert page.status_code == 422 and "Before you send this" in page.text
    comment.refresh_from_db()
    assert (comment.body, comment.last_change) == (MILD, None), "nothing is changed yet"
    form = page.context["forms"][action]
    again = {name: str(form[name].value()) for name in form.fields}
    assert again["body"] == HARSH and 'name="nudged" value="on"' in page.text
    assert browser.post(url, again | {"action": action}).status_code == 303
    comment.refresh_from_db()
    assert HARSH in [text.body for text in comment.texts]


def test_an_edit_that_leaves_harsh_words_as_they_stand_asks_nothing(nudging_site):
    browser = Client()
    browser.force_login(alice())
    comment = a_comment(nudging_site.posts[0], HARSH, by=alice())
    url, fields = edit_form(browser, comment, "edit")
    assert browser.post(url, fields | {"body": f"{HARSH} (Sorry, a slip.)"}).status_code == 303


def test_reports_of_harsh_words_come_first_where_an_owner_wants_it(client, site):
    calm, harsh = (a_comment(site.posts[0], words) for words in (MILD, HARSH))
    for comment in (calm, harsh):
        a_report(comment, reason="off_topic")
    assert list(Queue(ReportedComment).items) == [calm, harsh], "by age"
    client.force_login(an_owner())
    page = client.get("/admin/moderation/rule/harsh_words_first/change/")
    assert "The heaviest words" in page.text and 'value="shadow"' not in page.text
    client.post(page.request["PATH_INFO"], {"state": "on"})
    for comment in (calm, harsh):
        a_report(comment, by="bert", reason="spam")
    assert list(Queue(ReportedComment).items) == [harsh, calm]
    assert not Finding.objects.exists() and harsh.is_published
    threat = a_comment(site.posts[0], MILD)
    a_report(threat, reason="threat")
    assert Queue(ReportedComment).items.first() == threat


def test_reports_are_stored_when_their_words_cannot_be_judged(site, monkeypatch, caplog):
    Rule.objects.create(code="harsh_words_first", state="on")
    monkeypatch.setattr("moderation.screening.harsh_words.model_in_use", lambda *_: 1 / 0)
    comment = a_comment(site.posts[0], HARSH)
    a_report(comment, reason="spam")
    assert comment.case.report_count == 1 and "cannot be judged" in caplog.text


def test_an_owner_reads_the_heaviest_words_and_sets_a_sentence_for_the_nudge(client, site):
    client.force_login(an_owner())
    page = client.get(RULE)
    training = Screener.objects.of("harassment").training
    words = [word for word, _ in training.words if ":" not in word]
    assert words and all(f"<bdi>{word}</bdi>" in page.text for word in words)
    assert 'value="shadow"' not in page.text
    assert client.post(RULE, {"state": "on"}).status_code == 422
    rule = HouseRule.objects.get(code="harassment").pk
    words = {"house_rule": rule, "sentence": SENTENCE}
    assert client.post(RULE, {"state": "shadow", **words}).status_code == 422
    assert client.post(RULE, {"state": "on", **words}).status_code == 302
    assert send(site, Client()).status_code == 422


def test_the_model_of_the_nudge_holds_nothing_and_chooses_nothing_to_check(nudging_site):
    Rule.objects.create(code="looks_like_spam", state="on")
    call_command("train_screening")
    assert Screener.objects.of("harassment").training.outcome == "used"
    assert not SpotCheck.objects.exclude(training__ground="spam").exists()
