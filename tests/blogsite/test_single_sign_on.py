"""Readers of another site are signed in by its tokens, and by nothing that looks like one."""

import io
import json
import re
import threading
import zipfile
from datetime import timedelta
from pathlib import Path

import jwt
import pytest
from allauth.account.models import EmailAddress
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import EarlierName, Person, User
from accounts.own_data import write_own_data
from accounts.privacy import end_old_data
from blogsite.models import SigningKey, SiteReader, UsedToken
from blogsite.single_sign_on.readers import reader_of
from blogsite.single_sign_on.tokens import TokenRefused, read_token
from moderation.models import Ban
from posts.models import Site
from tests.blogsite.site_tokens import (
    ORIGIN,
    OURS,
    FromNow,
    a_key,
    a_site,
    a_token,
    claims,
    unsigned,
)
from tests.cast import alice, an_owner, mona
from tests.moderation.deciding import a_rule

pytestmark = pytest.mark.django_db

EMBEDDING = Path(__file__).resolve().parent.parent.parent / "deploy" / "embedding.md"
RSA = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
SMALL_RSA = rsa.generate_private_key(public_exponent=65_537, key_size=1_024)  # noqa: S505


def pem(private_key) -> str:
    return (
        private_key.public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def sign_in(token) -> User:
    return reader_of(read_token(token, audience=OURS))


def people() -> int:
    """Return the number of accounts, without those of sites themselves."""
    return User.objects.exclude(pk__in=Site.accounts()).count()


def refusal(token) -> str:
    """Return why a token signs nobody in; it must leave nothing."""
    with pytest.raises(TokenRefused) as refused:
        sign_in(token)
    assert not UsedToken.objects.exists()
    return str(refused.value)


def test_a_token_signs_its_reader_in_again_and_again_as_one_account():
    key = a_key()
    user = sign_in(a_token(key))
    assert str(user) == "Nora" and not user.has_usable_password() and not user.is_staff
    assert sign_in(a_token(key)) == user != sign_in(a_token(key, sub="18"))
    assert SiteReader.objects.count() == 2 and UsedToken.objects.count() == 3


@pytest.mark.one_database
def test_a_token_in_the_form_of_coral_is_taken():
    user = {"id": "17", "email": "nora@paper.example", "username": "Nora", "role": "ADMIN"}
    key = a_key()
    coral = sign_in(a_token(key, sub=None, name=None, email=None, user=user))
    assert str(coral) == "Nora" and coral == sign_in(a_token(key))


@pytest.mark.parametrize(
    ("algorithm", "private_key"),
    [
        ("RS256", RSA),
        ("ES256", ec.generate_private_key(ec.SECP256R1())),
        ("EdDSA", ed25519.Ed25519PrivateKey.generate()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_site_may_sign_with_a_key_whose_public_half_we_have(algorithm, private_key):
    key = a_key(algorithm=algorithm, public_key=pem(private_key))
    key.full_clean()
    assert str(sign_in(a_token(private_key, algorithm=algorithm))) == "Nora"
    UsedToken.objects.all().delete()
    assert "not signed with a key" in refusal(unsigned({"alg": "HS256", "typ": "JWT"}, "AAAA"))


@pytest.mark.one_database
def test_an_algorithm_of_the_token_is_never_believed():
    secret = a_key()
    a_key("https://rsa.example", "RS256", public_key=pem(RSA))
    hmac_with_public_key = jwt.PyJWS()
    hmac_with_public_key.unregister_algorithm("HS256")
    hmac_with_public_key.register_algorithm("HS256", AnyKey(jwt.algorithms.HMACAlgorithm.SHA256))
    payload = json.dumps(claims(iss="https://rsa.example")).encode()
    for token in (
        unsigned({"alg": "none"}),
        unsigned({"alg": "None", "typ": "JWT"}),
        unsigned({"alg": "HS256"}),
        unsigned({}, "AAAA"),
        unsigned({"alg": "HS256", "crit": ["exp"]}, "AAAA"),
        unsigned({"alg": 5}, "AAAA"),
        a_token(RSA, algorithm="RS256"),
        a_token(secret.secret * 2, algorithm="HS512"),
        a_token("another secret of thirty-two bytes"),
        hmac_with_public_key.encode(payload, pem(RSA), "HS256"),
    ):
        refusal(token)
    assert not SiteReader.objects.exists()


class AnyKey(jwt.algorithms.HMACAlgorithm):
    """HMAC that takes a public key as its secret, as an attacker's program does."""

    def prepare_key(self, key):
        return key.encode()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"iss": "https://other.example"}, "not signed with a key"),
        ({"iss": None}, "not signed with a key"),
        ({"aud": "https://elsewhere.example"}, "“aud” must be http://testserver"),
        ({"aud": None}, "“aud” must be"),
        ({"aud": {"http://testserver": 1}}, "“aud” must be"),
        ({"sub": None}, "must say “sub”"),
        ({"jti": None}, "must say “jti”"),
        ({"exp": None}, "must say “exp”"),
        ({"exp": FromNow(-60)}, "has expired"),
        ({"exp": FromNow(3_600)}, "valid for too long"),
        ({"nbf": FromNow(300)}, "not valid yet"),
        ({"iat": FromNow(300)}, "not valid yet"),
        ({"sub": 17}, "“sub” is of the wrong kind"),
        ({"sub": "x" * 256}, "“sub” is of the wrong kind"),
        ({"sub": "a\0b"}, "“sub” is of the wrong kind"),
        ({"jti": "\ud800"}, "“jti” is of the wrong kind"),
        ({"jti": ["a"]}, "“jti” is of the wrong kind"),
        ({"iss": "\0"}, "“iss” is of the wrong kind"),
        ({"iss": ["a"]}, "“iss” is of the wrong kind"),
        ({"exp": "soon"}, "“exp” is of the wrong kind"),
        ({"exp": True}, "“exp” is of the wrong kind"),
        ({"exp": float("inf")}, "“exp” is of the wrong kind"),
        ({"exp": float("nan")}, "“exp” is of the wrong kind"),
        ({"exp": 10**400}, "“exp” is of the wrong kind"),
        ({"name": {"first": "Nora"}}, "“name” is of the wrong kind"),
        ({"name": "No\0ra"}, "“name” is of the wrong kind"),
        ({"email": 5}, "“email” is of the wrong kind"),
        ({"user": "Nora"}, "“user” is of the wrong kind"),
        ({"sub": None, "user": {"id": 17}}, "“user.id” is of the wrong kind"),
    ],
    ids=str,
)
def test_a_token_that_says_something_wrong_is_refused_by_a_sentence(changes, sentence):
    assert sentence in refusal(a_token(a_key(), **changes))
    assert not SiteReader.objects.exists()


