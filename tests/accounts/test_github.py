"""Signing in with GitHub, which has a protocol of its own, beside other providers."""

from http.client import HTTPConnection
from io import BytesIO
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from accounts.mail.kinds import KINDS
from accounts.models import Message, Person, User
from accounts.own_data import write_own_data
from blogsite.provider_settings import providers
from tests.cast import alice
from tests.oidc_provider import running_provider

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SIGN_IN = "/accounts/login/"


def email(name, *, verified=True, primary=False):
    return {"email": name, "verified": verified, "primary": primary, "visibility": None}


@pytest.fixture
def github(settings):
    """GitHub, another provider that gives people the same number, and a third that is away."""
    cache.clear()
    with running_provider() as running, running_provider() as other:
        settings.SOCIALACCOUNT_PROVIDERS = providers(
            {
                "GITHUB_URL": running.client_url,
                "OIDC_URL": other.client_url,
                "OIDC_NAME": "The Paper",
                "OIDC_URL_GOOGLE": "https://x:y@127.0.0.1:9",
            }
        )
        running.person = {"id": 7, "login": "nora77", "name": "Nora", "location": "Alder Falls"}
        running.person |= {"email": "shown@mail.example", "html_url": "https://github.com/nora77"}
        running.emails = [email("second@mail.example"), email("Nora@mail.example", primary=True)]
        running.other = other
        yield running


def come_back(client, name="github"):
    place = urlsplit(client.post(f"/accounts/{name}/login/", {"next": "/archive/"})["Location"])
    connection = HTTPConnection(place.netloc)
    connection.request("GET", f"{place.path}?{place.query}")
    back = urlsplit(connection.getresponse().headers["Location"])
    connection.close()
    return client.get(f"{back.path}?{back.query}")


def is_signed_in(client):
    return "Signed in as" in client.get("/me/").text


def test_a_reader_of_github_gets_an_account_and_comes_back_to_it(client, github):
    assert come_back(client)["Location"] == "/archive/" and is_signed_in(client)
    user = User.objects.get(email="nora@mail.example")
    assert str(user) == "Nora" and not user.has_usable_password()
    assert list(EmailAddress.objects.values_list("email", "verified")) == [(user.email, True)]
    github.person["login"], github.emails = "nora78", [email("moved@mail.example", primary=True)]
    come_back(other := Client())
    assert is_signed_in(other)
    account = SocialAccount.objects.get()
    assert account.user == user and account.extra_data == {
        "id": 7,
        "login": "nora78",
        "name": "Nora",
        "html_url": "https://github.com/nora77",
    }
    write_own_data(file := BytesIO(), Person.objects.of(user), "Alder Falls")
    assert b"nora78" in ZipFile(file).read("data.json")
    user.erase()
    assert not SocialAccount.objects.exists()


def test_no_account_is_joined_by_an_e_mail_that_github_has_not_confirmed(client, github):
    for emails in (
        [email(alice().email, verified=False, primary=True)],
        [email(alice().email, verified="false", primary=True)],
        [],
    ):
        github.person["email"], github.emails = alice().email, emails
        page = client.get(come_back(client)["Location"])
        assert "GitHub has not confirmed your e-mail" in page.text and not is_signed_in(client)
    github.emails = [email("other@mail.example"), email(alice().email, verified=False)]
    come_back(client)
    assert User.objects.get(email="other@mail.example").socialaccount_set.exists()
    assert not alice().socialaccount_set.exists()
    github.person["id"], github.emails = 8, [email(alice().email.title())]
    come_back(Client())
    assert alice().socialaccount_set.get().uid == "8"
    message = Message.objects.get()
    assert (message.kind, message.about["provider"]) == ("provider_connected", "github")
    assert "GitHub" in KINDS[message.kind](message).body


def test_several_providers_stand_side_by_side_and_mix_nobody_up(client, github):
    page = client.get(SIGN_IN)
    origins = f"'self' {github.other.url} https://127.0.0.1:9 {github.url};"
    assert f"form-action {origins}" in page["Content-Security-Policy"]
    for name in ("GitHub", "The Paper", "Google"):
        assert f"Sign in with {name}" in page.text
    come_back(client)
    github.other.person |= {"sub": "7", "email": "olga@mail.example", "name": "Olga"}
    come_back(Client(), "oidc")
    accounts = SocialAccount.objects.values_list("provider", "uid", "user__display_name")
    assert set(accounts) == {("github", "7", "Nora"), ("oidc", "7", "Olga")}
    away = client.post("/accounts/google/login/")["Location"]
    client.logout()
    assert "Google has not signed you in" in client.get(away).text
    for name in ("nobody", "openid_connect", "facebook"):
        assert client.post(f"/accounts/{name}/login/").status_code == 404
        assert client.get(f"/accounts/{name}/login/callback/").status_code == 404


def test_a_github_that_talks_nonsense_signs_nobody_in_and_is_no_error(client, github):
    for person, emails in (({}, []), ([], []), ({"id": 7}, {}), ({"id": 7}, [7]), ("x", None)):
        github.person, github.emails = person, emails
        assert come_back(client)["Location"].startswith(f"{SIGN_IN}?provider=github&problem=")
        assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("name", ["OIDC_URL_", "OIDC_URL_GITHUB", "OIDC_URL_OIDC", "OIDC_URL_A-B"])
def test_a_provider_whose_id_is_another_ones_is_refused(name):
    with pytest.raises(ImproperlyConfigured, match=name):
        providers({name: "https://x:y@accounts.example"})
