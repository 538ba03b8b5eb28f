"""Owners see how each kind of mail looks, and send one to themselves as a test."""

from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.limits import TEST_MAIL
from accounts.models import Mailbox, Message, Person, User
from blogsite.mail_examples import example_codes
from blogsite.mailers import mailers
from comments.models import Comment
from moderation.models import Decision
from posts.models import Blog
from tests.cast import a_post, account, mona
from tests.mail_servers import speaking
from tests.site_server import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

WITH_HTML = ["reply", "digest", "subscription_question", "follow_question", "new_post"]


@pytest.fixture
def olga():
    cache.clear()
    return account("olga", "Owners")


@pytest.fixture
def owner(olga):
    browser = Client()
    browser.force_login(olga)
    return browser


def send(browser, code="reply"):
    """Send a test mail and return what the page says then."""
    return browser.post(f"/admin/mail/{code}/", follow=True).text


@pytest.mark.slow
def test_an_owner_sees_each_kind_of_mail_and_nothing_is_stored(owner):
    a_post("The <first> frost")
    assert "/admin/mail/" in owner.get("/admin/").text
    listed = owner.get("/admin/mail/").text
    for code in example_codes():
        assert f'href="/admin/mail/{code}/"' in listed
        page = owner.get(f"/admin/mail/{code}/")
        assert page.status_code == 200 and "frame-src" in page["Content-Security-Policy"]
        html = owner.get(f"/admin/mail/{code}/html/")
        assert html.status_code == (200 if code in WITH_HTML else 404)
    assert "2 new comments at" in listed
    assert "&lt;first&gt;" in listed and "<first>" not in listed
    assert mail.outbox == [] and User.objects.count() == 2  # and the author of the post
    for model in (Message, Mailbox, Comment, Decision, Person):
        assert not model.objects.exists()


def test_the_html_of_a_mail_is_framed_where_it_can_do_nothing(owner):
    html = owner.get("/admin/mail/reply/html/")
    assert "<em>" in html.text and html["X-Frame-Options"] == "SAMEORIGIN"
    policy = html["Content-Security-Policy"]
    assert "sandbox" in policy and "default-src 'none'" in policy and "script" not in policy


def test_a_preview_is_in_the_language_of_the_blog(owner):
    blog = Blog.objects.current()
    blog.language = "de"
    blog.save()
    assert 'lang="de"' in owner.get("/admin/mail/reply/html/").text


def test_a_test_mail_goes_to_the_owners_confirmed_email(owner, olga, settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    assert f"took it for {olga.email}" in send(owner)
    (message,) = mail.outbox
    assert message.to == [olga.email] and message.subject.startswith("Test: ")
    assert message.alternatives and not Message.objects.exists()
    EmailAddress.objects.update(verified=False)
    assert "no confirmed e-mail" in send(owner) and len(mail.outbox) == 1


def test_without_a_mail_server_a_test_says_that_nothing_is_sent(owner, settings, tmp_path):
    settings.MAILERS = mailers("", tmp_path)
    assert "EMAIL_URL, which names the mail server, is not set" in owner.get("/admin/mail/").text
    assert "EMAIL_URL is not set: nothing is sent" in send(owner)
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("command", "answer", "advice"),
    [
        ("mail", "553 5.7.1 not your sender", "DEFAULT_FROM_EMAIL"),
        ("rcpt", "554 5.7.1 relay denied", "refuses your e-mail"),
        ("data", "554 5.6.0 too odd", "ask its provider"),
    ],
)
def test_a_refused_test_says_what_the_server_said_and_what_to_do(
    owner, settings, command, answer, advice
):
    with speaking(**{command: answer}) as server:
        settings.MAILERS = mailers(f"smtp://127.0.0.1:{server.port}", Path())
        page = send(owner)
    assert "It was not sent." in page and answer in page and advice in page


def test_a_mail_server_that_is_away_is_said_to_be_away(owner, settings):
    settings.MAILERS = mailers(f"smtp://127.0.0.1:{free_port()}", Path())
    page = send(owner)
    assert "the host, the port and the encryption" in page and "refused" in page


@pytest.mark.usefixtures("long_window")
def test_test_mails_are_limited(owner, settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    answers = [owner.post("/admin/mail/reply/").status_code for _ in range(11)]
    assert answers == [302] * TEST_MAIL.per_person + [429]


def test_only_owners_see_mail_or_send_it(client):
    client.force_login(mona())
    assert "/admin/mail/" not in client.get("/admin/").text
    for path in ("/admin/mail/", "/admin/mail/reply/", "/admin/mail/reply/html/"):
        assert client.get(path).status_code == 403
        assert client.post(path).status_code == 403
    assert Client().get("/admin/mail/").status_code == 302
