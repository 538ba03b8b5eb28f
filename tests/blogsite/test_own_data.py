"""People download all that is stored about them, and nothing that is somebody else's."""

import json
import tracemalloc
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.mail.outbox import Draft, queue
from accounts.models import Mailbox, Person
from accounts.own_data import write_own_data
from accounts.privacy import Download, holdings
from moderation.models import Ban, Note
from tests.cast import a_comment, a_conversation, a_post, alice, bob, mona
from tests.moderation.deciding import a_report, a_rule

pytestmark = pytest.mark.django_db

PATH = "/accounts/data/"


@pytest.fixture(autouse=True)
def nobody_was_too_quick():
    cache.clear()


def signed_in(user):
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": "a long password"})
    return browser


def parts_of(response):
    archive = ZipFile(BytesIO(b"".join(response.streaming_content)))
    page = archive.read("data.html").decode()
    return json.loads(archive.read("data.json")), page


@pytest.mark.one_database
def test_every_model_says_what_of_each_personal_column_is_in_the_file():
    for holding in holdings():
        download = holding.download
        if isinstance(download, Download):
            assert set(holding.fields) == set(holding.fields) & {
                *download.columns,
                *download.withheld,
            }, holding.model
            assert not set(download.columns) & set(download.withheld), holding.model
        else:
            assert str(download).endswith("."), holding.model


def test_the_file_holds_what_a_person_wrote_also_as_a_guest():
    guest = Client()
    post = a_post(title="Frost & <fire>")
    fields = {"name": "Mother", "body": "I wrote <b>this</b>.", "email": "mum@mail.example"}
    guest.post(f"{post.get_absolute_url()}respond/", fields | {"key": uuid4()})
    Person.objects.of(alice()).join(Person.objects.get(comments__name="Mother"))
    other = a_comment(post, "Bob's own words.", by=bob())
    a_report(other, Person.objects.of(alice()), note="He is rude.")
    data, page = parts_of(signed_in(alice()).post(PATH))
    (comment,) = data["comments.Comment"]
    assert comment["body"] == "I wrote <b>this</b>." and comment["email"] == "mum@mail.example"
    assert comment["post__title"] == "Frost & <fire>"
    assert data["moderation.ReportContents"][0]["note"] == "He is rude."
    assert data["accounts.User"][0]["email"] == "alice@soundoff.example"
    assert "&lt;p&gt;" not in page and "I wrote &lt;b&gt;this&lt;/b&gt;." in page
    assert "Frost &amp; &lt;fire&gt;" in page and "He is rude." in page and "Mother" in page
    for text in (json.dumps(data), page):
        assert "Bob's own words" not in text and "bob@" not in text


@pytest.mark.one_database
def test_the_page_in_the_file_says_in_words_what_the_other_part_has_as_codes():
    user = alice()
    about = {"user": user.pk, "moment": 1}
    queue([Draft("password_changed", user.email, about)])
    mailbox = Mailbox.objects.for_email(user.email)
    data, page = parts_of(signed_in(user).post(PATH))
    assert data["accounts.Message"][0]["about"] == about
    assert data["accounts.Mailbox"][0]["frequency"] == mailbox.frequency == "at_once"
    for words in ("Password changed", "At once", "Unasked", "Waiting", "Yes"):
        assert f"<dd>{words}</dd>" in page, words
    for code in ("password_changed", "at_once", "unasked", "moment", ">True<"):
        assert code not in page, code


@pytest.mark.one_database
def test_the_file_holds_no_secret_and_no_note_of_a_moderator():
    comment = a_comment(a_post())
    Note.objects.write("Looks like an old acquaintance.", by=mona(), comment=comment)
    Ban.objects.impose(by=mona(), ground=a_rule(), person=comment.author)
    user = alice()
    data, page = parts_of(signed_in(user).post(PATH))
    assert data["moderation.Ban"]
    for text in (json.dumps(data), page):
        assert user.password not in text and str(comment.author.key) not in text
        assert comment.link_nonce.hex not in text and "acquaintance" not in text


@pytest.mark.one_database
def test_the_file_requires_a_recent_sign_in():
    browser = Client()
    browser.force_login(alice())
    for response in (browser.get(PATH), browser.post(PATH)):
        assert response["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2Fdata%2F"
    browser.post("/accounts/reauthenticate/", {"password": "a long password", "next": PATH})
    assert parts_of(browser.post(PATH))[0]["accounts.User"]
    assert Client().post(PATH)["Location"].startswith("/accounts/login/")


def test_an_account_without_password_is_asked_to_sign_in_again():
    user = alice()
    user.set_unusable_password()
    user.save()
    browser = Client()
    browser.force_login(user)
    assert "Sign out, and in again" in browser.post(PATH).text


@pytest.mark.one_database
@pytest.mark.usefixtures("long_window")
def test_the_page_downloads_nothing_and_the_file_is_limited():
    browser = signed_in(alice())
    page = browser.get(PATH)
    assert page["Content-Type"].startswith("text/html") and "Comments" in page.text
    for expected in [200] * 5 + [429]:
        response = browser.post(PATH)
        assert response.status_code == expected
        if response.streaming:
            parts_of(response)


@pytest.mark.slow
def test_a_thousand_comments_take_no_more_memory_than_some(filled):
    filled(many_comments)
    person, file = Person.objects.of(alice()), BytesIO()
    tracemalloc.start()
    write_own_data(file, person, "Soundoff")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(json.loads(ZipFile(file).read("data.json"))["comments.Comment"]) == 1_000
    assert peak < 1_300_000  # 800,000 for any number; all rows at once are a million more


def many_comments():
    a_conversation(a_post(), [None] * 1_000)