@pytest.mark.one_database
def test_what_is_no_token_is_refused():
    a_key()
    nested = unsigned({"alg": "HS256"}, user="x").split(".")[0] + ".W1tbW1tb.AAAA"
    for text in ("", "a.b.c", "x" * 100_000, "é.é.é", "..", nested, "W10." * 900):
        assert "not a token" in refusal(text)
    assert not SiteReader.objects.exists()


@pytest.mark.one_database
def test_the_secret_of_another_site_signs_nobody_in():
    a_key()
    other = a_key("https://other.example")
    assert "not signed with a key" in refusal(a_token(other))


def test_a_token_works_once():
    token = a_token(a_key())
    sign_in(token)
    with pytest.raises(TokenRefused, match="used before"):
        sign_in(token)
    assert UsedToken.objects.count() == 1
    UsedToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert dict(end_old_data())["Used tokens dropped"] == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_requests_with_one_token_at_once_one_is_signed_in():
    tokens = [a_token(a_key())] * 4
    outcomes, start = [], threading.Barrier(len(tokens))

    def use(token):
        start.wait()
        try:
            outcomes.append(sign_in(token).pk)
        except TokenRefused as refused:
            outcomes.append(str(refused)[:25])
        finally:
            connection.close()

    threads = [threading.Thread(target=use, args=[token]) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes))[1:] == ["The token was used before"] * 3
    assert people() == SiteReader.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_new_reader_who_comes_twice_at_once_gets_one_account():
    key = a_key()
    tokens = [a_token(key) for _ in range(4)]
    users, start = [], threading.Barrier(len(tokens))

    def use(token):
        start.wait()
        users.append(sign_in(token).pk)
        connection.close()

    threads = [threading.Thread(target=use, args=[token]) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(users) == 4 and len(set(users)) == 1 == people()


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["Moderator", "Reply", "Mona", "nora@mail.example", "​", None])
def test_a_name_that_nobody_may_have_here_becomes_another(name):
    mona()
    assert str(sign_in(a_token(a_key(), name=name))) == "Reader"


