"""Signing up, and what an account's e-mail and password are changed by."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.limits import ACCOUNT_MAIL, SIGN_UP
from accounts.models import Message, User
from accounts.privacy import end_old_data
from tests.cast import a_post, alice, bob, edda, mona
from tests.outgoing_mail import client_that_sends_mail

pytestmark = pytest.mark.django_db

PASSWORD = "a long password"
NEW_PASSWORD = "quite another one"
NEWCOMER = {"display_name": "Nora", "email": "nora@mail.example", "password1": PASSWORD}


client = pytest.fixture(client_that_sends_mail)


def sign_up(client, **fields):
    return client.post("/accounts/signup/", NEWCOMER | fields)


def sign_in(client, login, password=PASSWORD, **fields):
    fields = {"login": login, "password": password} | fields
    return client.post("/accounts/login/", fields)


def is_signed_in(client):
    return "Signed in as" in client.get("/me/").text


def link_in(message):
    """Return the path of the first link in a mail, below the site's own address."""
    return re.search(r"http://[^/\s]+(/accounts/\S+)", message.body)[1]


def last_mail():
    return mail.outbox[-1]


# Signing up


def test_signing_up_signs_in_once_the_e_mail_is_confirmed(client):
    place = a_post().get_absolute_url()
    answer = sign_up(client, next=place)
    assert answer["Location"] == "/accounts/confirm-email/" and not is_signed_in(client)
    assert "sent a mail" in client.get(answer["Location"]).text
    assert last_mail().to == ["nora@mail.example"] and "Hello nora@mail.example" in last_mail().body
    link = link_in(last_mail())
    assert "Yes, this is my e-mail" in client.get(link).text and not is_signed_in(client)
    answer = client.post(link)
    assert answer["Location"] == place and is_signed_in(client)
    assert answer.cookies["soundoff_here"].value == "1"
    user = User.objects.get(email="nora@mail.example")
    assert str(user) == "Nora" and "nora" not in user.username


def test_a_link_opened_elsewhere_confirms_and_signs_nobody_in(client):
    sign_up(client)
    other = Client()
    answer = other.post(link_in(last_mail()))
    assert "confirmed" in other.get(answer["Location"]).text and not is_signed_in(other)
    assert sign_in(client, "NORA@mail.example")["Location"] == "/" and is_signed_in(client)


def test_nobody_signs_in_before_the_e_mail_is_confirmed(client):
    sign_up(client)
    assert sign_in(client, "nora@mail.example")["Location"] == "/accounts/confirm-email/"
    assert not is_signed_in(client) and len(mail.outbox) == 2


@pytest.mark.one_database
@pytest.mark.parametrize("key", ["x", "MQ:1abcde:" + "x" * 43, "used"])
def test_a_link_that_confirms_nothing_says_what_to_do(client, key):
    if key == "used":
        sign_up(client)
        client.post(link := link_in(last_mail()))
    else:
        link = f"/accounts/confirm-email/{key}/"
    for answer in (client.get(link), client.post(link)):
        assert "does not work any more" in answer.text


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["Reply", "Moderator", "Mona", "nora@mail.example", "\u200b"])
def test_an_account_has_a_name_as_a_guest_may_have(client, name):
    mona()
    answer = sign_up(client, display_name=name)
    assert answer.status_code == 200 and "errorlist" in answer.text
    assert not User.objects.filter(email="nora@mail.example").exists() and not mail.outbox


def test_signing_up_with_the_e_mail_of_an_account_looks_the_same(client):
    alice()
    unknown = sign_up(client)
    known = sign_up(Client(), email="Alice@soundoff.example")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert known.cookies.keys() == unknown.cookies.keys()
    assert User.objects.filter(email="alice@soundoff.example").count() == 1


def test_the_owner_of_an_account_reads_that_somebody_signed_up_with_its_e_mail(client):
    alice()
    sign_up(client, email="alice@soundoff.example")
    assert last_mail().to == ["alice@soundoff.example"]
    assert "have an account already" in last_mail().subject
    sign_in(client, "alice@soundoff.example")
    assert is_signed_in(client)


def test_an_account_that_is_not_confirmed_in_a_day_is_deleted(client):
    alice()
    sign_up(client)
    sign_up(client, email="old@mail.example")
    two_days_ago = timezone.now() - timedelta(days=2)
    User.objects.exclude(email="nora@mail.example").update(date_joined=two_days_ago)
    list(end_old_data())
    emails = User.objects.values_list("email", flat=True)
    assert set(emails) == {"alice@soundoff.example", "nora@mail.example"}


# Signing up by passkey; tests/browser/test_passkeys.py makes one

