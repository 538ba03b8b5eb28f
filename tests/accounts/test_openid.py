"""Signing in with an account of elsewhere, by OpenID Connect."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from accounts.models import User
from blogsite.provider_settings import providers
from tests.cast import a_post, alice, mona
from tests.oidc_provider import running_provider

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SIGN_IN, BEGIN = "/accounts/login/", "/accounts/oidc/login/"
FINISH = f"{BEGIN}callback/"


@pytest.fixture
def provider(settings):
    cache.clear()
    with running_provider() as running:
        settings.SOCIALACCOUNT_PROVIDERS = providers(
            {"OIDC_URL": running.client_url, "OIDC_NAME": "The Paper"}
        )
        yield running


def come_back(client, **fields):
    """Go to the provider and return what it sends the browser back to."""
    place = urlsplit(client.post(BEGIN, fields)["Location"])
    connection = HTTPConnection(place.netloc)
    connection.request("GET", f"{place.path}?{place.query}")
    back = urlsplit(connection.getresponse().headers["Location"])
    connection.close()
    return f"{back.path}?{back.query}"


def sign_in(client, **fields):
    return client.get(come_back(client, **fields))


def is_signed_in(client):
    return "Signed in as" in client.get("/me/").text


def test_without_a_provider_there_is_no_button_and_no_page(client):
    page = client.get(SIGN_IN)
    assert "oidc" not in page.text and "form-action 'self';" in page["Content-Security-Policy"]
    assert client.post(BEGIN).status_code == 404 and client.get(FINISH).status_code == 404


def test_a_form_may_lead_to_the_provider_from_the_sign_in_page_alone(client, provider):
    page = client.get(SIGN_IN)
    assert "Sign in with The Paper" in page.text
    assert f"form-action 'self' {provider.url};" in page["Content-Security-Policy"]
    for other in ("/", "/accounts/signup/", "/accounts/login/code/"):
        assert provider.url not in client.get(other)["Content-Security-Policy"]


def test_a_reader_of_the_provider_gets_an_account_and_comes_back_to_it(client, provider):
    place = a_post().get_absolute_url()
    assert sign_in(client, next=place)["Location"] == place and is_signed_in(client)
    user = User.objects.get(email="nora@mail.example")
    assert str(user) == "Nora" and user.confirmed_email and not user.has_usable_password()
    other = Client()
    provider.person |= {"email": "new@mail.example", "name": "Norma"}
    sign_in(other)
    assert is_signed_in(other) and SocialAccount.objects.get().user == user
    assert User.objects.get(email="nora@mail.example") == user


@pytest.mark.parametrize("name", ["Moderator", "", "nora@mail.example", None, {"x": 1}])
def test_a_name_that_nobody_may_have_here_becomes_another(client, provider, name):
    mona()
    provider.person["name"] = name
    sign_in(client)
    assert is_signed_in(client)
    assert str(User.objects.get(email="nora@mail.example")) == "Reader"


def test_an_account_is_joined_by_an_e_mail_that_both_have_confirmed(client, provider):
    provider.person["email"] = "Alice@soundoff.example"
    user = alice()
    sign_in(client)
    assert is_signed_in(client) and SocialAccount.objects.get().user == user
    assert user.has_usable_password()


def test_no_account_is_joined_by_an_e_mail_that_the_provider_has_not_confirmed(client, provider):
    alice()
    for verified in (False, None, "false"):
        provider.person |= {"email": "alice@soundoff.example", "email_verified": verified}
        page = client.get(sign_in(client)["Location"])
        assert "The Paper has not confirmed your e-mail" in page.text
        assert not is_signed_in(client) and not SocialAccount.objects.exists()


def test_no_account_is_joined_by_an_e_mail_that_we_have_not_confirmed(client, provider):
    user = alice()
    EmailAddress.objects.update(verified=False)
    provider.person["email"] = user.email
    sign_in(client)
    assert not is_signed_in(client) and not SocialAccount.objects.exists()


def test_a_second_step_is_asked_for_after_the_provider_too(client, provider):
    user = mona()
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    provider.person["email"] = user.email
    assert sign_in(client)["Location"] == "/accounts/login/second-factor/"
    assert client.get("/admin/").status_code == 302 and not is_signed_in(client)


@pytest.mark.parametrize(
    "changes", [{"aud": "another"}, {"iss": "http://127.0.0.1:1"}, {"exp": 1}], ids=str
)
def test_a_token_for_somebody_else_signs_nobody_in(client, provider, changes):
    provider.changes = changes
    page = client.get(sign_in(client)["Location"])
    assert "The Paper has not signed you in" in page.text and not is_signed_in(client)


def test_an_answer_works_once_and_only_in_the_browser_that_asked(client, provider):
    back = come_back(client)
    for browser, url in ((Client(), back), (client, f"{FINISH}?code=x"), (client, FINISH)):
        assert browser.get(url)["Location"].startswith(f"{SIGN_IN}?provider=")
        assert not is_signed_in(browser)
    client.get(back)
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    client.get(back)
    assert not is_signed_in(client)


def test_a_provider_that_is_away_or_talks_nonsense_is_no_error(client, provider):
    back = come_back(client)
    del provider.person["sub"]
    assert client.get(back)["Location"].startswith(f"{SIGN_IN}?provider=")
    provider.shutdown()
    provider.server_close()
    assert client.post(BEGIN)["Location"].startswith(f"{SIGN_IN}?provider=")


def test_an_account_without_password_gets_one_before_adding_a_second_step(client, provider):
    sign_in(client)
    page = client.get("/accounts/second-factor/app/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/accounts/password/reset/")


@pytest.mark.parametrize(
    "url",
    [
        "accounts.example",
        "https://accounts.example",
        "https://client@accounts.example",
        "http://client:secret@accounts.example",
        "ftp://client:secret@accounts.example",
        "https://client:secret@accounts.example:0",
        "https://client:secret@[accounts",
    ],
)
def test_a_wrong_address_of_a_provider_is_refused_and_not_repeated(url):
    for name in ("OIDC_URL", "OIDC_URL_GOOGLE", "GITHUB_URL"):
        with pytest.raises(ImproperlyConfigured, match=name) as refusal:
            providers({name: url})
        assert "secret@" not in str(refusal.value)
