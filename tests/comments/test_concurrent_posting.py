"""Forms posted at the same moment, and a database that goes away meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test import Client

from accounts.guests import GUEST_COOKIE, signer
from accounts.models import Person
from comments.models import Comment, Recommendation
from comments.tree_check import audit
from tests.cast import a_comment, a_post, account, bob

pytestmark = pytest.mark.django_db(transaction=True)


def sent(**fields):
    return {"name": "Wendela", "body": "Frost on the ninth.", "key": str(uuid4())} | fields


def at_once(addresses_and_forms, cookies=()):
    """Send every form from a browser of its own, all at once; give the answers in order.

    A form may come with cookies of its own.
    """

    def send(address_and_form):
        address, form, *own_cookies = address_and_form
        browser = Client()
        browser.cookies.load(dict(*own_cookies or [cookies]))
        try:
            return browser.post(address, form)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(addresses_and_forms)) as pool:
        return list(pool.map(send, addresses_and_forms))


def test_one_form_sent_twenty_times_at_once_is_one_comment():
    url = f"{a_post().get_absolute_url()}respond/"
    form = sent()
    answers = at_once([(url, form)] * 20)
    assert {answer.status_code for answer in answers} == {303}
    assert {answer["Location"].rpartition("#")[2] for answer in answers} == {
        f"comment-{Comment.objects.get().pk}"
    }


@pytest.mark.slow
def test_twenty_replies_at_once_are_stored_in_a_sound_tree():
    root = a_comment(a_post())
    url = f"/comments/{root.pk}/reply/"
    answers = at_once([(url, sent(body=f"Frost on the {n}th.")) for n in range(20)])
    assert {answer.status_code for answer in answers} == {303}
    root.refresh_from_db()
    root.post.refresh_from_db()
    assert (root.rght, root.reply_count, root.post.comment_count) == (42, 20, 21)
    assert list(audit(repair=False)) == []


@pytest.mark.slow
def test_a_guest_who_recommends_while_being_joined_does_so_once():
    post = a_post()
    for number in range(8):
        comment, guest = a_comment(post, by=bob()), Person.objects.create()
        a_comment(post, by=guest)
        owner = account(f"owner{number}")
        session = Client()
        session.force_login(owner)
        cookies = {GUEST_COOKIE: signer.sign(guest.key.hex)}
        joining = cookies | {"sessionid": session.cookies["sessionid"].value}
        path, wish = f"/comments/{comment.pk}/recommend/", {"recommend": "yes"}
        answers = at_once(
            [
                (path, wish, cookies),
                (path, wish, {"sessionid": joining["sessionid"]}),
                ("/accounts/guest/", {"guest": guest.pk, "answer": "yes"}, joining),
            ]
        )
        assert [answer.status_code for answer in answers] == [303, 303, 302]
        mine = Recommendation.objects.by(Person.objects.of(owner))
        assert mine.filter(comment=comment).count() == 1


@pytest.mark.slow
def test_many_forms_of_one_person_at_once_store_one_comment():
    url = f"{a_post().get_absolute_url()}respond/"
    person = Person.objects.create()
    cookie = {"soundoff_guest": signer.sign(person.key.hex)}
    forms = [(url, sent(body=f"Frost on the {n}th.")) for n in range(10)]
    answers = at_once(forms, cookie)
    assert sorted(answer.status_code for answer in answers) == [303] + [429] * 9
    assert Comment.objects.count() == 1


def test_many_posts_answered_at_once_by_one_person_get_one_comment():
    person = Person.objects.create()
    cookie = {"soundoff_guest": signer.sign(person.key.hex)}
    places = [f"{a_post().get_absolute_url()}respond/" for _ in range(6)]
    answers = at_once([(place, sent()) for place in places], cookie)
    assert sorted(answer.status_code for answer in answers) == [303] + [429] * 5
    assert Comment.objects.count() == 1


@pytest.mark.slow
def test_twenty_clicks_of_one_person_at_once_recommend_once():
    comment = a_comment(a_post())
    account = Client()
    account.force_login(bob())
    newcomer = {"csrftoken": "a" * 32}
    for cookies in ({"sessionid": account.cookies["sessionid"].value}, newcomer):
        click = (f"/comments/{comment.pk}/recommend/", {"recommend": "yes"})
        answers = at_once([click] * 20, cookies)
        assert {answer.status_code for answer in answers} == {303}
    comment.refresh_from_db()
    assert (comment.recommendation_count, Recommendation.objects.count()) == (2, 2)
    assert Person.objects.filter(user=None).count() == 1


@contextmanager
def database_away():
    """Lead every new connection to where no database is."""
    nowhere = {"NAME": "/nowhere/at/all.sqlite3", "HOST": "127.0.0.1", "PORT": "1"}
    home = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(nowhere)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(home)


@pytest.mark.parametrize("partial", ["", "form/"])
def test_a_form_gives_the_text_back_while_the_database_is_away(partial):
    url = f"{a_post().get_absolute_url()}respond/{partial}"
    form = sent(body="Long thought about.")
    with database_away():
        answer = Client().post(url, form)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Long thought about." in page and form["key"] in page
    assert Client().post(url, form).status_code in (200, 303)
    assert Comment.objects.get().body == "Long thought about."
