"""A form that cannot be accepted is returned with its text, and changes nothing."""

import json
import re
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client

from comments.status_links import status_path
from moderation.models import AuthorWarning, Report
from tests.cast import a_comment, a_post, alice, edda, mona
from tests.comments.test_concurrent_posting import database_away
from tests.moderation.deciding import a_report, a_rule, decide

NOTE = "See the second line."
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def visitor(db):
    """A browser whose forms have lost their keys."""
    return Client(enforce_csrf_checks=True)


def refused(response):
    assert response.status_code == 403 and "no-store" in response["Cache-Control"]
    return response.content.decode()


@pytest.mark.one_database
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
def test_a_form_of_another_site_is_not_returned_as_ours(visitor, who, path):
    comment = a_comment(a_post())
    visitor.force_login(who())
    sent = {"body": "You have won. Press Send.", "key": "1" * 32}
    page = refused(visitor.post(path.format(comment.pk), sent))
    assert "<form" not in page and "csrfmiddlewaretoken" not in page
    assert 'href="/"' in page


@pytest.mark.one_database
def test_a_post_sent_without_csrf_token_is_shown_for_copying(visitor):
    post = a_post()
    visitor.force_login(edda())
    sent = {"title": "Thin ice", "body": "<p>It bore the ducks.</p>", "slug": "", "_save": "1"}
    page = refused(visitor.post(f"/admin/posts/post/{post.pk}/change/", sent))
    assert "Thin ice" in page and "&lt;p&gt;It bore the ducks.&lt;/p&gt;" in page
    assert page.count("<textarea") == page.count("readonly") and "<form" not in page


@pytest.mark.one_database
def test_a_password_is_never_shown_on_an_error_page(visitor):
    sent = {
        "login": "alice",
        "password": "a long password",
        "code": "123-456",
        "csrfmiddlewaretoken": "stale",
    }
    page = refused(visitor.post("/accounts/login/", sent))
    assert not any(secret in page for secret in ("a long password", "stale", "123-456"))


SECRETS = {
    "flat": '{"username": "alice", "Password": "a long password"}',
    "deep": '{"user": {"name": "alice", "new_password1" : "a long password"}}',
    "broken": '{"username": "alice", "password": "a long password",}',
    "a key": '{"username": "alice", "key": "a long password"}',
}


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["/accounts/login/", "/no/such/place/"])
@pytest.mark.parametrize("sent", SECRETS.values(), ids=SECRETS)
def test_a_password_in_json_is_never_shown_on_an_error_page(visitor, sent, path):
    page = visitor.post(path, sent, content_type="application/json").content.decode()
    assert "a long password" not in page


@pytest.mark.one_database
def test_text_in_json_is_shown_once_even_if_it_mentions_a_password(visitor):
    for sent in ({"body": NOTE, "password": "secret"}, {"data": [f'"password": {NOTE}']}):
        text = json.dumps(sent)
        page = visitor.post("/no/such/place/", text, content_type="application/json")
        assert page.content.decode().count(NOTE) == 1


@pytest.mark.one_database
@pytest.mark.parametrize("partial", ["", "form/"])
def test_a_report_without_csrf_token_gives_its_note_back(visitor, partial):
    url = f"/comments/{a_comment(a_post()).pk}/report/"
    sent = {"reason": "harassment", "note": NOTE, "is_about_children": "on"}
    page = refused(visitor.post(f"{url}{partial}", sent))
    assert NOTE in page and f'action="{url}"' in page
    assert page.count("checked") == 2, "the reason, and the box"
    assert ("<html" in page) == (partial == "")
    assert not Report.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("partial", ["", "form/"])
def test_a_report_gives_its_note_back_while_the_database_is_away(partial):
    url = f"/comments/{a_comment(a_post()).pk}/report/{partial}"
    sent = {"reason": "harassment", "note": NOTE}
    with database_away():
        answer = Client().post(url, sent)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert NOTE in answer.content.decode()
    assert Client().post(url, sent).status_code in (200, 303)
    assert Report.objects.get().contents.note == NOTE


@pytest.mark.one_database
@pytest.mark.django_db
@pytest.mark.parametrize("partial", ["", "form/"])
def test_an_edit_after_a_sign_out_gives_the_text_back(partial):
    comment = a_comment(a_post())
    sent = {"action": "add", "body": NOTE}
    answer = Client().post(f"/comments/{comment.pk}/edit/{partial}", sent)
    page = refused(answer)
    assert NOTE in page and "signed out" in page
    visitor = Client()
    visitor.force_login(alice())
    assert visitor.post(f"/comments/{comment.pk}/edit/", fields_of(page)).status_code == 303
    comment.refresh_from_db()
    assert [text.body for text in comment.texts] == ["Well said.", NOTE]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("partial", ["", "form/"])
def test_a_returned_form_has_its_action_while_the_database_is_away(partial):
    comment = a_comment(a_post())
    url = status_path(comment)
    with database_away():
        answer = Client().post(f"{url}{partial}", {"action": "edit", "body": NOTE})
    assert answer.status_code == 503
    assert Client().post(url, fields_of(answer.content.decode())).status_code == 303
    comment.refresh_from_db()
    assert comment.body == NOTE


