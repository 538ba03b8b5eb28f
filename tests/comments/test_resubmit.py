"""A form without its key, or at a bad moment: what was typed is shown, and nothing is done."""

import json
import re
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client

from comments.status_links import status_path
from moderation.models import AuthorWarning, Report
from tests.cast import a_comment, a_post, alice, edda, mona
from tests.comments.test_at_once import database_away
from tests.moderation.deciding import a_report, a_rule, decide

NOTE = "See the second line."
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def browser(db):
    """A browser whose forms have lost their keys."""
    return Client(enforce_csrf_checks=True)


def refused(response):
    assert response.status_code == 403 and "no-store" in response["Cache-Control"]
    return response.content.decode()


@pytest.mark.parametrize(
    ("who", "path"),
    [
        (mona, "/admin/moderation/heldcomment/{}/decide/"),
        (mona, "/admin/moderation/heldcomment/undo/"),
        (alice, "/comments/{}/withdraw/"),
        (alice, "/warnings/"),
        (alice, "/accounts/logout/"),
    ],
)
def test_no_form_of_another_site_becomes_one_of_ours(browser, who, path):
    comment = a_comment(a_post())
    browser.force_login(who())
    sent = {"body": "You have won. Press Send.", "key": "1" * 32}
    page = refused(browser.post(path.format(comment.pk), sent))
    assert "<form" not in page and "csrfmiddlewaretoken" not in page
    assert 'href="/"' in page


def test_an_article_without_its_key_is_shown_to_be_copied(browser):
    post = a_post()
    browser.force_login(edda())
    sent = {"title": "Thin ice", "body": "<p>It bore the ducks.</p>", "slug": "", "_save": "1"}
    page = refused(browser.post(f"/admin/posts/post/{post.pk}/change/", sent))
    assert "Thin ice" in page and "&lt;p&gt;It bore the ducks.&lt;/p&gt;" in page
    assert page.count("<textarea") == page.count("readonly") and "<form" not in page


def test_a_password_is_shown_to_nobody(browser):
    sent = {"username": "alice", "password": "a long password", "csrfmiddlewaretoken": "stale"}
    page = refused(browser.post("/accounts/login/", sent))
    assert "a long password" not in page and "stale" not in page


SECRETS = {
    "flat": '{"username": "alice", "Password": "a long password"}',
    "deep": '{"user": {"name": "alice", "new_password1" : "a long password"}}',
    "broken": '{"username": "alice", "password": "a long password",}',
    "a key": '{"username": "alice", "key": "a long password"}',
}


@pytest.mark.parametrize("path", ["/accounts/login/", "/no/such/place/"])
@pytest.mark.parametrize("sent", SECRETS.values(), ids=SECRETS)
def test_a_password_in_json_is_shown_to_nobody_either(browser, sent, path):
    page = browser.post(path, sent, content_type="application/json").content.decode()
    assert "a long password" not in page


def test_words_in_json_are_shown_once_and_those_that_only_speak_of_a_password_too(browser):
    for sent in ({"body": NOTE, "password": "secret"}, {"data": [f'"password": {NOTE}']}):
        text = json.dumps(sent)
        page = browser.post("/no/such/place/", text, content_type="application/json")
        assert page.content.decode().count(NOTE) == 1


@pytest.mark.parametrize("piece", ["", "form/"])
def test_a_report_without_its_key_comes_back_with_the_note(browser, piece):
    address = f"/comments/{a_comment(a_post()).pk}/report/"
    sent = {"reason": "harassment", "note": NOTE, "is_about_children": "on"}
    page = refused(browser.post(f"{address}{piece}", sent))
    assert NOTE in page and f'action="{address}"' in page
    assert page.count("checked") == 2, "the reason, and the box"
    assert ("<html" in page) == (piece == "")
    assert not Report.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("piece", ["", "form/"])
def test_a_report_comes_back_while_the_database_is_away(piece):
    address = f"/comments/{a_comment(a_post()).pk}/report/{piece}"
    sent = {"reason": "harassment", "note": NOTE}
    with database_away():
        answer = Client().post(address, sent)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert NOTE in answer.content.decode()
    assert Client().post(address, sent).status_code in (200, 303)
    assert Report.objects.get().contents.note == NOTE


