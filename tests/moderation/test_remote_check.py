"""An external service is asked about comments: what it learns, and what its answers do."""

import time
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.test import Client

from blogsite.remote_check_settings import remote_check
from comments.models import Comment
from moderation.models import HouseRule, Rule
from moderation.screening import remote_service
from posts.models import Post
from tests.cast import a_comment, a_post, alice, mona
from tests.checking_service import KEY, running_service

pytestmark = pytest.mark.django_db

UNAVAILABLE = "A check is unavailable, so a moderator looks at it first."
WORDS = "Look at **my** garden: https://garden.example/?a=1&b=2"
HOLD = {"verdict": "hold", "reason": "spam"}


@pytest.fixture
def service(settings):
    """The service, switched on, with a second to answer in."""
    cache.clear()
    remote_service._service.cache_clear()  # the failures of another test
    with running_service() as running:
        settings.SITE_ADDRESS = "https://blog.example"
        settings.REMOTE_CHECK_URL, settings.REMOTE_CHECK_KEY = running.url, KEY
        switch("on", milliseconds=1_000)
        Rule.objects.create(code="too_fast", state="off")
        Rule.objects.create(code="strangers_in_a_row", state="off")
        yield running


def switch(state, **options):
    values = {"state": state, "options": options}
    Rule.objects.update_or_create(code="remote_check", defaults=values)


def write(words=WORDS, *, browser=None, post=None, **fields):
    """Send a comment as a guest does, and return it."""
    form = {"name": "Rosa", "body": words, "email": "rosa@mail.example", "key": uuid4()} | fields
    url = f"{(post or a_post()).get_absolute_url()}respond/"
    answer = (browser or Client()).post(url, form)
    assert answer.status_code == 303, answer.text
    return Comment.objects.order_by("-pk").first()


def test_a_service_learns_the_words_but_not_the_author(service):
    post = a_post()
    assert write(post=post).is_published and service.is_signed == [True]
    (question,) = service.questions
    assert question.pop("id").startswith("msg_")
    assert question == {
        "version": 1,
        "text": "Look at my garden: https://garden.example/?a=1&b=2",
        "links": ["https://garden.example/?a=1&b=2"],
        "post": f"https://blog.example{post.get_absolute_url()}",
        "is_reply": False,
        "is_guest": True,
        "is_newcomer": True,
    }


def test_what_a_service_wants_held_waits_and_a_card_says_why(service, client):
    service.answer = HOLD
    comment = write()
    assert comment.is_held and comment.circumstance.rules["remote_check"]["version"] == 1
    (finding,) = comment.findings.all()
    assert finding.reason == "An automatic check asks a moderator to look at it first."
    client.force_login(mona())
    card = client.get(f"/admin/moderation/heldcomment/{comment.pk}/change/").text
    assert "Remote check" in card
    assert "The external service answered: hold (spam)." in card


REDIRECT = {"status": 302, "headers": {"Location": "/elsewhere"}}
TROUBLES = {
    "late": ({"stalls": True}, "no answer in time"),
    "slow": ({"drips": True}, "no answer in time"),
    "broken": ({"answer": b'{"verdict": "pub'}, "the answer is not valid"),
    "nested": ({"answer": b"[" * 4_000}, "the answer is not valid"),
    "a list": ({"answer": ["publish"]}, "the answer is not valid"),
    "other verdict": ({"answer": {"verdict": "refuse"}}, "the answer is not valid"),
    "other reason": ({"answer": HOLD | {"reason": "odd\x00"}}, r"reason 'odd\x00' is not the code"),
    "no reason": ({"answer": {"verdict": "hold"}}, "reason '' is not the code of a house rule"),
    "huge": ({"answer": {"verdict": "publish", "x": "x" * 5_000}}, "the answer is too long"),
    "redirect": (REDIRECT, "the response has status 302"),
    "error": ({"status": 500}, "the response has status 500"),
    "created": ({"status": 201}, "the response has status 201"),
}


@pytest.mark.one_database
@pytest.mark.parametrize(("trouble", "evidence"), TROUBLES.values(), ids=TROUBLES)
def test_a_comment_without_a_valid_answer_is_held_and_says_so(service, trouble, evidence):
    switch("on", milliseconds=200 if {"stalls", "drips"} & trouble.keys() else 1_000)
    vars(service).update(trouble)
    comment = write()
    (finding,) = comment.findings.all()
    assert comment.is_held and finding.reason == UNAVAILABLE and evidence in finding.evidence
    assert len(service.questions) == 1, "no redirect is followed"


def test_a_service_that_is_away_holds_and_in_shadow_holds_nothing(service, settings):
    settings.REMOTE_CHECK_URL = "http://127.0.0.1:9/"
    comment = write()
    assert comment.is_held and "ConnectionRefusedError" in comment.findings.get().evidence
    switch("shadow")
    comment = write()
    assert comment.is_published and comment.hold_reasons == []
    assert comment.findings.get().is_shadow
    switch("on")
    settings.REMOTE_CHECK_URL = ""
    assert "REMOTE_CHECK_URL is not set" in write().findings.get().evidence