@pytest.mark.one_database
@pytest.mark.django_db
@pytest.mark.parametrize("partial", ["", "form/"])
def test_a_report_of_a_removed_comment_gives_its_note_back(partial):
    comment = a_comment(a_post())
    comment.remove()
    sent = {"reason": "harassment", "note": NOTE}
    answer = Client().post(f"/comments/{comment.pk}/report/{partial}", sent)
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


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize(("type_", "sent"), SENT_OTHERWISE.values(), ids=SENT_OTHERWISE)
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_body_that_is_no_form_is_returned_in_one_with_the_reason(visitor, type_, sent, place):
    comment = a_comment(a_post())
    answer = visitor.post(place(comment), sent, content_type=type_)
    page = answer.content.decode()
    assert answer.status_code == 400
    named = type_.partition(";")[0]
    problem = f"not {named}" if named else "but the request has no content type"
    assert f"A form was expected, {problem}." in page
    assert NOTE in text_field(page)


@pytest.mark.one_database
@pytest.mark.parametrize("type_", ["application/json", "text/plain", ""])
def test_a_request_that_is_no_form_changes_nothing(db, type_):
    comment = a_comment(a_post())
    fields = {"action": "withdraw", "body": "Other words.", "reason": "spam", "key": str(uuid4())}
    for place in PLACES.values():
        answer = Client().post(place(comment), json.dumps(fields), content_type=type_)
        assert answer.status_code == 400
    comment.refresh_from_db()
    assert (comment.status, comment.body) == ("published", "Well said.")
    assert Report.objects.get().status == "open", "the one of the receipt"


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["/comments/{}/withdraw/", "/warnings/"])
def test_a_request_that_is_no_form_withdraws_or_reads_nothing(db, client, path):
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


@pytest.mark.one_database
@pytest.mark.parametrize("path", NOWHERE, ids=lambda path: path[:40])
def test_text_sent_to_an_unknown_url_is_shown_for_copying(visitor, path):
    sent = {"body": NOTE, "name": "Wendela", "key": "a-key", "password": "a long password"}
    answer = visitor.post(path, sent)
    page = answer.content.decode()
    assert answer.status_code == 404 and "no-store" in answer["Cache-Control"]
    assert NOTE in page and "Wendela" in page and "<form" not in page
    assert "a-key" not in page and "a long password" not in page


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["/no/such/place/", "/accounts/logout/", "/comments/1/withdraw/"])
def test_a_field_with_an_unprintable_name_is_shown_too(visitor, path):
    sent = '{"\\ud800": "See the second line."}'
    answer = visitor.post(path, sent, content_type="application/json")
    assert answer.status_code in (403, 404) and NOTE in answer.content.decode()


@pytest.mark.one_database
@pytest.mark.parametrize("type_", ["application/json", FORM])
def test_only_the_first_of_very_many_fields_are_shown(visitor, type_):
    sent = {"body": NOTE} | {f"field {number}": "x" for number in range(900)}
    text = json.dumps(sent) if type_ != FORM else urlencode(sent)
    page = visitor.post("/no/such/place/", text, content_type=type_).content.decode()
    assert NOTE in page and page.count("<textarea") == 20


@pytest.mark.one_database
@pytest.mark.parametrize("debugging", [False, True])
def test_only_a_get_request_is_redirected_to_the_trailing_slash(visitor, settings, debugging):
    settings.DEBUG = debugging
    assert visitor.get("/comments/1/reply")["Location"] == "/comments/1/reply/"
    assert visitor.post("/comments/1/reply", {"body": NOTE}).status_code == 404


@pytest.mark.one_database
def test_a_post_sent_without_trailing_slash_is_shown_for_copying(db, client):
    client.force_login(edda())
    url = f"/admin/posts/post/{a_post().pk}/change"
    assert client.get(url)["Location"] == f"{url}/"
    answer = client.post(url, {"body": NOTE})
    assert answer.status_code == 404 and NOTE in answer.content.decode()


@pytest.mark.one_database
def test_a_get_request_to_an_unknown_url_shows_nothing_to_copy(visitor):
    assert "to be copied" not in visitor.get("/no/such/place/").content.decode()


@pytest.mark.one_database
def test_a_request_that_cannot_be_parsed_is_not_found_either(visitor):
    for sent, type_ in ((b"--x", "multipart/form-data; boundary=x"), (b"x=1&" * 2_000, FORM)):
        assert visitor.post("/no/such/place/", sent, content_type=type_).status_code == 404


def text_field(page):
    """Return what stands in the text fields of a page."""
    return " ".join(re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page))


def fields_of(page):
    """Return what the form on a page would send, of hidden fields and of its one text."""
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return dict(hidden) | {"body": re.search(r"<textarea[^>]*>\s*([^<]*)</textarea>", page)[1]}
