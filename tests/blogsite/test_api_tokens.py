"""Tokens of the API: who makes them, what they are good for, and when that ends."""

import io
import logging
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.privacy import end_old_data
from blogsite.models import APIToken
from comments.models import Comment
from tests.blogsite.api_programs import Program
from tests.blogsite.test_api_problems import problem
from tests.cast import a_post, account, an_owner, edda, mona

pytestmark = pytest.mark.django_db
ADMIN = "/admin/blogsite/apitoken/"


@pytest.fixture
def post():
    return a_post()


def signed_in(user):
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": "a long password"})
    return browser


def made(client, **fields):
    """Return the secret of a token made in the admin, as the page shows it."""
    form = {"name": "Reader's app", "scopes": ["write"]} | fields
    answer = client.post(f"{ADMIN}add/", form)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    before, _, after = answer.text.partition("<code>soundoff_")
    return f"soundoff_{after.partition('</code>')[0]}"


def test_an_owner_makes_a_token_that_is_shown_once_and_ends_it(post):
    client = signed_in(account("olga", "Owners"))
    program = Program("write")
    program.secret = made(client)
    token = APIToken.objects.first()
    assert len(program.secret) > 50 and program.secret.startswith(token.prefix)
    assert program.secret not in str(vars(token))
    for page in (ADMIN, f"{ADMIN}{token.pk}/change/", f"{ADMIN}{token.pk}/renew/"):
        assert program.secret not in client.get(page).text
    assert program.post(post).status_code == 201
    token.refresh_from_db()
    assert token.last_used == timezone.localdate()
    assert client.get(f"{ADMIN}{token.pk}/end/").status_code == 405
    assert client.post(f"{ADMIN}{token.pk}/end/").status_code == 302
    problem(program.post(post), 401)
    assert "Ended" in client.get(ADMIN).text


def test_a_renewed_token_has_the_people_that_it_had(post):
    owner = an_owner()
    client = signed_in(owner)
    program = Program("write", user=owner)
    program.post(post)
    answer = client.post(f"{ADMIN}{program.token.pk}/renew/").text
    problem(program.post(post), 401)
    program.secret = f"soundoff_{answer.partition('<code>soundoff_')[2].partition('<')[0]}"
    program.post(a_post(), "Another.", author={"name": "Wendela"})
    assert problem(program.post(a_post(), "A third."), 429)
    assert Comment.objects.values("author").distinct().count() == 1


def test_no_wrong_token_does_anything(post):
    program = Program("write")
    right = program.secret
    for header in ("", "Bearer", f"Basic {right}", f"Bearer {right}x", f"Bearer {right} {right}"):
        answer = Client().post(
            "/api/v1/comments/post/", "{}", "application/json", headers={"Authorization": header}
        )
        assert problem(answer, 401) and answer["WWW-Authenticate"].startswith("Bearer")
    problem(Program("read:queue").post(post), 403)
    problem(Program("write", until=timezone.localdate() - timedelta(days=1)).post(post), 401)
    assert Program("write", until=timezone.localdate()).post(post).status_code == 201
    assert program.token.last_used is None


@pytest.mark.one_database
def test_wrong_tokens_run_out_but_a_right_one_goes_on(post):
    for _ in range(100):
        Client().post("/api/v1/comments/post/", headers={"Authorization": "Bearer wrong"})
    wrong = Client().post("/api/v1/comments/post/", headers={"Authorization": "Bearer wrong"})
    problem(wrong, 429)
    assert Program("write").post(post).status_code == 201


@pytest.mark.one_database
@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_a_token_ends_with_the_work_of_its_person(post, change):
    program = Program("write")
    assert program.post(post).status_code == 201
    for name, value in change.items():
        setattr(program.token.user, name, value)
    program.token.user.save()
    problem(program.post(a_post(), "More."), 401)


@pytest.mark.one_database
def test_a_cookie_gives_no_right_and_a_token_none_on_pages(client, post):
    client.force_login(an_owner())
    assert problem(client.post("/api/v1/comments/post/", {}, "application/json"), 401)
    program = Program("write", "moderate")
    for path in ("/admin/", "/accounts/", f"/me/?post={post.pk}"):
        plain, with_token = Client().get(path), Client().get(path, headers=program.headers)
        assert (plain.status_code, plain.headers) == (with_token.status_code, with_token.headers)


@pytest.mark.one_database
def test_owners_alone_make_tokens_and_no_one_uses_those_of_others(client):
    token = Program("write", user=an_owner("rosa")).token
    for person in (edda(), mona()):
        client.force_login(person)
        assert client.get(ADMIN).status_code == client.get(f"{ADMIN}add/").status_code == 403
        assert client.post(f"{ADMIN}{token.pk}/end/").status_code == 403
    client = signed_in(account("olga", "Owners"))
    assert client.get(f"{ADMIN}{token.pk}/renew/").status_code == 403
    change = {"name": "Mine", "scopes": ["moderate"]}
    assert client.post(f"{ADMIN}{token.pk}/change/", change).status_code == 403
    assert client.post(f"{ADMIN}{token.pk}/end/").status_code == 302
    token.refresh_from_db()
    assert token.ended and token.scopes == ["write"]


@pytest.mark.one_database
def test_a_token_is_made_only_soon_after_signing_in(client):
    client.force_login(an_owner())  # who knows when
    form = {"name": "Reader's app", "scopes": ["write"]}
    assert "/reauthenticate/" in client.post(f"{ADMIN}add/", form)["Location"]
    assert not APIToken.objects.exists()


@pytest.mark.one_database
def test_a_token_is_in_no_log_and_no_export(post, tmp_path, caplog):
    program = Program("write")
    with caplog.at_level(logging.DEBUG):
        program.post(post)
        program.send("comments/post/", "{")
    call_command("export_jsonl", str(tmp_path / "blog.zip"), stdout=io.StringIO())
    exported = (tmp_path / "blog.zip").read_bytes()
    for secret in (program.secret, program.token.digest, program.token.people.hex):
        assert secret not in caplog.text and secret.encode() not in exported


def test_ended_tokens_are_removed_after_90_days():
    ended, over, used = (Program("write").token for _ in range(3))
    long_ago = timezone.now() - timedelta(days=91)
    APIToken.objects.filter(pk=ended.pk).update(ended=long_ago)
    APIToken.objects.filter(pk=over.pk).update(until=long_ago.date())
    assert dict(end_old_data())["Ended tokens removed"] == 2
    assert APIToken.objects.get() == used
