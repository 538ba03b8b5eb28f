"""The second step of signing in: codes of an app, recovery codes, and staff who must have one."""

import json
import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.limits import SIGN_IN
from accounts.models import User
from tests.cast import alice, edda, mona
from tests.outgoing_mail import client_that_sends_mail

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PASSWORD = "a long password"
FACTOR, ADD, RECOVERY = (f"/accounts/second-factor/{page}" for page in ("", "app/", "recovery/"))
TYPE_CODE = "/accounts/login/second-factor/"

client = pytest.fixture(client_that_sends_mail)


@pytest.fixture(autouse=True)
def no_earlier_counts(db):
    cache.clear()


def sign_in(client, login="alice"):
    return client.post("/accounts/login/", {"login": login, "password": PASSWORD})


def is_signed_in(client):
    return "Signed in as" in client.get("/me/").text


def code_of(secret, periods=0):
    """Return the code of now, or of some periods of 30 seconds later."""
    return f"{hotp_value(secret, int(time.time()) // 30 + periods):06}"


def secret_on(page):
    return re.search(r'<code class="secret">(\w+)</code>', page.text)[1]


def add_app(client):
    """Add an app for the account that is signed in, and return its secret."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = secret_on(client.get(ADD))
    assert client.post(ADD, {"code": code_of(secret)})["Location"] == RECOVERY
    return secret


@pytest.fixture
def secret(client):
    """The secret of Alice's app; she is signed out again."""
    alice()
    sign_in(client)
    secret = add_app(client)
    client.post("/accounts/logout/")
    return secret


