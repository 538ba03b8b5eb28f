"""A guest downloads what is stored about them, or has it deleted, by the cookie of a browser."""

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Person
from accounts.models.person import PersonManager
from comments.models import Comment, HiddenAuthor, Recommendation, Subscription
from comments.status_links import status_path
from moderation.models import Report
from tests.blogsite.test_own_data import parts_of
from tests.cast import a_comment, a_post, alice, bob
from tests.moderation.deciding import a_report

pytestmark = pytest.mark.django_db

PATH = "/accounts/guest/data/"


@pytest.fixture
def post():
    cache.clear()
    return a_post()


@pytest.fixture
def visitor(post):
    visitor = Client()
    fields = {"name": "Gil", "body": "Frost, already.", "email": "gil@mail.example"}
    fields |= {"wants_mail": "on", "key": uuid4()}
    visitor.post(f"{post.get_absolute_url()}respond/", fields)
    return visitor


def gils():
    return Comment.objects.get(body="Frost, already.")


def delete(visitor, callbacks, comments="keep", **fields):
    fields = {"action": "delete", "comments": comments, "sure": "yes"} | fields
    with callbacks(execute=True):
        return visitor.post(PATH, fields)


@pytest.mark.one_database
def test_a_guest_downloads_what_the_browser_wrote(visitor):
    data, page = parts_of(visitor.post(PATH, {"action": "download"}))
    assert data["comments.Comment"][0]["email"] == "gil@mail.example" and "Gil" in page
    assert data["accounts.User"] == []
    assert PATH in visitor.get("/comments/mine/").text
    assert PATH in visitor.get(status_path(gils())).text


@pytest.mark.parametrize("comments", ["keep", "erase"])
def test_a_guest_has_everything_deleted(
    visitor, post, comments, django_capture_on_commit_callbacks
):
    person, other = gils().author, a_comment(post, "Mild.", by=bob())
    Recommendation.objects.give(other, person)
    report = a_report(other, person, note="Gil thinks so.", email="gil@mail.example")
    answer = delete(visitor, django_capture_on_commit_callbacks, comments)
    assert "is being deleted" in answer.text and not visitor.cookies["soundoff_guest"].value
    comment = Comment.objects.get(author=person)
    assert comment.email == "" and comment.name != "Gil"
    assert (comment.body == "") == (comments == "erase")
    assert not Subscription.objects.exists() and not Recommendation.objects.exists()
    report.contents.refresh_from_db()
    assert report.contents.note == report.contents.email == ""


@pytest.mark.one_database
def test_the_old_cookie_is_nobodys_then(visitor, django_capture_on_commit_callbacks):
    copy = Client()
    copy.cookies["soundoff_guest"] = visitor.cookies["soundoff_guest"].value
    delete(visitor, django_capture_on_commit_callbacks)
    assert "Nothing was written in this browser" in copy.get(PATH).text
    assert copy.post(PATH, {"action": "download"}).status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize("fields", [{"sure": ""}, {"comments": ""}, {"comments": "burn"}])
def test_a_form_that_is_not_whole_deletes_nothing(
    visitor, fields, django_capture_on_commit_callbacks
):
    assert delete(visitor, django_capture_on_commit_callbacks, **fields).status_code == 400
    visitor.get(f"{PATH}?action=delete&sure=yes&comments=erase")
    assert gils().name == "Gil"


@pytest.mark.one_database
def test_a_joined_guest_and_a_stranger_get_nothing(visitor):
    Person.objects.of(alice()).join(gils().author)
    for other in (visitor, Client()):
        assert other.post(PATH, {"action": "download"}).status_code == 404
    visitor.force_login(alice())
    assert visitor.get(PATH)["Location"] == "/accounts/data/"


@pytest.mark.parametrize("act", ["respond", "report", "recommend", "hide"])
def test_what_a_guest_sends_while_their_data_is_deleted_is_not_stored(
    visitor, post, act, monkeypatch, django_capture_on_commit_callbacks
):
    other, same = a_comment(post, "Mild.", by=bob()), Client()
    same.cookies.update(visitor.cookies)
    locked = PersonManager.locked

    def delete_then(manager, person):
        monkeypatch.setattr(PersonManager, "locked", locked)
        delete(same, django_capture_on_commit_callbacks, "erase")
        return locked(manager, person)

    paths = {"respond": f"{post.get_absolute_url()}respond/"}
    fields = {"name": "Gil", "body": "Frost in flight.", "key": uuid4()}
    fields |= {"reason": "spam", "hide": "yes", "recommend": "yes"}
    monkeypatch.setattr(PersonManager, "locked", delete_then)
    answer = visitor.post(paths.get(act, f"/comments/{other.pk}/{act}/"), fields)
    assert answer.status_code == 403
    assert act == "hide" or "this was not stored" in answer.text
    assert act in ("recommend", "hide") or "Frost in flight." in answer.text
    for model in (Report, Recommendation, HiddenAuthor):
        assert not model.objects.exists()
    assert not Comment.objects.filter(body="Frost in flight.").exists()