@pytest.mark.one_database
def test_a_role_and_other_claims_mean_nothing():
    more = {"role": "admin", "is_staff": True, "groups": ["Owners"], "user": {"role": "ADMIN"}}
    user = sign_in(a_token(a_key(), **more))
    assert not user.is_staff and not user.is_superuser and not user.groups.exists()


def test_an_e_mail_counts_only_where_the_owner_says_that_the_site_confirms_it():
    user = sign_in(a_token(a_key()))
    assert user.email is None and not EmailAddress.objects.exists()
    other = a_key("https://other.example", confirms_emails=True)
    confirmed = sign_in(a_token(other, iss="https://other.example"))
    assert confirmed.confirmed_email == "nora@paper.example" and confirmed != user


def test_no_account_is_joined_by_an_e_mail():
    user, key = alice(), a_key(confirms_emails=True)
    EmailAddress.objects.create(user=mona(), email="other@soundoff.example", verified=False)
    for subject, email in (("1", "Alice@soundoff.example"), ("2", "other@soundoff.example")):
        reader = sign_in(a_token(key, sub=subject, email=email))
        assert reader != user and reader.email is None
    assert sign_in(a_token(key, sub="3", email="not an e-mail")).email is None


@pytest.mark.one_database
def test_staff_are_never_signed_in_by_a_token():
    key = a_key()
    for field in ("is_staff", "is_superuser"):
        user = sign_in(a_token(key, sub=field))
        User.objects.filter(pk=user.pk).update(**{field: True})
        UsedToken.objects.all().delete()
        assert "works here" in refusal(a_token(key, sub=field))


def test_a_banned_reader_stays_banned_even_after_closing_the_account():
    key = a_key()
    user = sign_in(a_token(key))
    person = Person.objects.of(user)
    Ban.objects.impose(person=person, by=mona(), ground=a_rule())
    assert sign_in(a_token(key)) == user and Ban.objects.in_force(person=person)
    user.erase()
    UsedToken.objects.all().delete()
    assert "closed or blocked" in refusal(a_token(key))
    reader = SiteReader.objects.get()
    assert reader.name == "" and reader.user == user


def test_a_reader_who_closed_the_account_comes_back_as_somebody_new():
    key = a_key()
    user = sign_in(a_token(key))
    user.erase()
    assert not SiteReader.objects.exists()
    assert sign_in(a_token(key)) != user


@pytest.mark.one_database
def test_a_blocked_account_is_not_signed_in():
    key = a_key()
    User.objects.filter(pk=sign_in(a_token(key)).pk).update(is_active=False)
    UsedToken.objects.all().delete()
    assert "closed or blocked" in refusal(a_token(key))


def test_a_new_name_at_the_site_is_followed_and_the_old_one_remembered():
    mona()
    key = a_key()
    user = sign_in(a_token(key))
    for name, here in (
        ("Norma", "Norma"),
        ("Moderator", "Norma"),
        ("Nele", "Nele"),
        ("Nina", "Nele"),  # renamed twice lately
    ):
        assert str(sign_in(a_token(key, name=name))) == here
    assert set(EarlierName.objects.values_list("user", "name")) == {
        (user.pk, "Nora"),
        (user.pk, "Norma"),
    }
    EarlierName.objects.update(until=timezone.now() - timedelta(days=31))
    assert str(sign_in(a_token(key, name="Nina"))) == "Nina"


def test_a_download_of_ones_data_names_the_site_that_signs_one_in():
    user = sign_in(a_token(a_key()))
    file = io.BytesIO()
    write_own_data(file, Person.objects.of(user), "The blog")
    with zipfile.ZipFile(file) as parts:
        text = " ".join(parts.read(name).decode() for name in parts.namelist())
    assert ORIGIN in text and "Nora" in text