def test_the_desk_says_that_no_service_is_named(client, settings):
    client.force_login(mona())
    settings.REMOTE_CHECK_URL = ""
    rules, warning = "/admin/moderation/rule/", "it holds every comment"
    assert warning in client.get(f"{rules}remote_check/change/").text
    assert warning not in client.get(rules).text
    switch("on")
    assert warning in client.get(rules).text
    settings.REMOTE_CHECK_URL = "https://checks.example/"
    assert warning not in client.get(rules).text


def test_a_stalled_service_is_soon_left_alone_for_a_minute(service, monkeypatch):
    switch("on", milliseconds=100)
    service.stalls, post = True, a_post()
    comments = [write(f"Words {number}", post=post) for number in range(5)]
    assert [comment.status for comment in comments] == ["held"] * 5
    assert len(service.questions) == remote_service.MAX_FAILURES
    assert "not asked" in comments[-1].findings.get().evidence
    service.stalls = False
    later = time.monotonic() + remote_service.PAUSE_SECONDS + 1
    monkeypatch.setattr(remote_service, "monotonic", lambda: later)
    switch("on", milliseconds=1_000)
    assert write("A minute later.", post=post).is_published
    assert write("And again.", post=post).is_published


def test_a_remote_check_that_is_off_asks_nobody(service):
    switch("off")
    assert write().is_published and service.questions == []


def test_only_new_words_of_readers_that_no_rule_refuses_are_sent(service):
    post, browser = a_post(), Client()
    browser.force_login(alice())
    form = {"key": uuid4()}
    first = write("Frost!", browser=browser, post=post, **form)
    assert write("Frost!", browser=browser, post=post, **form) == first
    assert len(service.questions) == 1, "a form that comes again is not sent"
    browser.post(f"{post.get_absolute_url()}respond/", {"body": "<b></b>", "key": uuid4()})
    Post.objects.filter(pk=post.pk).update(comment_mode="closed")
    browser.post(f"{post.get_absolute_url()}respond/", {"body": "Closed.", "key": uuid4()})
    staff = Client()
    staff.force_login(mona())
    assert write("We will see.", browser=staff).is_published
    assert len(service.questions) == 1


def test_an_edited_comment_is_checked_again_and_held(service):
    comment, browser = a_comment(a_post(), "Frost.", by=alice()), Client()
    browser.force_login(alice())
    service.answer = HOLD
    browser.post(f"/comments/{comment.pk}/edit/", {"body": "Buy frost."})
    comment.refresh_from_db()
    assert comment.is_held and comment.findings.get().rule == "remote_check"
    (question,) = service.questions
    assert question["text"] == "Buy frost." and not question["is_guest"]


@pytest.mark.django_db(transaction=True)
def test_no_lock_is_held_while_the_service_thinks(service):
    post = a_post()

    def rename():
        Post.objects.filter(pk=post.pk).update(title="The second frost")
        connections.close_all()

    service.meanwhile = rename
    assert write(post=post).is_published
    post.refresh_from_db()
    assert post.title == "The second frost"


def test_the_page_of_rules_marks_it_as_remote_and_bounds_the_wait(service, client):
    client.force_login(mona())
    page = client.get("/admin/moderation/rule/").text
    assert page.count('<span class="quiet">remote</span>') == 1
    url = "/admin/moderation/rule/remote_check/change/"
    answer = client.post(url, {"state": "on", "milliseconds": 10_001, "based_on": ""})
    assert answer.status_code == 422 and "less than or equal to 10000" in answer.text


SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def test_the_url_of_the_service_is_https_unless_it_is_this_machine():
    for url in ("https://checks.example/x?y=1", "http://127.0.0.1:8080/", "http://[::1]/"):
        environ = {"REMOTE_CHECK_URL": url, "REMOTE_CHECK_SECRET": SECRET}
        assert remote_check(environ) == (url, KEY)
    assert remote_check({"REMOTE_CHECK_SECRET": "anything"}) == ("", b"")
    wrong = [
        "http://checks.example/",
        "https://",
        "ftp://127.0.0.1/",
        "https://a:b@checks.example/",
    ]
    wrong += ["https://checks.example:port/", "https://checks.example/\r\nX: y", "https://x/#y"]
    cases = [(url, SECRET) for url in wrong]
    cases += [("https://x.example", secret) for secret in ("", SECRET[6:], "whsec_AAEC", "whsec_%")]
    for url, secret in cases:
        with pytest.raises(ImproperlyConfigured) as error:
            remote_check({"REMOTE_CHECK_URL": url, "REMOTE_CHECK_SECRET": secret})
        repeated = {url, secret} - {"", "https://"}
        assert not any(value in str(error.value) for value in repeated)


def test_reasons_are_codes_of_house_rules_in_force(service):
    service.answer = HOLD | {"reason": "harassment"}
    HouseRule.objects.filter(code="harassment").update(retired=True)
    assert "'harassment' is not the code" in write().findings.get().evidence
