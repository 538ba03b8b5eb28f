"""An e-mail typed as a name is refused, so that nobody publishes it."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from comments.models import Comment
from tests.cast import a_post, account

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

WORDS = "Thought about for an hour."

EMAILS = [
    "ana.private@example.org",
    "ana+news@mail.example.org",
    "Ana Ruiz ana@example.org",
    "Ana Ruiz <ana@example.org>",
    "Ana (ana@example.org), Springfield",
    "mailto:ana@example.org",
    "ana @ example.org",
    "ana＠example.org",
    "ana﹫example．org",
    "ａｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ",
    "ana@example。org",
    "ana\u200b@\u2060example.org",
    "élodie@exämple.org",
    "ANA@EXAMPLE.ORG",
]
NAMES = [
    "Ana",
    "Ana @ home",
    "@ana",
    "@ana@social.example",
    "A.N. Other",
    "ana.ruiz",
    "Node.js fan",
]


def send(client, name, preview=False):
    url = f"{a_post().get_absolute_url()}respond/{'preview/' if preview else ''}"
    return client.post(url, {"name": name, "body": WORDS, "key": str(uuid4())})


@pytest.mark.parametrize("name", EMAILS)
def test_an_email_as_a_name_comes_back_with_the_reason(client, name):
    answer = send(client, name)
    assert answer.status_code == 400 and not Comment.objects.exists()
    assert "is shown to everybody" in answer.text and "has an e-mail in it" in answer.text
    assert WORDS in answer.text


@pytest.mark.parametrize("name", NAMES)
def test_a_name_with_an_at_sign_that_is_no_email_is_accepted(client, name):
    assert send(client, name).status_code == 303
    assert Comment.objects.get().name == name


def test_a_long_name_of_dots_and_signs_is_checked_quickly(client):
    assert send(client, "a@" * 30).status_code == 303


def test_an_account_is_never_shown_by_its_email():
    ana = account("ana")
    ana.display_name = "ana@example.org"
    with pytest.raises(ValidationError, match="has an e-mail in it"):
        ana.full_clean()