def test_an_app_is_added_with_the_password_and_a_right_code(client):
    alice()
    sign_in(client)
    assert client.get(ADD)["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = secret_on(client.get(ADD))
    assert "not right" in client.post(ADD, {"code": "000000x"}).text
    assert not Authenticator.objects.exists()
    client.post(ADD, {"code": code_of(secret)})
    assert "It is on" in client.get(FACTOR).text
    assert "a second step was added" in mail.outbox[-1].body


def test_the_picture_for_the_app_stands_in_the_page_itself(client):
    alice()
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get(ADD)
    assert re.search(r'<svg class="qr" viewBox="0 0 (\d+) \1"', page.text)
    assert "data:image" not in page.text and "M4 4h1v1h-1z" in page.text


def test_an_account_with_an_app_needs_more_than_the_password(client, secret):
    assert sign_in(client)["Location"] == TYPE_CODE and not is_signed_in(client)
    assert "not right" in client.post(TYPE_CODE, {"code": "1"}).text
    assert client.post(TYPE_CODE).status_code == 200 and not is_signed_in(client)
    answer = client.post(TYPE_CODE, {"code": code_of(secret)})
    assert answer["Location"] == "/" and is_signed_in(client)


def test_a_code_that_was_used_opens_nothing_again(client, secret):
    code = code_of(secret)
    for browser, is_right in ((client, True), (Client(), False)):
        sign_in(browser)
        browser.post(TYPE_CODE, {"code": code})
        assert is_signed_in(browser) == is_right


def test_a_recovery_code_takes_the_place_of_the_app_once(client, secret):
    sign_in(client)
    client.post(TYPE_CODE, {"code": code_of(secret)})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    codes = re.findall(r"<li><code>(\d{8})</code>", client.get(RECOVERY).text)
    assert len(codes) == 10
    for browser, is_right in ((Client(), True), (Client(), False)):
        sign_in(browser)
        browser.post(TYPE_CODE, {"code": codes[0]})
        assert is_signed_in(browser) == is_right
    client.post(f"{RECOVERY}new/")
    assert codes[1] not in client.get(RECOVERY).text
    assert "new recovery codes" in mail.outbox[-1].body


def test_the_secrets_of_a_second_factor_are_stored_encrypted(client, secret):
    rows = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert "secret" in rows and secret not in rows and "gAAAA" in rows


def test_another_secret_key_makes_every_code_wrong(client, secret, settings):
    settings.SECRET_KEY = "another" * 10
    sign_in(client)
    assert "not right" in client.post(TYPE_CODE, {"code": code_of(secret)}).text


@pytest.mark.usefixtures("long_window")
def test_the_codes_of_one_account_are_tried_twenty_times_at_most(client, secret):
    sign_in(client)
    answers = [client.post(TYPE_CODE, {"code": "1"}).status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]


def test_an_app_is_removed_with_the_password_and_its_owner_gets_mail(client, secret):
    sign_in(client)
    client.post(TYPE_CODE, {"code": code_of(secret)})
    remove = f"{ADD}remove/"
    assert client.post(remove)["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.post(remove)["Location"] == FACTOR
    assert "was removed" in mail.outbox[-1].body and not Authenticator.objects.exists()


PASSKEY = "/accounts/login/passkey/"


def ask_what_to_sign(client, ip="203.0.113.7"):
    return client.post(PASSKEY, headers={"Accept": "application/json"}, REMOTE_ADDR=ip)


@pytest.mark.usefixtures("long_window")
def test_what_a_passkey_signs_is_asked_by_a_limited_post(client):
    client.get(PASSKEY, headers={"Accept": "application/json"})
    assert not Session.objects.exists()
    for number in range(SIGN_IN.per_network - 1):
        SIGN_IN.take(ip=f"203.0.113.{number}")
    answers = [ask_what_to_sign(client) for _ in range(2)]
    assert answers[0].json()["publicKey"]["challenge"]
    assert answers[1].status_code == 429 and Session.objects.count() == 1
    assert ask_what_to_sign(Client(), ip="198.51.100.7").status_code == 200


FORGED = {
    "id": "AAAA",
    "rawId": "AAAA",
    "type": "public-key",
    "response": {
        "clientDataJSON": "e30",
        "authenticatorData": "AAAA",
        "attestationObject": "AAAA",
        "signature": "AAAA",
        "userHandle": "MQ",
    },
}
BROKEN = ["[" * 100_000, "9" * 5000, "", "{}", "[]", "null", '{"id": 1}', "\\", '{"response": 7}']


@pytest.mark.slow
@pytest.mark.parametrize("credential", [*BROKEN, json.dumps(FORGED)], ids=range(9 + 1))
def test_a_forged_passkey_signs_nobody_in(client, secret, credential):
    assert client.get("/accounts/login/passkey/").status_code == 302
    answer = client.post("/accounts/login/passkey/", {"credential": credential})
    assert "opens no account" in client.get(answer["Location"]).text
    sign_in(client)
    assert client.post(TYPE_CODE, {"credential": credential}).status_code == 200
    assert not is_signed_in(client)
    client.post(TYPE_CODE, {"code": code_of(secret)})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    add = "/accounts/second-factor/passkey/"
    pages = [client.get(add), client.post(add, {"credential": credential})]
    assert [page.status_code for page in pages] == [200, 200]
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_a_passkey_replaces_the_password_of_accounts_without_one(client):
    user = alice()
    client.force_login(user)
    show = "/accounts/reauthenticate/passkey/"
    assert client.get(show)["Location"].startswith("/accounts/reauthenticate/")
    user.set_unusable_password()
    user.save()
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "x", "credential": {}})
    client.force_login(user)
    for path in (f"{RECOVERY}new/", "/accounts/data/", "/accounts/second-factor/passkey/"):
        assert client.get(path)["Location"].startswith(f"{show}?next=")
    client.get(show)
    assert "mfa.webauthn.state" not in client.session
    challenge = client.post(show, headers={"Accept": "application/json"}).json()["publicKey"]
    assert challenge["userVerification"] == "required"
    for credential in ("", "{}", json.dumps(FORGED)):
        page = client.post(show, {"credential": credential})
        assert "not one of your account" in page.text
    assert client.get(f"{RECOVERY}new/")["Location"].startswith(f"{show}?next=")


# Sessions


