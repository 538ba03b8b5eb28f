"""Who signs in is asked whether the guest of their browser is them, and may join the two."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.guests import GUEST_COOKIE, signer
from accounts.models import Person
from comments.models import Comment, Recommendation
from comments.models.recommendation import CannotRecommend
from comments.status_links import status_path
from moderation.models import Ban
from tests.cast import NEWER, a_comment, a_post, account, alice, bob, mona
from tests.moderation.deciding import a_report, a_rule

pytestmark = pytest.mark.django_db

QUESTION = "/accounts/guest/"


@pytest.fixture(autouse=True)
def nobody_was_too_quick():
    cache.clear()


@pytest.fixture
def post():
    return a_post()


def sign_in(browser, user, **fields):
    fields = {"login": user.email, "password": "a long password"} | fields
    return browser.post("/accounts/login/", fields)


def write(browser, post, name="Mother", body="The frost came early."):
    fields = {"name": name, "body": body, "key": uuid4()}
    answer = browser.post(f"{post.get_absolute_url()}respond/", fields)
    return answer, Comment.objects.order_by("pk").last()


def answer(browser, text, **fields):
    """Answer the question as its form does."""
    guest = Person.objects.filter(key=key_in(browser)).first()
    fields = {"guest": guest.pk if guest else "", "answer": text} | fields
    return browser.post(QUESTION, fields)


def key_in(browser):
    return signer.unsign(browser.cookies[GUEST_COOKIE].value)


def browser_of_mother(post):
    browser = Client()
    _, comment = write(browser, post)
    return browser, comment


def test_after_signing_in_a_person_is_asked_about_the_guest_of_the_browser(post):
    browser, comment = browser_of_mother(post)
    response = sign_in(browser, alice(), next=post.get_absolute_url())
    assert response["Location"].startswith(f"{QUESTION}?next=")
    page = browser.get(response["Location"])
    assert "written as “Mother” (1 comment, " in page.text and "Is that you?" in page.text
    assert browser.get(response["Location"]).text.count("Mother") == 1
    assert status_path(comment) not in browser.get("/comments/mine/").text


def test_after_yes_the_comments_of_the_guest_are_those_of_the_account(post):
    browser, comment = browser_of_mother(post)
    sign_in(browser, alice())
    place = post.get_absolute_url()
    assert answer(browser, "yes", next=place)["Location"] == place
    assert status_path(comment) in browser.get("/comments/mine/").text
    assert browser.get(f"/comments/{comment.pk}/edit/").status_code == 200
    assert browser.get(status_path(comment)).status_code == 200
    comment.refresh_from_db()
    assert comment.author.account == alice() and comment.name == "Mother"


@pytest.mark.one_database
def test_pages_are_the_same_for_everybody_before_and_after_joining(post):
    browser, _ = browser_of_mother(post)
    path = f"{post.get_absolute_url()}?v={NEWER}"
    before = Client().get(path)
    sign_in(browser, post.author)
    answer(browser, "yes")
    for reader in (browser, Client()):
        after = reader.get(path)
        assert after.content == before.content and not after.cookies
        assert not after.has_header("Vary") or "Cookie" not in after["Vary"]


def test_after_no_the_guest_stays_one_and_is_not_asked_about_again(post):
    browser, comment = browser_of_mother(post)
    sign_in(browser, alice())
    assert answer(browser, "no")["Location"] == "/"
    assert status_path(comment) not in browser.get("/comments/mine/").text
    browser.post("/accounts/logout/")
    assert status_path(comment) in browser.get("/comments/mine/").text
    assert sign_in(browser, bob())["Location"] == "/"
    assert "Mother" in browser.get(QUESTION).text


@pytest.mark.one_database
@pytest.mark.parametrize("cookie", [None, "forged", "other"])
def test_a_form_without_the_cookie_of_its_guest_joins_nothing(post, cookie):
    _, comment = browser_of_mother(post)
    thief = Client()
    if cookie == "forged":
        thief.cookies[GUEST_COOKIE] = f"{comment.author.key.hex}:{'x' * 43}"
    elif cookie == "other":
        write(thief, post, name="Thief", body="I was here, too.")
    sign_in(thief, bob())
    fields = {"guest": comment.author_id, "answer": "yes"}
    assert thief.post(QUESTION, fields).status_code == 409
    assert not Person.objects.exclude(joined_to=None).exists()


def test_reading_the_question_and_an_unknown_answer_join_nothing(post):
    browser, _ = browser_of_mother(post)
    assert "/accounts/login/" in answer(browser, "yes")["Location"]  # nobody has signed in
    sign_in(browser, alice())
    browser.get(f"{QUESTION}?answer=yes&guest=1")
    assert answer(browser, "maybe").status_code == 409
    assert not Person.objects.exclude(joined_to=None).exists()


@pytest.mark.one_database
def test_the_question_leads_to_no_other_site(post):
    browser, _ = browser_of_mother(post)
    sign_in(browser, alice())
    response = answer(browser, "yes", next="https://elsewhere.example/")
    assert response["Location"] == "/comments/mine/"


def test_a_comment_after_signing_out_is_by_a_new_guest(post):
    browser, comment = browser_of_mother(post)
    sign_in(browser, alice())
    answer(browser, "yes")
    assert not browser.cookies[GUEST_COOKIE].value
    browser.post("/accounts/logout/")
    assert status_path(comment) not in browser.get("/comments/mine/").text
    _, second = write(browser, post, name="Son", body="She does not know what I write.")
    assert second.author.is_guest and second.author != comment.author
    assert "“Son”" in browser.get(sign_in(browser, bob())["Location"]).text


def test_the_guests_of_two_browsers_join_one_account(post):
    comments = []
    for name in ("Mother", "Mum"):
        browser = Client()
        comments.append(write(browser, post, name, f"I am {name} today.")[1])
        sign_in(browser, alice())
        answer(browser, "yes")
    page = browser.get("/comments/mine/").text
    assert all(status_path(comment) in page for comment in comments)
    assert len(Person.objects.of(alice()).same_author_ids()) == 3


def test_a_guest_joins_only_the_first_of_two_accounts(post):
    browser, comment = browser_of_mother(post)
    other = Client()
    other.cookies[GUEST_COOKIE] = browser.cookies[GUEST_COOKIE].value
    sign_in(browser, alice())
    sign_in(other, bob())
    answer(browser, "yes")
    assert answer(other, "yes").status_code == 409
    comment.refresh_from_db()
    assert comment.author.account == alice()


def test_a_ban_of_the_guest_keeps_the_account_out_once_joined(post):
    browser, comment = browser_of_mother(post)
    Ban.objects.impose(by=mona(), ground=a_rule(), person=comment.author)
    sign_in(browser, alice())
    answer(browser, "yes")
    Comment.objects.update(created=timezone.now() - timedelta(minutes=2))
    response, _ = write(browser, post, body="Let me say one more thing.")
    assert response.status_code == 400 and "You are permanently banned" in response.text


def test_staff_joins_no_guest_while_a_ban_of_it_is_in_force(post):
    browser, comment = browser_of_mother(post)
    ban = Ban.objects.impose(by=mona(), ground=a_rule(), person=comment.author)
    milo = account("milo", "Moderators")
    sign_in(browser, milo)
    assert answer(browser, "yes").status_code == 409
    ban.lift(by=mona())
    assert answer(browser, "yes").status_code == 302


def test_nobody_recommends_what_they_wrote_as_a_guest(post):
    browser, comment = browser_of_mother(post)
    Recommendation.objects.give(comment, Person.objects.of(alice()))
    sign_in(browser, alice())
    answer(browser, "yes")
    comment.refresh_from_db()
    assert comment.recommendation_count == 0
    path = f"/comments/{comment.pk}/recommend/"
    assert browser.post(path, {"recommend": "yes"}).status_code != 303
    assert not Recommendation.objects.exists()


def test_the_forms_cookie_of_a_joined_guest_recommends_nothing_of_their_own(post):
    mine = a_comment(post, by=alice())
    browser = Client()
    browser.get(f"/comments/{mine.pk}/recommend/")
    other = a_comment(post, by=bob())
    browser.post(f"/comments/{other.pk}/recommend/", {"recommend": "yes"})
    forms = browser.cookies["csrftoken"].value
    sign_in(browser, alice())
    answer(browser, "yes")
    late = Client()
    late.cookies["csrftoken"] = forms
    late.post(f"/comments/{mine.pk}/recommend/", {"recommend": "yes"})
    assert not Recommendation.objects.filter(comment=mine).exists()


def test_one_person_recommends_once_although_both_rows_had(post):
    browser, _ = browser_of_mother(post)
    comment = a_comment(post, by=bob())
    guest = Person.objects.get(key=key_in(browser))
    for person in (guest, Person.objects.of(alice())):
        Recommendation.objects.give(comment, person)
    sign_in(browser, alice())
    answer(browser, "yes")
    comment.refresh_from_db()
    assert (comment.recommendation_count, comment.recommendation_weight) == (1, 4)


def test_a_guest_who_is_joined_meanwhile_recommends_as_the_account(post):
    browser, mine = browser_of_mother(post)
    other = a_comment(post, by=bob())
    meanwhile = Person.objects.guests().get(key=key_in(browser))
    assert meanwhile.same_author_ids() == [meanwhile.pk]
    Recommendation.objects.give(other, Person.objects.of(alice()))
    sign_in(browser, alice())
    answer(browser, "yes")
    Recommendation.objects.give(other, meanwhile)
    with pytest.raises(CannotRecommend):
        Recommendation.objects.give(a_comment(post, by=alice()), meanwhile)
    assert Recommendation.objects.get().comment == other and mine.author == meanwhile


def test_a_report_weighs_what_its_reporter_was_when_they_sent_it(post):
    browser, _ = browser_of_mother(post)
    guest, comment = Person.objects.get(key=key_in(browser)), a_comment(post, by=bob())
    a_report(comment, guest, minutes_ago=30)
    comment.refresh_from_db()
    before = comment.case.points
    sign_in(browser, alice())
    answer(browser, "yes")
    type(comment.case).objects.refresh(comment)
    comment.case.refresh_from_db()
    assert comment.case.points == before == 2
