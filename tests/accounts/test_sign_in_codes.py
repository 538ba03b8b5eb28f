"""Signing in by a code that is sent by e-mail."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.mail.delivery import deliver_one
from accounts.models import Message
from tests.cast import a_post, alice, edda
from tests.outgoing_mail import client_that_sends_mail

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ASK, CONFIRM = "/accounts/login/code/", "/accounts/login/code/confirm/"
NO_CODE = "BBBB-BBBB"

client = pytest.fixture(client_that_sends_mail)


def ask(client, email="alice@soundoff.example", **fields):
    return client.post(ASK, {"email": email} | fields)


def code_in(message):
    return re.search(r"^[A-Z]{4}-[A-Z]{4}$", message.body, re.M)[0]


def is_signed_in(client):
    return "Signed in as" in client.get("/me/").text


def test_a_code_signs_its_owner_in_and_leads_back(client):
    alice()
    place = a_post().get_absolute_url()
    answer = ask(client, "Alice@soundoff.example", next=place)
    assert answer.status_code == 302 and not is_signed_in(client)
    page = client.get(answer["Location"])
    assert f'name="next" value="{place}"' in page.text
    typed = code_in(mail.outbox[-1]).lower().replace("-", " ")
    answer = client.post(CONFIRM, {"code": typed, "next": place})
    assert answer["Location"] == place and is_signed_in(client)
    assert answer.cookies["soundoff_here"].value == "1"


def test_a_code_works_only_in_the_browser_that_asked_and_once(client):
    alice()
    other = Client()
    ask(client)
    code = code_in(mail.outbox[-1])
    ask(other, "somebody@mail.example")
    assert "not right" in other.post(CONFIRM, {"code": code}).text and not is_signed_in(other)
    client.post(CONFIRM, {"code": code})
    client.post("/accounts/logout/")
    assert client.post(CONFIRM, {"code": code})["Location"].startswith(ASK)
    assert not is_signed_in(client)


def test_after_three_wrong_codes_the_right_one_is_refused(client):
    alice()
    ask(client)
    answers = [client.post(CONFIRM, {"code": NO_CODE}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 302]
    assert "typed wrong three times" in client.get(answers[-1]["Location"]).text
    client.post(CONFIRM, {"code": code_in(mail.outbox[-1])})
    assert not is_signed_in(client)


def test_a_code_is_refused_after_fifteen_minutes_and_not_sent(client):
    alice()
    ask(client)
    code, message = code_in(mail.outbox.pop()), Message.objects.get()
    old = timezone.now() - timedelta(minutes=15)
    Message.objects.update(status=Message.Status.WAITING, created=old, send_after=old)
    assert deliver_one(message.pk) == Message.Status.CANCELLED and not mail.outbox
    session = client.session
    session["account_login"]["state"]["stages"]["login_by_code"]["data"]["at"] -= 15 * 60 + 1
    session.save()
    assert client.post(CONFIRM, {"code": code})["Location"] == f"{ASK}?ended="
    assert not is_signed_in(client)


def test_asking_for_a_code_answers_the_same_without_an_account(client):
    alice()
    answers = [ask(client, email) for email in ("alice@soundoff.example", "nobody@mail.example")]
    assert len({(answer.status_code, answer["Location"]) for answer in answers}) == 1
    assert "If <strong>nobody@mail.example</strong> is" in client.get(CONFIRM).text
    assert [message.to for message in mail.outbox] == [["alice@soundoff.example"]]


@pytest.mark.parametrize("state", ["closed", "not confirmed"])
def test_no_code_is_sent_where_it_would_not_sign_in(client, state):
    user = alice()
    if state == "closed":
        user.is_active = False
        user.save()
    else:
        user.emailaddress_set.update(verified=False)
    assert ask(client).status_code == 302 and not mail.outbox


def test_no_row_holds_the_code_that_was_sent(client):
    alice()
    ask(client)
    code = code_in(mail.outbox[-1])
    rows = str(list(Message.objects.values()))
    rows += str([session.get_decoded() for session in Session.objects.all()])
    assert "seed" in rows and code not in rows


def test_staff_reach_the_desk_by_a_code(client):
    edda()
    ask(client, "edda@soundoff.example")
    answer = client.post(CONFIRM, {"code": code_in(mail.outbox[-1])})
    assert answer["Location"] == "/admin/"


def test_one_e_mail_gets_no_more_than_five_codes_a_day(client):
    alice()
    for _ in range(7):
        assert ask(client).status_code == 302
    assert len(mail.outbox) == 5


def test_while_waiting_for_a_code_one_may_sign_in_or_up_otherwise(client):
    alice()
    ask(client)
    pages = [client.get(f"/accounts/{page}/") for page in ("login/code", "login", "signup")]
    assert [page.status_code for page in pages] == [200] * 3