BY_PASSKEY, MAKE_PASSKEY = "/accounts/signup/passkey/", "/accounts/signup/passkey/new/"


def ask_for_challenge(client):
    return client.post(MAKE_PASSKEY, headers={"Accept": "application/json"})


def test_a_passkey_is_made_only_after_the_e_mail_was_confirmed(client):
    sent = {name: NEWCOMER[name] for name in ("display_name", "email")}
    answer = client.post(BY_PASSKEY, sent)
    assert answer["Location"] == "/accounts/confirm-email/"
    for browser in (client, Client()):
        assert ask_for_challenge(browser)["Location"] == "/accounts/signup/"
    elsewhere = Client()
    link = link_in(last_mail())
    assert client.post(link)["Location"] == MAKE_PASSKEY and not is_signed_in(client)
    client.get(MAKE_PASSKEY)
    assert "mfa.webauthn.state" not in client.session
    options = ask_for_challenge(client).json()["publicKey"]
    assert options["challenge"] and options["user"]["displayName"] == "Nora"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    for credential in ("", "{}", '{"id": 1}', "[" * 100_000):
        assert client.post(MAKE_PASSKEY, {"credential": credential}).status_code == 200
    assert not is_signed_in(client) and not User.objects.get().has_second_factor
    assert ask_for_challenge(elsewhere)["Location"] == "/accounts/signup/"


def test_signing_up_by_passkey_does_not_tell_who_has_an_account(client):
    alice()
    answers = []
    for email in (NEWCOMER["email"], alice().email):
        client.cookies.clear()
        answer = client.post(BY_PASSKEY, {"display_name": "Nora", "email": email})
        answers.append((answer.status_code, answer["Location"], set(client.cookies)))
    assert answers[0] == answers[1] and alice().has_usable_password()
    assert "have an account already" in last_mail().subject
    for name in ("Moderator", ""):
        refusal = client.post(BY_PASSKEY, {"display_name": name, "email": "new@mail.example"})
        assert refusal.status_code == 200 and "errorlist" in refusal.text


# A forgotten password


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client):
    user, elsewhere = alice(), Client()
    elsewhere.force_login(user)
    answer = client.post("/accounts/password/reset/", {"email": "alice@soundoff.example"})
    assert answer["Location"] == "/accounts/password/reset/done/"
    link = link_in(last_mail())
    form = client.get(link)["Location"]
    answer = client.post(form, {"password1": NEW_PASSWORD})
    assert "password is changed" in client.get(answer["Location"]).text
    assert "password was changed" in last_mail().subject
    assert not is_signed_in(elsewhere)
    sign_in(client, "alice", NEW_PASSWORD)
    assert is_signed_in(client)
    assert "does not work any more" in Client().get(link).text


def test_a_reset_answers_the_same_for_an_e_mail_without_an_account(client):
    known, unknown = alice().email, "nobody@mail.example"
    answers = [client.post("/accounts/password/reset/", {"email": e}) for e in (known, unknown)]
    assert len({(answer.status_code, answer["Location"]) for answer in answers}) == 1
    assert [message.to for message in mail.outbox] == [[known]]


@pytest.mark.parametrize("path", ["password/reset/", "login/code/"])
def test_asking_does_the_same_work_whether_there_is_an_account(path):
    known, unknown = alice().email, "nobody@mail.example"
    cache.clear()
    numbers = []
    for email in ("first@mail.example", known, unknown):
        with CaptureQueriesContext(connection) as queries:
            Client().post(f"/accounts/{path}", {"email": email})
        rows = (query["sql"] for query in queries if "cache" not in query["sql"])
        numbers.append([statement.split()[0] for statement in rows])
    assert numbers[1] == numbers[2] and numbers[1].count("INSERT") >= 2
    statuses = Message.objects.order_by("pk").values_list("status", flat=True)
    call_command("send_mail")
    assert list(statuses) == ["cancelled", "sent", "cancelled"]


def test_one_e_mail_gets_five_mails_a_day_and_each_link_still_works(client, monkeypatch):
    alice()
    for number in range(9):
        headers = {"X-Forwarded-For": f"198.51.{number}.7"}
        sent = {"email": "alice@soundoff.example"}
        client.post("/accounts/password/reset/", sent, headers=headers)
    assert len(mail.outbox) == 5
    assert client.get(link_in(mail.outbox[0])).status_code == 302


@pytest.mark.one_database
def test_codes_that_others_asked_for_leave_mail_for_a_new_password(client):
    alice()
    for number in range(9):
        headers = {"X-Forwarded-For": f"198.51.{number}.7"}
        client.post("/accounts/login/code/", {"email": alice().email}, headers=headers)
        client.logout()
    assert len(mail.outbox) == 5
    client.post("/accounts/password/reset/", {"email": alice().email})
    assert last_mail().to == [alice().email] and "/accounts/password/" in last_mail().body