@pytest.mark.one_database
def test_keys_of_weak_kinds_or_of_another_algorithm_are_refused():
    wrong = [
        ("RS256", pem(SMALL_RSA)),
        ("RS256", pem(ec.generate_private_key(ec.SECP256R1()))),
        ("ES256", pem(ec.generate_private_key(ec.SECP384R1()))),
        ("EdDSA", pem(RSA)),
        ("ES256", "x" * 5_000),
        ("RS256", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"),
        ("RS256", ""),
        ("none", pem(RSA)),
    ]
    for algorithm, public_key in wrong:
        with pytest.raises(ValidationError):
            SigningKey(site=a_site(), algorithm=algorithm, public_key=public_key).full_clean()


def in_admin(client, **fields):
    data = {"site": a_site().pk, "algorithm": "HS256", "public_key": ""} | fields
    return client.post("/admin/blogsite/signingkey/add/", data)


def test_an_owner_makes_a_secret_which_the_admin_shows_once(client):
    client.force_login(an_owner())
    site = a_site()
    form = "/admin/blogsite/signingkey/add/?site="
    assert re.search(rf'value="{site.pk}"\s+selected', client.get(f"{form}{site.pk}").text)
    assert client.get(f"{form}x").status_code == 200
    page = in_admin(client)
    key = SigningKey.objects.get()
    assert key.secret in page.text and len(key.secret.encode()) >= 32
    assert "no-store" in page["Cache-Control"] and str(sign_in(a_token(key))) == "Nora"
    for path in ("", f"{key.pk}/change/", f"{key.pk}/history/", f"{key.pk}/delete/"):
        other = client.get(f"/admin/blogsite/signingkey/{path}")
        assert other.status_code == 200 and key.secret not in other.text
        assert key.nonce not in other.text


def test_a_secret_is_changed_without_a_gap_and_then_ended(client):
    client.force_login(an_owner())
    in_admin(client)
    in_admin(client)
    old, new = SigningKey.objects.order_by("pk")
    assert "has 2 keys already" in in_admin(client).text and SigningKey.objects.count() == 2
    user = sign_in(a_token(old))
    assert sign_in(a_token(new)) == user
    client.post(f"/admin/blogsite/signingkey/{old.pk}/delete/", {"post": "yes"})
    UsedToken.objects.all().delete()
    assert "not signed with a key" in refusal(a_token(old))
    seed = User.objects.get(pk=user.pk).session_seed
    assert seed and sign_in(a_token(new)) == user  # its earlier sessions have ended
    history = client.get("/admin/").text
    assert "HS256" in history


def test_deleting_a_site_ends_the_sessions_of_its_readers(client):
    user = sign_in(a_token(a_key()))
    client.force_login(an_owner())
    site = Site.objects.get()
    client.post(f"/admin/posts/site/{site.pk}/delete/", {"post": "yes"})
    assert not Site.objects.exists() and not SigningKey.objects.exists()
    assert User.objects.get(pk=user.pk).session_seed != user.session_seed


@pytest.mark.one_database
def test_only_owners_see_or_make_keys(client):
    key = a_key()
    client.force_login(mona())
    for path in ("", "add/", f"{key.pk}/change/", f"{key.pk}/delete/"):
        assert client.get(f"/admin/blogsite/signingkey/{path}").status_code == 403
    assert in_admin(client).status_code == 403 and SigningKey.objects.count() == 1


@pytest.mark.one_database
def test_the_documented_python_makes_a_token_that_signs_in():
    text = EMBEDDING.read_text()
    code = re.search(r"\n((?:    .*\n|\n)+)", text[text.index("### Python") :])[1]
    secret, names = a_key().secret, {}
    code = re.sub(r"^    ", "", code, flags=re.MULTILINE)
    code = code.replace("https://www.example.com", ORIGIN).replace("https://blog.example", OURS)
    environment = {"SOUNDOFF_SECRET": secret}
    exec(code.replace("os.environ", repr(environment)), names)  # noqa: S102 (ours)
    reader = type("Reader", (), {"id": 17, "name": "Nora", "email": "nora@paper.example"})
    assert str(sign_in(names["token_for"](reader))) == "Nora"