@pytest.mark.django_db
@pytest.mark.parametrize("piece", ["", "form/"])
def test_whoever_was_signed_out_while_they_edited_has_their_words(piece):
    comment = a_comment(a_post())
    sent = {"action": "add", "body": NOTE}
    answer = Client().post(f"/comments/{comment.pk}/edit/{piece}", sent)
    page = refused(answer)
    assert NOTE in page and "signed out" in page
    browser = Client()
    browser.force_login(alice())
    assert browser.post(f"/comments/{comment.pk}/edit/", fields_of(page)).status_code == 303
    comment.refresh_from_db()
    assert [text.body for text in comment.texts] == ["Well said.", NOTE]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("piece", ["", "form/"])
def test_what_was_meant_by_words_is_kept_with_them_while_the_database_is_away(piece):
    comment = a_comment(a_post())
    address = status_path(comment)
    with database_away():
        answer = Client().post(f"{address}{piece}", {"action": "edit", "body": NOTE})
    assert answer.status_code == 503
    assert Client().post(address, fields_of(answer.content.decode())).status_code == 303
    comment.refresh_from_db()
    assert comment.body == NOTE


@pytest.mark.django_db
@pytest.mark.parametrize("piece", ["", "form/"])
def test_a_report_of_what_is_gone_comes_back(piece):
    comment = a_comment(a_post())
    comment.remove()
    sent = {"reason": "harassment", "note": NOTE}
    answer = Client().post(f"/comments/{comment.pk}/report/{piece}", sent)
    page = answer.content.decode()
    assert answer.status_code == 404 and "not there any more" in page and NOTE in page


SENT_OTHERWISE = {
    "json": ("application/json", '{"body": "See the second line.", "name": "Wendela"}'),
    "a list": ("application/json", '["See the second line."]'),
    "broken json": ("application/json; charset=utf-8", '{"body": "See the second line.'),
    "deep json": ("application/json", "[" * 100_000 + NOTE),
    "half a character": ("application/json", '{"body": "See the second line.", "x": "\\ud83e"}'),
    "half of one alone": ("application/json", '{"body": "See the second line. \\udd94"}'),
    "text": ("text/plain", NOTE),
    "bytes": ("application/octet-stream", b"\xff\x00" + NOTE.encode()),
    "untyped": ("", NOTE),
}
PLACES = {
    "respond": lambda comment: f"{comment.post.get_absolute_url()}respond/",
    "reply": lambda comment: f"/comments/{comment.pk}/reply/",
    "preview": lambda comment: f"/comments/{comment.pk}/reply/preview/",
    "edit": lambda comment: f"/comments/{comment.pk}/edit/",
    "status": status_path,
    "report": lambda comment: f"/comments/{comment.pk}/report/",
    "receipt": lambda comment: a_report(comment).get_absolute_url(),
}


@pytest.mark.parametrize(("type_", "sent"), SENT_OTHERWISE.values(), ids=SENT_OTHERWISE)
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_what_is_sent_as_no_form_comes_back_in_one_with_the_true_reason(
    browser, type_, sent, place
):
    comment = a_comment(a_post())
    answer = browser.post(place(comment), sent, content_type=type_)
    page = answer.content.decode()
    assert answer.status_code == 400
    named = type_.partition(";")[0]
    problem = f"not {named}" if named else "but the request has no content type"
    assert f"A form was expected, {problem}." in page
    assert NOTE in text_field(page)


@pytest.mark.parametrize("type_", ["application/json", "text/plain", ""])
def test_nothing_is_done_with_what_is_no_form(db, type_):
    comment = a_comment(a_post())
    fields = {"action": "withdraw", "body": "Other words.", "reason": "spam", "key": str(uuid4())}
    for place in PLACES.values():
        answer = Client().post(place(comment), json.dumps(fields), content_type=type_)
        assert answer.status_code == 400
    comment.refresh_from_db()
    assert (comment.status, comment.body) == ("published", "Well said.")
    assert Report.objects.get().status == "open", "the one of the receipt"


