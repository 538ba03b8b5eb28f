"""A reader hides a person for themselves; everybody else reads as before."""

from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.models import EarlierName, Message, Person
from comments.models import Comment, HiddenAuthor
from comments.personal_data import HOLDINGS
from tests.cast import NEWER, a_comment, a_post, alice, bob, mona

pytestmark = pytest.mark.django_db

LIST = "/comments/hidden/"


@pytest.fixture(autouse=True)
def nobody_was_too_quick():
    cache.clear()


@pytest.fixture
def post():
    return a_post()


@pytest.fixture
def visitor():
    visitor = Client()
    visitor.force_login(alice())
    return visitor


def hide(visitor, comment, **fields):
    return visitor.post(f"/comments/{comment.pk}/hide/", {"hide": "yes"} | fields)


def hidden_ids(visitor, post):
    text = visitor.get(f"/me/?post={post.pk}").text
    _, _, rest = text.partition('data-hidden-by-me="')
    return {int(pk) for pk in rest.partition('"')[0].split()}


def test_everything_by_a_hidden_person_is_named_to_the_reader_alone(visitor, post):
    first, second = (a_comment(post, body, by=bob()) for body in ("Mild.", "Warm, even."))
    other = a_comment(post, "Cold.", by=mona())
    path = f"{post.get_absolute_url()}?v={NEWER}"
    before = Client().get(path).content
    assert "Hide everything by <bdi>Bob</bdi>" in visitor.get(f"/comments/{first.pk}/hide/").text
    assert not HiddenAuthor.objects.exists()
    assert hide(visitor, first).status_code == 303
    assert hidden_ids(visitor, post) == {first.pk, second.pk} and other.pk not in {first.pk}
    assert hidden_ids(Client(), post) == set()
    assert visitor.get(path).content == before


def test_hidden_authors_are_listed_and_can_be_shown_again(visitor, post):
    comment = a_comment(post, "Mild.", by=bob())
    hide(visitor, comment)
    hide(visitor, comment)
    assert "Bob" in visitor.get(LIST).text
    row = HiddenAuthor.objects.get()
    stranger = Client()
    stranger.force_login(mona())
    for value in (row.pk, "x", ""):
        stranger.post(LIST, {"show": value})
    assert HiddenAuthor.objects.exists()
    visitor.post(LIST, {"show": row.pk})
    assert hidden_ids(visitor, post) == set() and "Nobody." in visitor.get(LIST).text


def test_a_guest_hides_by_a_cookie_and_keeps_it_with_an_account(post):
    visitor, comment = Client(), a_comment(post, "Mild.", by=bob())
    assert hide(visitor, comment).status_code == 303
    assert visitor.cookies["soundoff_here"].value == "1"
    assert hidden_ids(visitor, post) == {comment.pk}
    visitor.force_login(alice())
    assert hidden_ids(visitor, post) == set()
    assert "Is that you?" in visitor.get("/accounts/").text
    guest = Person.objects.guests().get()
    assert "has hidden 1 person" in visitor.get("/accounts/guest/").text
    visitor.post("/accounts/guest/", {"guest": guest.pk, "answer": "yes"})
    assert hidden_ids(visitor, post) == {comment.pk}
    assert "Is that you?" not in visitor.get("/accounts/").text


def test_a_new_guest_who_clicks_twice_before_the_answer_is_one_person(post):
    comments = [a_comment(post, body, by=bob()) for body in ("Mild.", "Warm.")]
    visitor = Client()
    visitor.get(f"/comments/{comments[0].pk}/hide/")
    before_any_answer = dict(visitor.cookies)
    for comment in (*comments, comments[0]):
        visitor.cookies.clear()
        visitor.cookies.update(before_any_answer)
        assert hide(visitor, comment).status_code == 303
    assert Person.objects.guests().count() == HiddenAuthor.objects.count() == 1


def is_hidden(visitor, comment):
    return "hidden this person already" in visitor.get(f"/comments/{comment.pk}/hide/").text


def test_hiding_tells_nobody_which_names_are_one_person(
    visitor, post, django_capture_on_commit_callbacks
):
    guest, elsewhere = Person.objects.create(), a_post("The thaw")
    anna, again = (a_comment(post, body, by=guest, name="Anna") for body in ("Mild.", "Warm."))
    mine = a_comment(elsewhere, wants_mail=True)
    other_name = a_comment(elsewhere, "Hush.", by=guest, name="Whistleblower", parent=mine)
    Person.objects.of(bob()).join(guest)
    account = a_comment(elsewhere, "Cold.", by=bob())
    Message.objects.all().delete()
    hide(visitor, anna)
    text = visitor.get(LIST).text
    assert "Anna" in text and "Whistleblower" not in text and "Bob" not in text
    assert hidden_ids(visitor, post) == {anna.pk, again.pk}
    assert hidden_ids(visitor, elsewhere) == set()
    assert [is_hidden(visitor, one) for one in (again, other_name, account)] == [True, False, False]
    assert "Hush." in visitor.get("/comments/replies/").text
    for name, count in ("Anna", 0), ("Whistleblower", 1):
        a_comment(elsewhere, f"{name} again.", by=guest, name=name, parent=mine)
        assert Message.objects.filter(kind="reply").count() == count
    hide(visitor, other_name)
    assert HiddenAuthor.objects.count() == 2
    assert "Hush." not in visitor.get("/comments/replies/").text


