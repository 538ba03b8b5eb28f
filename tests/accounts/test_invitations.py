"""Owners invite people to work here: a link by mail, which works once and can be revoked."""

import re
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Invitation, Mailbox, Message, Person, User
from moderation.models import Ban
from tests.cast import account, alice, an_owner, bob, mona
from tests.moderation.deciding import a_rule

pytestmark = pytest.mark.django_db

ADD, LIST = "/admin/accounts/invitation/add/", "/admin/accounts/invitation/"
PAGE, EMAIL = "/accounts/invitation/", "nina@mail.example"
NEW = {"display_name": "Nina", "password1": "one long password"}


@pytest.fixture(autouse=True)
def nobody_was_too_quick():
    cache.clear()


@pytest.fixture
def owner():
    return an_owner()


def desk_of(user):
    browser = Client()
    browser.force_login(user)
    return browser


def invite(user, email=EMAIL, role="Moderators"):
    fields = {"email": email, "role": Group.objects.get(name=role).pk}
    return desk_of(user).post(ADD, fields)


def link_in_mail():
    call_command("send_mail", verbosity=0)
    bodies = "\n".join(message.body for message in mail.outbox)
    return re.findall(r"/accounts/invitation/\S+", bodies)[-1]


def browser_with_link():
    browser = Client()
    assert browser.get(link_in_mail())["Location"] == PAGE
    return browser


def sign_in(browser, user, **fields):
    fields = {"login": user.email, "password": "a long password"} | fields
    return browser.post("/accounts/login/", fields)


def test_an_invited_person_creates_an_account_with_the_role(owner):
    assert invite(owner).status_code == 302
    browser = browser_with_link()
    assert mail.outbox[-1].to == [EMAIL] and "Moderators" in mail.outbox[-1].body
    assert EMAIL in browser.get(PAGE).text and not User.objects.filter(email=EMAIL)
    assert browser.post(PAGE, NEW)["Location"] == "/admin/"
    assert browser.cookies["soundoff_here"].value == "1"
    assert "Welcome, Nina. You are now among the Moderators" in browser.get("/admin/").text
    nina = User.objects.get(email=EMAIL)
    assert nina.is_staff and nina.confirmed_email and not nina.is_superuser
    assert [group.name for group in nina.groups.all()] == ["Moderators"]
    assert browser.get("/admin/moderation/heldcomment/").status_code == 200
    listed = desk_of(owner).get(LIST).text
    assert "Accepted" in listed and "Nina" in listed


def test_an_account_accepts_after_signing_in(owner):
    invite(owner, alice().email, "Editors")
    browser = browser_with_link()
    page = browser.get(PAGE).text
    assert "There is an account" in page and "password1" not in page
    assert sign_in(browser, alice(), next=PAGE)["Location"] == PAGE
    assert browser.post(PAGE)["Location"] == "/admin/"
    user = User.objects.get(pk=alice().pk)
    assert user.is_staff and user.groups.get().name == "Editors"


def test_nobody_makes_a_second_account_with_the_e_mail(owner):
    invite(owner, alice().email)
    browser = browser_with_link()
    assert browser.post(PAGE, NEW).status_code == 200
    assert not User.objects.get(pk=alice().pk).is_staff


@pytest.mark.one_database
def test_a_stranger_who_signs_up_with_the_e_mail_keeps_nobody_out(owner):
    stranger = {"display_name": "Nobody", "email": EMAIL, "password1": "the stranger's own words"}
    Client().post("/accounts/signup/", stranger)
    assert not User.objects.get(email=EMAIL).confirmed_email
    invite(owner)
    browser = browser_with_link()
    assert "password1" in browser.get(PAGE).text
    assert browser.post(PAGE, NEW)["Location"] == "/admin/"
    nina = User.objects.get(email=EMAIL)
    assert nina.is_staff and nina.confirmed_email and str(nina) == "Nina"
    assert not nina.check_password(stranger["password1"])


def test_what_strangers_ask_for_holds_up_no_invitation(owner):
    for number in range(4):
        stranger = {"display_name": "Nobody", "email": EMAIL, "password1": f"words of {number}"}
        Client().post("/accounts/signup/", stranger)
        call_command("send_mail", verbosity=0)
        User.objects.filter(email=EMAIL).delete()
    assert len(mail.outbox) == 3
    invite(owner)
    assert EMAIL in browser_with_link().get(PAGE).text
    assert "Not sent" not in desk_of(owner).get(LIST).text


def test_the_list_says_which_invitation_was_not_sent_and_why(owner):
    Mailbox.objects.for_email(EMAIL).stop()
    browser = desk_of(owner)
    for email, count in ((EMAIL, 1), ("noah@mail.example", 0)):
        fields = {"email": email, "role": Group.objects.get(name="Moderators").pk}
        answer = browser.post(ADD, fields | {"_addanother": "yes"}, follow=True).text
        assert answer.count("Not sent: this e-mail takes no mail from here.") == count
    call_command("send_mail", verbosity=0)
    assert [message.to for message in mail.outbox] == [["noah@mail.example"]]
    listed = desk_of(owner).get(LIST).text
    assert listed.count("Not sent: this e-mail takes no mail from here.") == 1
    assert listed.count(">Open<") == 1
    Message.objects.update(status="returned")
    listed = desk_of(owner).get(LIST).text
    assert listed.count("Not sent: no mail server takes mail to this e-mail.") == 1