def test_the_clock_of_an_app_may_be_half_a_minute_wrong(client):
    alice()
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = secret_on(client.get(ADD))
    for periods in (-3, 3):
        assert "Location" not in client.post(ADD, {"code": code_of(secret, periods)})
    assert client.post(ADD, {"code": code_of(secret, 1)})["Location"] == RECOVERY


def test_the_first_factor_ends_sessions_that_never_showed_one(client):
    alice()
    old = Client()
    for browser in (old, client):
        sign_in(browser)
    add_app(client)
    assert is_signed_in(client) and not is_signed_in(old)
    for page in (FACTOR, RECOVERY, f"{ADD}remove/"):
        assert "/accounts/login/" in old.get(page)["Location"]


def test_a_further_factor_leaves_other_sessions_open(client, secret):
    other = Client()
    sign_in(other)
    other.post(TYPE_CODE, {"code": code_of(secret)})
    owner = User.objects.get()
    owner.authenticator_set.filter(type="totp").update(type="webauthn")
    client.force_login(owner)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post(ADD, {"code": code_of(secret_on(client.get(ADD)))})
    assert Authenticator.objects.filter(type="totp").exists()
    assert is_signed_in(client) and is_signed_in(other)


# Staff


@pytest.fixture
def factor_needed(settings):
    settings.STAFF_NEEDS_SECOND_FACTOR = True


def let_grace_end():
    User.objects.update(second_factor_due=timezone.now())


@pytest.mark.usefixtures("factor_needed")
def test_staff_have_two_weeks_from_when_they_become_staff(client):
    user = mona()
    due = user.second_factor_due
    assert due - timezone.now() > timedelta(days=13, hours=23)
    sign_in(client, "mona")
    assert "Add a second step" in client.get("/admin/").text
    assert User.objects.get().second_factor_due == due


@pytest.mark.usefixtures("factor_needed")
def test_staff_from_before_have_two_weeks_from_their_next_request(client):
    client.force_login(mona())
    User.objects.update(second_factor_due=None)
    assert client.get("/admin/").status_code == 200
    assert User.objects.get().second_factor_due > timezone.now()


@pytest.mark.usefixtures("factor_needed")
def test_after_two_weeks_the_desk_opens_with_a_second_factor_only(client):
    mona()
    sign_in(client, "mona")
    let_grace_end()
    for url in ("/admin/", "/admin/comments/comment/"):
        page = client.get(url, follow=True)
        assert page.redirect_chain[-1][0] == FACTOR and "the desk opens again" in page.text
    assert client.get("/metrics").status_code == 404
    add_app(client)
    page = client.get("/admin/")
    assert page.status_code == 200 and "Add a second step" not in page.text
    assert client.get("/metrics").status_code == 200


def test_the_desk_opens_with_a_password_where_no_factor_is_needed(client):
    edda()
    sign_in(client, "edda")
    let_grace_end()
    assert client.get("/admin/").status_code == 200


# Emergencies


@pytest.mark.parametrize("name", ["alice", "Alice@soundoff.example"])
def test_a_command_removes_a_second_factor_that_was_lost(
    client, secret, name, capsys, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        call_command("reset_second_factor", name)
    assert "password alone" in capsys.readouterr().out
    assert "was removed" in mail.outbox[-1].body
    sign_in(client)
    assert is_signed_in(client)


def test_the_command_also_ends_sessions_on_what_was_lost(client):
    client.force_login(alice())
    call_command("reset_second_factor", "alice")
    assert not is_signed_in(client)


def test_the_command_says_when_there_is_no_such_account():
    with pytest.raises(CommandError, match="no account"):
        call_command("reset_second_factor", "nobody")


@pytest.mark.parametrize("path", ["mfa/authenticator", "account/emailaddress"])
def test_no_admin_page_shows_what_people_sign_in_with(client, path):
    client.force_login(User.objects.create_superuser("root", display_name="Root"))
    assert client.get("/admin/").status_code == 200
    assert client.get(f"/admin/{path}/").status_code == 404