def test_an_earlier_name_of_an_account_is_not_hidden_with_it(visitor, post):
    before = a_comment(post, "Mild.", by=bob())
    EarlierName.objects.rename(bob(), "Robert")
    after = a_comment(post, "Warm.", by=bob())
    hide(visitor, after)
    assert hidden_ids(visitor, post) == {after.pk} and not is_hidden(visitor, before)


@pytest.mark.one_database
def test_former_readers_are_not_hidden_and_leave_the_lists(visitor, post):
    comments = [a_comment(post, "Mild.", by=bob()), a_comment(a_post("The thaw"), by=bob())]
    hide(visitor, comments[0])
    bob().erase()
    assert "Bob" not in visitor.get(LIST).text and "Nobody." in visitor.get(LIST).text
    assert hide(visitor, comments[1]).status_code == 400
    assert "Nothing says any more who" in visitor.get(f"/comments/{comments[1].pk}/hide/").text
    sent = {"name": "Ana", "body": "I have not left.", "key": uuid4()}
    Client().post(f"{a_post().get_absolute_url()}respond/", sent)
    by_hand = Comment.objects.get(body="I have not left.")
    by_hand.name = "A former reader"  # as one could sign before the name was reserved
    by_hand.save()
    assert hide(visitor, by_hand).status_code == 303
    assert hidden_ids(visitor, by_hand.post) == {by_hand.pk} and not hidden_ids(visitor, post)


@pytest.mark.one_database
def test_a_download_does_not_tell_which_hidden_names_are_one_person(visitor, post):
    guest = Person.objects.create()
    for name in ("Anna", "Whistleblower"):
        hide(visitor, a_comment(post, f"By {name}.", by=guest, name=name))
    holding = next(one for one in HOLDINGS if one.model is HiddenAuthor)
    rows = holding.download.rows(Person.objects.of(alice())).values(*holding.download.columns)
    assert {row["name"] for row in rows} == {"Anna", "Whistleblower"}
    assert not any("author" in row for row in rows)


@pytest.mark.one_database
def test_nobody_hides_themselves_or_what_they_do_not_see(visitor, post):
    own, held = a_comment(post), a_comment(post, "Hm.", by=bob(), status="held")
    assert hide(visitor, own).status_code == 400
    assert hide(visitor, held).status_code == 404
    assert hide(visitor, a_comment(post, "Mild.", by=bob()), hide="maybe").status_code == 400
    assert not HiddenAuthor.objects.exists()


def test_replies_of_a_hidden_person_are_neither_listed_nor_mailed(
    visitor, post, django_capture_on_commit_callbacks
):
    mine = a_comment(post, wants_mail=True)
    hide(visitor, a_comment(post, "Mild.", by=bob()))
    a_comment(post, "You are wrong.", by=bob(), parent=mine)
    assert not Message.objects.filter(kind="reply").exists()
    assert "No new ones." in visitor.get("/accounts/").text
    a_comment(post, "You are right.", by=mona(), parent=mine)
    assert Message.objects.filter(kind="reply").count() == 1


@pytest.mark.one_database
def test_the_form_of_a_report_leads_to_hiding(visitor, post):
    comment = a_comment(post, "Mild.", by=bob())
    assert (
        f'href="/comments/{comment.pk}/hide/"'
        in visitor.get(f"/comments/{comment.pk}/report/").text
    )


def test_an_author_hidden_earlier_is_hidden_under_the_only_name_they_used(visitor, post):
    reader, guest = Person.objects.of(alice()), Person.objects.create()
    by_bob = a_comment(post, "Mild.", by=bob())
    for name in ("Anna", "Whistleblower"):
        a_comment(post, f"By {name}.", by=guest, name=name)
    for author in (by_bob.author, guest):
        HiddenAuthor.objects.create(reader=reader, author=author)
    assert hidden_ids(visitor, post) == set()
    migration = import_module("comments.migrations.0011_names_of_hidden_authors")
    migration.name_them(apps, connection.schema_editor())
    assert hidden_ids(visitor, post) == {by_bob.pk}
    text = visitor.get(LIST).text
    assert "Somebody" in text and "Anna" not in text and "Whistleblower" not in text
