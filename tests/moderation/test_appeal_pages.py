"""The pages of an appeal: the way there, what is refused and why, the statement of reasons."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.guests import GUEST_COOKIE, signer
from accounts.models import Person
from comments.status_links import status_path
from moderation.models import Appeal, AuthorWarning, Ban, Decision, Report
from tests.cast import a_comment, a_post, alice, bob, milo, mona
from tests.moderation.deciding import a_report, a_rule, decide
from tests.moderation.test_appeals import NOTICE, a_dismissed_notice, appealed, picture, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_limits():
    cache.clear()


def a_guests_comment(post=None, body="You are fools.", **details):
    return a_comment(post or a_post(), body, by=Person.objects.create(), name="Wendela", **details)


def words_of(response):
    return " ".join(response.content.decode().split())


def appeal_link(page):
    return re.search(r'href="(/\w+/[^"]+/appeal/[^"]*)"', page)[1].replace("&amp;", "&")


def post_to(path, text="It was a quotation.", client=None, **fields):
    return (client or Client()).post(path, {"body": text} | fields)


# The way there


@pytest.mark.slow
def test_200_guests_appeal_and_all_their_comments_come_back(client):
    """Every tenth from the post's page in two clicks, by the cookie of a browser without scripts;
    the pages of the others would be the same.
    """
    count = 200
    post, first, rule = a_post(), mona(), a_rule()
    comments = [a_guests_comment(post, f"A quotation, number {n}.") for n in range(count)]
    for comment in comments[::10]:
        a_comment(post, "I agree.", by=bob(), parent=comment)
    before = picture(post)
    removals = [decide("remove", comment, by=first, ground=rule) for comment in comments]
    assert picture(post)[:2] != before[:2]
    first_click = f"/comments/mine/?post={post.pk}"
    assert f'href="{first_click}"' in client.get(post.get_absolute_url()).text
    for number, comment in enumerate(comments):
        if number % 10:
            Appeal.objects.file(removals[number], f"About {comment.pk}.")
            continue
        browser = Client(REMOTE_ADDR=f"198.51.{number}.7")
        browser.cookies[GUEST_COOKIE] = signer.sign(comment.author.key.hex)
        (second_click,) = re.findall(r'href="(/status/[^"]+)"', browser.get(first_click).text)
        page = browser.get(second_click).text
        assert rule.sentence in page
        sent = post_to(appeal_link(page), f"About {comment.pk}.", browser)
        assert sent.status_code == 303
    client.force_login(first)
    assert "Nothing waits here" in client.get("/admin/moderation/appeal/").text
    assert not Appeal.objects.decidable_by(first).exists()
    assert not Appeal.objects.readable_by(first).exists()
    second = milo()
    waiting = Appeal.objects.decidable_by(second).select_related("decision__comment")
    assert len(waiting) == count
    for appeal in waiting:
        appeal.overturn(by=second, words="Fine.")
    assert picture(post) == before


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["/comments/mine/?post={}", "/me/?post={}"])
def test_an_author_reaches_the_statement_from_the_post_in_two_clicks(client, path):
    comment = a_comment(a_post(), "You are fools.")
    take("remove", comment)
    client.force_login(alice())
    if "mine" in path:
        assert "/comments/mine/?post=" in client.get(comment.post.get_absolute_url()).text
    own = client.get(path.format(comment.post_id)).text
    page = client.get(re.search(r'href="(/status/[^"]+)"', own)[1])
    text = words_of(page)
    for part in (
        "Your comment was removed.",
        a_rule().sentence,
        a_rule().text.split(".")[0],
        "version 1",
        "This has no end date",
        "on their own initiative",
        "neither found nor decided by automatic means",
        "Until",
    ):
        assert part in text, part
    assert client.get(appeal_link(page.text)).status_code == 200


def test_an_appeal_and_its_answer_are_on_the_page_and_in_the_text(client):
    comment = a_guests_comment()
    take("hold", comment)
    decide("let_stand", comment, by=mona())
    decision = take("remove", comment)
    path = f"{status_path(comment)}appeal/"
    answer = post_to(path, "I quoted <nobody>.".replace("<nobody>", "& nobody"))
    assert (answer.status_code, answer["Location"]) == (303, status_path(comment))
    assert "We have your appeal." in words_of(client.get(status_path(comment)))
    Appeal.objects.get().uphold(by=milo(), words="It <still> hurts.")
    page = client.get(status_path(comment))
    text = client.get(f"{status_path(comment)}statement.txt")
    assert (
        text["Content-Type"].startswith("text/plain")
        and "attachment" in text["Content-Disposition"]
    )
    for part in (
        "hidden for the moment",
        "published",
        "was removed",
        "You appealed.",
        "not the one who had decided before",
    ):
        assert part in words_of(page) and part in text.text, part
    assert "It &lt;still&gt; hurts." in page.text and "It <still> hurts." in text.text
    assert "I quoted & nobody." in text.text and "You are fools." in text.text
    assert "The decision stays." in page.text and "/appeal/" not in page.text + text.text
    for response in (page, text):
        assert response["Referrer-Policy"] == "no-referrer"
        assert "mona" not in response.text.lower() and "milo" not in response.text.lower()
    assert decision.appeals.count() == 1


@pytest.mark.one_database
def test_spam_is_named_as_advertising_and_takes_a_short_appeal(client):
    comment = a_guests_comment()
    take("spam", comment)
    assert "removed as advertising" in client.get(status_path(comment)).text
    path = f"{status_path(comment)}appeal/"
    refused = post_to(path, "x" * 501)
    assert refused.status_code == 400 and "500 characters" in refused.text
    assert post_to(path, "x" * 500).status_code == 303


def test_a_banned_person_appeals_by_the_link_of_any_comment(client):
    comment = a_guests_comment()
    Ban.objects.impose(person=comment.author, by=mona(), ground=a_rule())
    page = client.get(status_path(comment))
    assert "You cannot write here for now." in page.text
    assert post_to(appeal_link(page.text)).status_code == 303
    Appeal.objects.get().overturn(by=milo(), words="Fine.")
    assert not Ban.objects.running().exists()
    assert "We took the ban back." in client.get(status_path(comment)).text


def test_a_warning_is_appealed_against_and_retracted(client):
    comment = a_guests_comment()
    take("warn", comment)
    assert post_to(f"{status_path(comment)}appeal/").status_code == 303
    Appeal.objects.get().overturn(by=milo(), words="Fine.")
    assert not AuthorWarning.objects.unacknowledged(comment.author).exists()


def test_a_reporter_appeals_against_a_dismissed_legal_notice(client):
    report = a_dismissed_notice()
    page = client.get(report.get_absolute_url()).text
    response = post_to(appeal_link(page), "Look at the law.")
    assert response.status_code == 303
    assert "We have your appeal." in client.get(response["Location"]).text
    assert Appeal.objects.get().report == report
    other = a_report(a_comment(a_post()))
    take("keep", other.comment)
    other.refresh_from_db()
    assert "/appeal/" not in client.get(other.get_absolute_url()).text
    refused = post_to(f"{other.get_absolute_url()}appeal/", "My words.")
    assert refused.status_code == 409 and "legal notice" in refused.text


# What is refused


def undone(comment):
    take("remove", comment).undo(by=mona())


def appealed_before(comment):
    appealed("remove", comment)


def nothing_decided(comment):
    pass


def erased(comment):
    take("remove", comment)
    comment.erase()


REFUSED = {
    undone: "taken back",
    appealed_before: "already",
    nothing_decided: "Nothing was decided here",
    erased: "no longer in force",
}


@pytest.mark.parametrize("before", REFUSED, ids=lambda function: function.__name__)
def test_a_refused_appeal_says_why_and_gives_the_text_back(before):
    comment = a_guests_comment()
    before(comment)
    comment.refresh_from_db()
    number = Appeal.objects.count()
    response = post_to(f"{status_path(comment)}appeal/", "My <b>words</b>.")
    assert response.status_code == 409
    assert REFUSED[before] in response.text and "My &lt;b&gt;words&lt;/b&gt;." in response.text
    assert f'href="{status_path(comment)}"' in response.text
    assert Appeal.objects.count() == number
    assert Client().get(f"{status_path(comment)}appeal/").status_code == 200


@pytest.mark.one_database
def test_an_appeal_after_six_months_says_when_they_ended(monkeypatch):
    comment = a_guests_comment()
    take("remove", comment)
    late = timezone.now() + timedelta(days=185)
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    response = post_to(f"{status_path(comment)}appeal/", "My words.")
    assert response.status_code == 409 and "six months" in response.text
    assert "My words." in response.text and not Appeal.objects.exists()
    assert "/appeal/" not in Client().get(status_path(comment)).text


def test_nobody_appeals_against_a_decision_about_somebody_else():
    own, other = a_guests_comment(), a_comment(a_post(), by=bob())
    take("remove", own)
    decision = take("remove", other)
    path = f"{status_path(own)}appeal/"
    for pk in (decision.pk, 10**30, "x", ""):
        response = post_to(path, "My words.", decision=pk)
        assert response.status_code == 403 and "My words." in response.text
        assert "not about your comment" in response.text
    assert not Appeal.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Please say why"),
        (" \u200b\n", "Please say why"),
        ("It is <b>wrong</b>.", "&lt;b&gt;"),
        ("<script>alert(1)</script>", "&lt;script&gt;"),
        ("x" * 2_001, "2000 characters"),
        ("x" * 200_000, "2000 characters"),
    ],
    ids=["empty", "invisible", "markup", "script", "long", "endless"],
)
def test_a_text_that_is_no_plain_page_comes_back_with_the_reason(text, why):
    comment = a_guests_comment()
    take("remove", comment)
    response = post_to(f"{status_path(comment)}appeal/", text)
    assert response.status_code == 400 and why in response.text
    assert (text.strip() and text[:2000].replace("<", "&lt;").replace(">", "&gt;")) in response.text
    assert not Appeal.objects.exists()
    assert post_to(f"{status_path(comment)}appeal/", "1 < 2, and 3 > 2.").status_code == 303


@pytest.mark.one_database
def test_an_appeal_of_a_megabyte_is_refused_with_a_page_that_says_why():
    comment = a_guests_comment()
    take("remove", comment)
    path = f"{status_path(comment)}appeal/"
    response = post_to(path, "x" * 1_000_000)
    assert response.status_code == 413 and not Appeal.objects.exists()
    assert "an appeal 2,000" in words_of(response)
    assert "go back, and your text is still on the page before this one" in words_of(response)
    form = Client().get(path).text
    assert 'maxlength="2000"' in form and "At most 2000 characters" in form


@pytest.mark.parametrize("kind", ["status", "reports"])
def test_a_broken_link_gives_the_text_back(kind):
    response = post_to(f"/{kind}/no-such-token/appeal/", "My words.")
    assert response.status_code == 400 and "My words." in response.text
    assert "not complete" in response.text
    assert Client().get(f"/{kind}/no-such-token/appeal/").status_code == 400
    assert Client().get("/status/no-such-token/statement.txt").status_code == 404


@pytest.mark.one_database
def test_appeals_from_one_network_are_limited_and_come_back():
    comment = a_guests_comment()
    take("remove", comment)
    path, statuses = f"{status_path(comment)}appeal/", []
    for number in range(21):
        response = post_to(path, f"Try {number}.")
        statuses.append(response.status_code)
        Appeal.objects.all().delete()
    assert statuses[19] == 303 and statuses[20] == 429
    assert "Try 20." in response.text and response["Retry-After"]


@pytest.mark.one_database
def test_a_get_of_an_appeal_page_stores_nothing(client):
    report, comment = a_dismissed_notice(), a_guests_comment()
    take("remove", comment)
    for path in (status_path(comment), Report.objects.get(pk=report.pk).get_absolute_url()):
        assert client.get(f"{path}appeal/").status_code == 200
    assert not Appeal.objects.exists() and NOTICE and reverse("moderation:warnings")
    assert Decision.objects.count() == 2