def test_a_link_works_once_and_not_after_a_week(owner):
    invite(owner)
    browser = browser_with_link()
    other = browser_with_link()
    browser.post(PAGE, NEW)
    assert other.post(PAGE, NEW | {"display_name": "Nora"}).status_code == 404
    assert Client().get(link_in_mail()).status_code == 404
    invite(owner, "noah@mail.example")
    Invitation.objects.update(created=timezone.now() - timedelta(days=7, minutes=1))
    assert Client().get(link_in_mail()).status_code == 404


@pytest.mark.parametrize("how", ["action", "again"])
def test_an_owner_revokes_an_invitation(owner, how):
    invite(owner)
    link, browser = link_in_mail(), browser_with_link()
    if how == "again":
        invite(owner)
    else:
        fields = {"action": "revoke", "_selected_action": [Invitation.objects.get().pk]}
        assert "1 invitation was revoked" in desk_of(owner).post(LIST, fields, follow=True).text
    assert Client().get(link).status_code == 404
    assert browser.post(PAGE, NEW).status_code == 404
    assert not User.objects.filter(email=EMAIL).exists()


@pytest.mark.one_database
@pytest.mark.parametrize("token", ["1", "1:", f"1:{'a' * 43}", "x:y"])
def test_a_forged_link_opens_nothing(owner, token):
    invite(owner)
    browser = Client()
    assert browser.get(f"{PAGE}{token}/").status_code == 404
    assert browser.get(PAGE).status_code == 404 and browser.post(PAGE, NEW).status_code == 404


def test_only_owners_invite_and_no_one_above_themselves(owner):
    assert invite(mona()).status_code == 403
    deputy = account("otto", "Owners")
    assert invite(deputy, role="Moderators").status_code == 302
    assert invite(deputy, "nora@mail.example", role="Owners").status_code == 200
    assert Invitation.objects.count() == 1
    assert invite(owner, "nora@mail.example", role="Owners").status_code == 302


def test_nobody_is_invited_whose_domain_no_mail_server_takes(owner):
    answer = invite(owner, f"somebody@{'.'.join(['ü' * 54] * 4)}.example")
    assert "No mail can be sent there" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_nobody_is_invited_when_enough_people_were_today(owner):
    role = Group.objects.get(name="Editors")
    Invitation.objects.bulk_create(
        Invitation(email=f"n{number}@mail.example", role=role, by=owner) for number in range(50)
    )
    assert "Enough people were invited today" in invite(owner).text
    assert not mail.outbox


@pytest.mark.one_database
@pytest.mark.parametrize(
    "fields", [{"display_name": "Moderator"}, {"display_name": " "}, {"password1": "12345678"}]
)
def test_a_name_or_a_password_that_nobody_may_have_is_refused(owner, fields):
    invite(owner)
    browser = browser_with_link()
    assert browser.post(PAGE, NEW | fields).status_code == 400
    assert not User.objects.filter(email=EMAIL).exists()
    assert browser.post(PAGE, NEW).status_code == 302


@pytest.mark.one_database
def test_somebody_who_is_banned_gets_no_role(owner):
    Ban.objects.impose(by=mona(), ground=a_rule(), person=Person.objects.of(bob()))
    invite(owner, bob().email)
    browser = browser_with_link()
    sign_in(browser, bob())
    assert "A ban of your account is in force" in browser.post(PAGE).text
    assert not User.objects.get(pk=bob().pk).is_staff


def test_accepting_undoes_nothing_that_was_stored_meanwhile(owner):
    invite(owner, alice().email)
    offer, as_it_was = Invitation.objects.get(), User.objects.get(pk=alice().pk)
    user = User.objects.get(pk=alice().pk)
    user.set_password("quite another password")
    user.save()
    user.end_sessions()
    assert offer.accept(as_it_was)
    stored = User.objects.get(pk=user.pk)
    assert stored.is_staff and stored.get_session_auth_hash() == user.get_session_auth_hash()


def test_accepting_opens_no_closed_account_again(owner):
    as_it_was = User.objects.get(pk=alice().pk)
    User.objects.get(pk=alice().pk).erase()
    invite(owner, as_it_was.email)
    assert not Invitation.objects.get().accept(as_it_was)
    stored = User.objects.get(pk=as_it_was.pk)
    assert not (stored.is_active or stored.email or stored.is_staff)
    assert Invitation.objects.get().is_open


def test_new_staff_have_two_weeks_for_a_second_factor(owner, settings):
    settings.STAFF_NEEDS_SECOND_FACTOR = True
    invite(owner, bob().email)
    browser = browser_with_link()
    sign_in(browser, bob())
    browser.post(PAGE)
    user = User.objects.get(pk=bob().pk)
    assert user.second_factor_due and not user.must_add_second_factor


@pytest.mark.one_database
def test_no_page_and_no_log_holds_the_token(owner):
    from blogsite.serving.access_log import without_secrets

    invite(owner)
    token = link_in_mail().split("/")[3]
    browser = browser_with_link()
    for text in (browser.get(PAGE).text, desk_of(owner).get(LIST).text):
        assert token not in text
    assert token not in without_secrets(link_in_mail())
    assert Client().get(link_in_mail())["Referrer-Policy"] == "same-origin"


def test_the_log_names_nobody_who_was_invited_before_either(owner):
    invite(owner)
    LogEntry.objects.update(object_repr=EMAIL)
    migration = import_module("blogsite.migrations.0006_invitations_in_log")
    migration.name_nobody(apps, SimpleNamespace(connection=connection))
    entry = LogEntry.objects.get()
    assert entry.object_repr == f"invitation {entry.object_id}" == str(Invitation.objects.get())