FLOODS = [
    ("signup/", SIGN_UP, NEWCOMER, 3),
    ("password/reset/", ACCOUNT_MAIL, {"email": "alice@soundoff.example"}, 5),
    ("login/code/", ACCOUNT_MAIL, {"email": "alice@soundoff.example"}, 5),
]


@pytest.mark.one_database
@pytest.mark.parametrize(("path", "limit", "sent", "most"), FLOODS)
def test_a_flood_shuts_nobody_out_and_sends_one_victim_few_mails(
    client, settings, path, limit, sent, most
):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    alice()
    cache.clear()
    for number in range(limit.site_wide):
        limit.take(ip=f"2001:db8:{number:x}::1")
    for number in range(8):
        bot = {"X-Forwarded-For": f"2001:db8:1{number:03x}::1"}
        assert client.post(f"/accounts/{path}", sent, headers=bot).status_code == 302
        client.logout()
    assert len(mail.outbox) == most
    honest = sent | {"email": bob().email if path != "signup/" else "olga@mail.example"}
    client.post(f"/accounts/{path}", honest, headers={"X-Forwarded-For": "198.51.100.7"})
    assert last_mail().to == [honest["email"]] and len(mail.outbox) == most + 1


@pytest.mark.one_database
def test_a_stranger_keeps_nobody_from_signing_up_for_a_week(client):
    for number in range(6):
        headers = {"X-Forwarded-For": f"198.51.{number}.7"}
        client.post("/accounts/signup/", NEWCOMER, headers=headers)
        client.logout()
        User.objects.filter(email=NEWCOMER["email"]).delete()
    assert len(mail.outbox) == 3
    yesterday = timezone.now() - timedelta(days=1, minutes=1)
    Message.objects.exclude(sent=None).update(sent=yesterday)
    sign_up(client)
    assert len(mail.outbox) == 4
    assert client.post(link_in(last_mail())).status_code == 302
    assert User.objects.get(email=NEWCOMER["email"]).confirmed_email
    User.objects.filter(email=NEWCOMER["email"]).delete()
    client.logout()
    sign_up(client)
    assert len(mail.outbox) == 4


@pytest.mark.one_database
def test_a_stranger_forbids_the_mail_that_somebody_asked_for(client):
    sign_up(client)
    stop = re.search(r"http://[^/\s]+(/mail/\S+/stop/)", last_mail().body)[1]
    assert stop in last_mail().extra_headers["List-Unsubscribe"]
    client.get(stop)
    sign_in(client, "nora@mail.example")
    assert len(mail.outbox) == 2
    client.post(stop, {"List-Unsubscribe": "One-Click"})
    sign_in(client, "nora@mail.example")
    client.post("/accounts/password/reset/", {"email": "nora@mail.example"})
    assert len(mail.outbox) == 2


def test_mail_about_the_account_goes_to_confirmed_mailboxes_in_any_case(client):
    alice()
    client.post("/accounts/password/reset/", {"email": alice().email})
    assert "/stop/" not in last_mail().body
    assert "List-Unsubscribe" not in last_mail().extra_headers


def test_a_stranger_whose_e_mail_was_typed_reads_no_words_of_the_sender(client):
    sign_up(client, display_name="Win 500 now")
    client.post("/accounts/password/reset/", {"email": NEWCOMER["email"]})
    assert mail.outbox and not any("Win 500" in message.body for message in mail.outbox)


def test_no_code_or_token_is_stored_with_a_message(client):
    alice()
    sign_up(client)
    client.post("/accounts/password/reset/", {"email": "alice@soundoff.example"})
    confirm, reset = (link_in(message).rstrip("/").rpartition("/")[2] for message in mail.outbox)
    rows = str(list(Message.objects.values()))
    assert Message.objects.count() == 2 and confirm not in rows and reset[2:] not in rows


# Changes


@pytest.fixture
def own(client):
    """A browser in which Alice has just typed her password."""
    alice()
    sign_in(client, "alice")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def test_a_changed_e_mail_is_confirmed_first_and_the_old_one_is_notified(own):
    own.post("/accounts/email/", {"email": "new@mail.example", "action_add": ""})
    assert last_mail().to == ["new@mail.example"]
    assert "new@mail.example" in own.get("/accounts/email/").text
    assert alice().email == "alice@soundoff.example"
    own.post(link_in(last_mail()))
    assert alice().email == "new@mail.example"
    assert last_mail().to == ["alice@soundoff.example"] and "another e-mail" in last_mail().subject
    assert list(EmailAddress.objects.values_list("email", "verified")) == [
        ("new@mail.example", True)
    ]


