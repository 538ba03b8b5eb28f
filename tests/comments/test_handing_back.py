"""A form without its key, or at a bad moment: what was typed is shown, and nothing is done."""

import pytest
from django.test import Client

from moderation.models import Report
from tests.cast import a_comment, a_post, alice, edda, mona
from tests.comments.test_at_once import database_away

NOTE = "See the second line."


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