@pytest.mark.parametrize("path", ["/comments/{}/withdraw/", "/warnings/"])
def test_nothing_is_taken_back_or_read_by_what_is_no_form(db, client, path):
    comment = a_comment(a_post())
    decide("warn", comment, by=mona(), ground=a_rule())
    warning = AuthorWarning.objects.get()
    client.force_login(alice())
    sent = json.dumps({"warning": str(warning.pk), "body": NOTE})
    answer = client.post(path.format(comment.pk), sent, content_type="application/json")
    assert answer.status_code == 400 and NOTE in answer.content.decode()
    comment.refresh_from_db()
    warning.refresh_from_db()
    assert comment.is_published and warning.acknowledged is None


NOWHERE = [
    *("/comments/99999999999999999999/reply/", "/comments/0/edit/", "/comments/1e3/report/"),
    *("/comments/99999999999999999999/reply/form/", "/2010/02/31/frost/respond/"),
    *("/comments/1/reply", "/comments/1/reply/form", "/comments/1/edit", "/comments/1/report"),
    *("/2010/07/29/frost/respond", "/accounts/login"),
    *("/0000/00/00/frost/respond/", f"/2010/07/29/{'x' * 5_000}/respond/", "/no/such/place/"),
]


@pytest.mark.parametrize("path", NOWHERE, ids=lambda path: path[:40])
def test_words_sent_to_where_nothing_is_are_shown_to_be_copied(browser, path):
    sent = {"body": NOTE, "name": "Wendela", "key": "a-key", "password": "a long password"}
    answer = browser.post(path, sent)
    page = answer.content.decode()
    assert answer.status_code == 404 and "no-store" in answer["Cache-Control"]
    assert NOTE in page and "Wendela" in page and "<form" not in page
    assert "a-key" not in page and "a long password" not in page


@pytest.mark.parametrize("path", ["/no/such/place/", "/accounts/logout/", "/comments/1/withdraw/"])
def test_a_field_whose_name_cannot_be_written_is_shown_too(browser, path):
    sent = '{"\\ud800": "See the second line."}'
    answer = browser.post(path, sent, content_type="application/json")
    assert answer.status_code in (403, 404) and NOTE in answer.content.decode()


@pytest.mark.parametrize("type_", ["application/json", FORM])
def test_of_very_many_fields_the_first_are_shown(browser, type_):
    sent = {"body": NOTE} | {f"field {number}": "x" for number in range(900)}
    text = json.dumps(sent) if type_ != FORM else urlencode(sent)
    page = browser.post("/no/such/place/", text, content_type=type_).content.decode()
    assert NOTE in page and page.count("<textarea") == 20


@pytest.mark.parametrize("debugging", [False, True])
def test_only_who_looks_is_led_to_an_address_with_its_last_slash(browser, settings, debugging):
    settings.DEBUG = debugging
    assert browser.get("/comments/1/reply")["Location"] == "/comments/1/reply/"
    assert browser.post("/comments/1/reply", {"body": NOTE}).status_code == 404


def test_an_article_sent_to_the_desk_without_the_last_slash_is_shown_to_be_copied(db, client):
    client.force_login(edda())
    address = f"/admin/posts/post/{a_post().pk}/change"
    assert client.get(address)["Location"] == f"{address}/"
    answer = client.post(address, {"body": NOTE})
    assert answer.status_code == 404 and NOTE in answer.content.decode()


def test_who_only_looks_where_nothing_is_finds_nothing_to_copy(browser):
    assert "to be copied" not in browser.get("/no/such/place/").content.decode()


def test_what_cannot_even_be_read_is_not_found_either(browser):
    for sent, type_ in ((b"--x", "multipart/form-data; boundary=x"), (b"x=1&" * 2_000, FORM)):
        assert browser.post("/no/such/place/", sent, content_type=type_).status_code == 404


def text_field(page):
    """Give what stands in the text fields of a page."""
    return " ".join(re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page))


def fields_of(page):
    """Give what the form on a page would send, of hidden fields and of its one text."""
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return dict(hidden) | {"body": re.search(r"<textarea[^>]*>\s*([^<]*)</textarea>", page)[1]}