def test_an_e_mail_that_is_not_confirmed_is_removed_and_never_taken(own):
    own.post("/accounts/email/", {"email": "new@mail.example", "action_add": ""})
    for action in ("action_primary", "action_remove"):
        answer = own.post("/accounts/email/", {"email": "new@mail.example", action: ""})
        assert answer.status_code == 302 and alice().email == "alice@soundoff.example"
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["alice@soundoff.example"]


def test_opening_the_link_of_another_account_signs_nobody_out(client):
    sign_up(client)
    path = link_in(last_mail())
    client.logout()
    alice()
    sign_in(client, "alice")
    assert client.get(path).status_code == 200
    assert "Signed in as Alice" in client.get("/me/").text


def test_an_e_mail_is_changed_only_with_the_password(client):
    alice()
    sign_in(client, "alice")
    answer = client.post("/accounts/email/", {"email": "new@mail.example", "action_add": ""})
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert not EmailAddress.objects.filter(email="new@mail.example").exists()


def test_the_e_mail_of_another_account_is_not_taken(own):
    bob()
    own.post("/accounts/email/", {"email": "bob@soundoff.example", "action_add": ""})
    assert "have an account already" in last_mail().subject
    sign_in(other := Client(), "bob@soundoff.example")
    assert "Signed in as Bob" in other.get("/me/").text


def test_a_changed_password_signs_out_all_other_browsers(own):
    other = Client()
    other.force_login(alice())
    wrong = own.post("/accounts/password/change/", {"oldpassword": "x", "password1": NEW_PASSWORD})
    assert "This is not your password." in wrong.text
    sent = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD}
    answer = own.post("/accounts/password/change/", sent)
    assert "password is changed" in own.get(answer["Location"]).text
    assert is_signed_in(own) and not is_signed_in(other)
    assert last_mail().to == ["alice@soundoff.example"]


# Accounts from before


@pytest.mark.parametrize("login", ["mona", "mona@soundoff.example", "Mona@Soundoff.example"])
def test_staff_sign_in_by_e_mail_or_user_name_and_reach_the_desk(client, login):
    mona()
    assert sign_in(client, login)["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.one_database
def test_an_owner_made_on_the_command_line_signs_in_at_once(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    names = ["--username=owner", "--email=Owner@mail.example", "--display_name=The Owner"]
    call_command("createsuperuser", "--noinput", *names)
    sign_in(client, "owner@mail.example")
    assert client.get("/admin/").status_code == 200


def test_an_account_without_an_e_mail_signs_in_by_its_user_name(client):
    User.objects.create_user("olga", None, PASSWORD, display_name="Olga")
    sign_in(client, "olga")
    assert is_signed_in(client) and "has no e-mail yet" in client.get("/accounts/email/").text


def test_a_reader_who_opens_the_desk_reads_that_it_is_for_staff(client):
    bob()
    sign_in(client, "bob")
    page = client.get("/admin/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/accounts/login/")
    assert "for people who work here" in page.text


# What every page of an account has in common


PAGES = [
    *(
        "login/code/",
        "login/code/confirm/",
        "login/second-factor/",
        "login/passkey/",
        "signup/passkey/",
        "signup/passkey/new/",
        "reauthenticate/passkey/",
        "second-factor/",
    ),
    *(
        f"second-factor/{page}/"
        for page in ("app", "app/remove", "recovery", "recovery/new", "passkey")
    ),
    *(
        "login/",
        "logout/",
        "sessions/",
        "signup/",
        "inactive/",
        "confirm-email/",
        "confirm-email/x/",
        "email/",
    ),
    *("reauthenticate/", "password/change/", "password/reset/", "password/reset/done/"),
    *("password/set/", "password/reset/key/1-x/", "password/reset/key/done/"),
]


@pytest.mark.one_database
@pytest.mark.parametrize("who", [None, bob, edda])
def test_no_page_of_an_account_is_cached_or_tells_other_sites_its_url(client, who):
    if who:
        client.force_login(who())
    for page in PAGES:
        for answer in (client.get(f"/accounts/{page}"), client.post(f"/accounts/{page}")):
            assert answer.status_code < 500, page
            if answer.status_code == 200:
                assert "no-store" in answer["Cache-Control"], page
                assert answer["Referrer-Policy"] == "same-origin", page
                assert "style=" not in answer.text, page
            assert "messages" not in answer.cookies, page


def test_a_page_whose_url_holds_a_token_does_not_repeat_it(client):
    sign_up(client)
    link = link_in(last_mail())
    assert link.split("/")[-2] not in client.get(link).text
