"""A guest who was joined to an account is the same person in every rule."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.guests import GUEST_COOKIE, signer
from accounts.models import Person
from comments.models import Comment
from comments.status_links import status_path
from moderation.models import AuthorWarning, Ban, Decision, Note, Report
from moderation.models.outbox import author_email
from tests.cast import a_comment, a_post, account, alice, bob, mona
from tests.moderation.deciding import a_report, a_rule

pytestmark = pytest.mark.django_db

TEXT = "Nobody had asked the gardener, and the gardener had seen it come."


@pytest.fixture
def guest():
    """A guest who wrote before anybody knew that she is Alice."""
    return Person.objects.create()


@pytest.fixture
def account_browser():
    """The browser in which Alice has signed in."""
    browser = Client()
    browser.force_login(alice())
    return browser


def join(guest, user=alice):
    guest.joined_to = Person.objects.of(user())
    guest.save()
    return guest


def with_cookie_of(guest):
    browser = Client()
    browser.cookies[GUEST_COOKIE] = signer.sign(guest.key.hex)
    return browser


def reply(browser, post, body=TEXT):
    fields = {"name": "Alice", "body": body, "key": uuid4()}
    return browser.post(f"{post.get_absolute_url()}respond/", fields)


def an_old_comment(post, by, **ago):
    comment = a_comment(post, by=by, name="Mother")
    moment = timezone.now() - timedelta(**ago)
    Comment.objects.filter(pk=comment.pk).update(created=moment, published_at=moment)
    return comment


def test_an_account_finds_and_edits_the_comments_of_its_guest(guest, account_browser):
    comment = a_comment(a_post(), by=guest)
    path = f"/comments/{comment.pk}/edit/"
    assert account_browser.get(path).status_code != 200
    join(guest)
    assert account_browser.get(path).status_code == 200
    assert status_path(comment) in account_browser.get("/comments/mine/").text
    assert f"comment-{comment.pk}" in account_browser.get(f"/me/?post={comment.post_id}").text
    response = account_browser.post(path, {"action": "edit", "body": "Better words than before."})
    assert response.status_code == 303
    comment.refresh_from_db()
    assert comment.body == "Better words than before."


def test_the_cookie_of_a_joined_guest_opens_nothing(guest):
    comment = a_comment(a_post(), by=guest)
    browser = with_cookie_of(guest)
    path = f"/comments/{comment.pk}/edit/"
    assert browser.get(path).status_code == 200
    assert status_path(comment) in browser.get("/comments/mine/").text
    join(guest)
    assert browser.get(path).status_code != 200
    assert status_path(comment) not in browser.get("/comments/mine/").text


def test_the_cookie_of_a_joined_guest_makes_a_new_guest(guest):
    join(guest)
    assert reply(with_cookie_of(guest), a_post()).status_code == 303
    assert Comment.objects.get().author not in (guest, Person.objects.of(alice()))


@pytest.mark.parametrize("banned", ["guest", "account"])
def test_a_ban_of_one_row_keeps_the_whole_person_out(guest, account_browser, banned):
    join(guest)
    person = guest if banned == "guest" else Person.objects.of(alice())
    Ban.objects.impose(by=mona(), ground=a_rule(), person=person)
    response = reply(account_browser, a_post())
    assert response.status_code == 400 and "You are permanently banned" in response.text


def test_staff_is_not_banned_by_way_of_a_joined_guest(guest):
    join(guest, mona)
    with pytest.raises(Exception, match="Staff are not banned"):
        Ban.objects.impose(by=mona(), ground=a_rule(), person=guest)


def test_a_warning_to_the_guest_waits_for_the_account(guest, account_browser):
    comment = a_comment(a_post(), by=guest)
    AuthorWarning.objects.issue(comment, by=mona(), ground=a_rule())
    join(guest)
    assert "A moderator left you a message" in reply(account_browser, comment.post).text
    page = account_browser.get("/warnings/").text
    assert a_rule().sentence in page


def test_the_pause_between_comments_counts_those_of_the_guest(guest, account_browser):
    comment = a_comment(a_post(), by=guest)
    join(guest)
    response = reply(account_browser, comment.post)
    assert response.status_code == 429 and "That was fast" in response.text


def test_the_same_words_are_refused_whichever_row_wrote_them(guest, account_browser):
    comment = an_old_comment(a_post(), guest, minutes=2)
    Comment.objects.filter(pk=comment.pk).update(body=TEXT, body_html=f"<p>{TEXT}</p>")
    join(guest)
    assert "You have just said this" in reply(account_browser, comment.post).text


def test_an_account_whose_guest_was_published_writes_no_first_comment(guest, account_browser):
    post = a_post(holds_first_comments=True)
    an_old_comment(a_post(), guest, days=2)
    join(guest)
    assert reply(account_browser, post).status_code == 303
    assert Comment.objects.get(post=post).is_published


def test_nobody_reports_what_they_wrote_as_a_guest(guest, account_browser):
    comment = a_comment(a_post(), by=guest)
    join(guest)
    response = account_browser.post(f"/comments/{comment.pk}/report/", {"reason": "spam"})
    assert response.status_code == 403 and not Report.objects.exists()


def test_a_second_report_after_joining_leads_to_the_first(guest, account_browser):
    comment = a_comment(a_post(), by=bob())
    first = a_report(comment, guest)
    join(guest)
    response = account_browser.post(f"/comments/{comment.pk}/report/", {"reason": "spam"})
    assert Report.objects.get() == first
    assert Report.objects.by_token(response["Location"].split("/")[2]) == first


def test_reports_of_one_person_count_once(guest):
    comment = a_comment(a_post(), by=bob())
    a_report(comment, guest, minutes_ago=100)
    a_report(comment, Person.objects.of(alice()), minutes_ago=80)
    a_report(comment, "rosa", minutes_ago=60)
    assert sources_of(comment) == 3
    join(guest)
    a_report(comment, Person.objects.create(), minutes_ago=40)
    assert sources_of(comment) == 3  # Alice, Rosa, and the newcomer


def sources_of(comment):
    comment.refresh_from_db()
    type(comment.case).objects.refresh(comment)
    comment.case.refresh_from_db()
    return comment.case.sources


def test_the_record_of_a_reporter_has_the_outcomes_of_both_rows(guest):
    join(guest)
    wrong = a_comment(a_post(), by=bob())
    a_report(wrong, guest)
    Decision.objects.take("keep", wrong, by=mona())
    comment = a_comment(a_post(), by=bob())
    a_report(comment, Person.objects.of(alice()))
    assert comment.case.points < 10


def test_a_report_of_ones_own_comment_weighs_nothing_once_it_is_known(guest):
    comment = a_comment(a_post(), by=alice())
    a_report(comment, guest, minutes_ago=30)
    join(guest)
    a_report(comment, "rosa")
    assert (comment.case.points, comment.case.sources) == (10, 1)


def test_reports_alone_hide_no_comment_that_staff_wrote_as_a_guest(guest):
    comment = a_comment(a_post(), by=guest)
    join(guest, mona)
    for number, name in enumerate(("rosa", "rolf", "ruth"), start=1):
        a_report(comment, name, minutes_ago=30 * number)
    comment.refresh_from_db()
    assert comment.is_published and comment.case.would_hold


def test_the_account_gets_the_mail_about_what_its_guest_wrote(guest):
    comment = a_comment(a_post(), by=guest)
    join(guest)
    Decision.objects.take("remove", comment, by=mona(), ground=a_rule())
    assert author_email(Decision.objects.get()) == alice().email


def test_the_desk_shows_the_record_and_the_notes_of_the_whole_person(guest, client):
    held = a_comment(a_post(), by=alice(), status="held")
    for _ in range(3):
        a_comment(a_post(), by=guest, name="Mother")
    Note.objects.write("She asked for patience.", by=mona(), person=guest)
    join(guest)
    client.force_login(mona())
    page = client.get(f"/admin/moderation/heldcomment/{held.pk}/change/").text
    assert "4 comments" in page and "Mother" in page and "She asked for patience." in page


def test_notes_about_the_person_stay_until_the_last_row_is_erased(guest):
    mothers, hers = a_comment(a_post(), by=guest), a_comment(a_post(), by=alice())
    join(guest)
    Note.objects.write("She asked for patience.", by=mona(), person=guest)
    mothers.erase()
    assert Note.objects.exclude(text="").exists()
    hers.erase()
    assert not Note.objects.exclude(text="").exists()


def test_only_guests_are_joined_and_not_to_themselves(guest):
    person = Person.objects.of(account("rosa"))
    for joined, to in ((person, Person.objects.of(alice())), (guest, guest)):
        joined.joined_to = to
        with pytest.raises(IntegrityError), transaction.atomic():
            joined.save()


def test_somebody_who_writes_costs_no_query_for_joined_rows(account_browser, guest):
    post = a_post()
    reply(account_browser, post)
    person = Person.objects.unjoined().get(user=alice())
    assert person.is_single and person.same_author_ids() == [person.pk]
    join(guest)
    person = Person.objects.unjoined().get(user=alice())
    assert sorted(person.same_author_ids()) == sorted([person.pk, guest.pk])
