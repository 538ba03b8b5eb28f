"""New posts by mail: of an author or all, once each, and only what can be read."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.limits import FOLLOW
from accounts.models import Mailbox, Message
from accounts.privacy import end_old_data
from posts.announcing import announce_due
from posts.models import Announcement, Follow, Post
from tests.accounts.outbox import let_pass
from tests.cast import a_post, account, alice, edda

pytestmark = pytest.mark.django_db

SITE = "https://blog.example"
ROSA = "rosa@mail.example"


@pytest.fixture(autouse=True)
def site(settings):
    """Let mail wait for its time, as while the site serves."""
    settings.SITE_ADDRESS, settings.SERVING = SITE, True
    cache.clear()


def browser_of(user):
    browser = Client()
    browser.force_login(user)
    return browser


def ask(browser=None, author=None, posts="all", **fields):
    path = f"/follow/?author={author.pk}" if author else "/follow/"
    return (browser or Client()).post(path, {"posts": posts} | fields)


def send(**duration):
    """Announce what is public, let time pass, and return what was sent since the last time."""
    announce_due()
    mail.outbox.clear()
    let_pass(**duration or {"minutes": 2})
    return mail.outbox


def link_in(message):
    return re.search(rf"^{SITE}(/mail/[\w-]+/)$", message.body, re.MULTILINE)[1]


def press(path, action, **fields):
    page = Client().get(path).text
    follows = re.findall(r'name="follows" value="(\d+)"', page)
    return Client().post(path, {"action": action, "follows": follows, "followed": follows} | fields)


@pytest.mark.one_database
def test_a_post_leads_without_a_script_to_following_its_author():
    post = a_post()
    form = f'href="/follow/?author={edda().pk}"'
    assert form in Client().get(post.get_absolute_url()).text
    assert form in Client().get(f"/authors/{edda().pk}/").text
    page = Client().get(f"/follow/?author={edda().pk}").text
    assert "New posts by Edda" in page and 'name="email"' in page
    assert Client().get(f"/follow/?author={alice().pk}").status_code == 404
    assert not Follow.objects.exists()


def test_somebody_signed_in_follows_at_once_and_gets_each_new_post_once():
    old = a_post("Before")
    announce_due()
    answer = ask(browser_of(alice()), edda(), "author")
    assert answer.status_code == 302 and answer["Location"] == "/accounts/mail/"
    assert "New posts by <bdi>Edda</bdi>" in browser_of(alice()).get("/accounts/mail/").text
    ask(browser_of(alice()))  # all, too
    post = a_post("The <first> frost")
    (message,) = send()
    assert message.to == [alice().email] and message.subject == "New: The <first> frost"
    assert f"{SITE}{post.get_absolute_url()}" in message.body and old.title not in message.body
    assert "The &lt;first&gt; frost" in message.alternatives[0].content
    assert "List-Unsubscribe-Post" in message.extra_headers
    assert send() == [] and Message.objects.count() == 1


def test_only_posts_by_followed_authors_are_sent_and_never_ones_own():
    other = account("egon", "Editors")
    ask(browser_of(alice()), a_post().author, "author")
    ask(browser_of(edda()))
    announce_due()
    Message.objects.all().delete()
    post = a_post("By another")
    Post.objects.filter(pk=post.pk).update(author=other)
    assert [message.to for message in send()] == [[edda().email]]
    a_post("By Edda")
    assert [message.to for message in send()] == [[alice().email]]


def test_a_typed_email_gets_one_question_and_posts_once_it_is_confirmed():
    for number in range(5):
        answer = ask(email=ROSA if number % 2 else "Rosa+x@mail.example")
        assert answer["Location"] == "/follow/?sent=1"
    a_post()
    (question,) = send()
    assert "New posts of Soundoff by mail?" in question.subject
    assert Client().get(link_in(question)).status_code == 200  # as scanners do
    assert Follow.objects.get().confirmed is None and send() == []
    press(link_in(question), "confirm")
    assert [message.subject for message in send()] == ["New: The first frost"]
    again = Client().get("/follow/?sent=1").text
    assert "Check your mail" in again and ask(email=ROSA)["Location"] == "/follow/?sent=1"
    assert send() == [] and Follow.objects.count() == 1


def test_one_click_and_the_page_of_the_mailbox_end_a_follow():
    ask(browser_of(alice()))
    a_post()
    path = link_in(*send())
    assert press(path, "save", followed=[]).status_code == 200
    a_post()
    assert send() == [] and not Follow.objects.active().exists()
    ask(browser_of(alice()))
    Client(enforce_csrf_checks=True).post(f"{path}stop/", {"List-Unsubscribe": "One-Click"})
    a_post()
    assert send() == [] and Mailbox.objects.get().is_unsubscribed
    ask(browser_of(alice()))  # wants it again
    a_post()
    assert len(send()) == 1


@pytest.mark.one_database
def test_a_post_is_announced_when_the_clock_publishes_it_and_not_before():
    ask(browser_of(alice()))
    post = a_post()
    post.unpublish()
    post.published_at = None
    post.publish(at=timezone.now() + timedelta(hours=1))
    assert send(hours=3) == []
    Post.objects.update(published_at=timezone.now())
    assert len(send()) == 1


def test_what_is_unpublished_before_the_mail_goes_is_sent_when_it_is_back():
    ask(browser_of(alice()))
    post = a_post()
    announce_due()
    post.unpublish()
    assert send() == [] and Message.objects.get().status == "cancelled"
    post.publish()
    assert len(send()) == 1
    post.unpublish()
    post.publish()
    assert send() == [] and Announcement.objects.count() == 1


@pytest.mark.one_database
def test_posts_of_long_ago_and_pages_are_not_announced():
    ask(browser_of(alice()))
    a_post(place=Post.Place.PAGE)
    post = a_post()
    Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - timedelta(days=3))
    assert send() == [] and not Announcement.objects.exists()


def test_many_posts_of_a_day_come_in_one_mail_if_so_chosen():
    ask(browser_of(alice()))
    Mailbox.objects.update(frequency="daily")
    a_post("One")
    assert len(send()) == 1
    for title in ("Two", "Three"):
        a_post(title)
    assert send(hours=1) == []
    (message,) = send(days=1)
    assert message.subject == "2 new posts at Soundoff"
    assert "Two" in message.body and "Three" in message.body and send(days=1) == []


@pytest.mark.one_database
@pytest.mark.parametrize("email", ["", "rosa", "rosa@", "a\nb@mail.example"])
def test_what_is_no_email_is_refused_and_given_back(email):
    answer = ask(email=email)
    assert answer.status_code == 400 and not Follow.objects.exists()


@pytest.mark.one_database
@pytest.mark.usefixtures("long_window")
def test_asking_for_new_posts_is_limited():
    answers = [ask(email=f"rosa{n}@mail.example") for n in range(FOLLOW.per_network + 1)]
    assert answers[-2].status_code == 302 and answers[-1].status_code == 429


def test_mail_goes_to_the_email_that_the_account_has_now():
    ask(browser_of(alice()))
    person = alice()
    person.email = "alice@elsewhere.example"
    person.save()
    person.emailaddress_set.update(email=person.email)
    a_post()
    (message,) = send()
    assert message.to == ["alice@elsewhere.example"]
    assert "All new posts" in Client().get(link_in(message)).text


def test_ended_and_unconfirmed_follows_go_after_a_month():
    ask(browser_of(alice()))
    ask(email=ROSA)
    ask(browser_of(edda()))
    Follow.objects.filter(user=alice()).update(ended=timezone.now() - timedelta(days=31))
    Follow.objects.filter(email=ROSA).update(created=timezone.now() - timedelta(days=31))
    list(end_old_data())
    assert [follow.user for follow in Follow.objects.all()] == [edda()]
