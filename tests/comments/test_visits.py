"""How far somebody with an account has read: one row for each post, for the scripts of the page."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Person
from accounts.privacy import end_old_data
from comments.models import Recommendation, Visit
from tests.cast import a_conversation, a_post, alice, bob

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    cache.clear()
    return a_post()


@pytest.fixture
def reader():
    client = Client()
    client.force_login(alice())
    return client


def milliseconds(moment):
    return int(moment.timestamp() * 1000)


def leave(reader, post, until):
    return reader.post("/me/seen/", {"post": post.pk, "until": milliseconds(until)})


def last_visit(reader, post):
    """Return what the page of a post is told, or None when there is no place for it."""
    place = re.search(r'data-last-visit="(\d*)"', reader.get(f"/me/?post={post.pk}").text)
    return place and place[1]


def go_away(**period):
    Visit.objects.update(updated=timezone.now() - timedelta(**period))


def test_what_was_seen_is_the_boundary_of_the_next_visit_not_of_this_one(reader, post):
    assert last_visit(reader, post) == ""
    first = timezone.now() - timedelta(days=2)
    assert leave(reader, post, first).status_code == 204
    assert last_visit(reader, post) == ""
    go_away(days=1)
    assert last_visit(reader, post) == str(milliseconds(first))
    leave(reader, post, timezone.now())
    go_away(minutes=29)
    assert last_visit(reader, post) == str(milliseconds(first))
    assert Visit.objects.count() == 1


def test_an_older_page_in_another_tab_takes_nothing_back(reader, post):
    newer = timezone.now() - timedelta(hours=1)
    leave(reader, post, newer)
    leave(reader, post, newer - timedelta(days=1))
    assert milliseconds(Visit.objects.get().until) == milliseconds(newer)


@pytest.mark.one_database
def test_nobody_has_seen_what_is_still_to_come(reader, post):
    leave(reader, post, timezone.now() + timedelta(days=400))
    assert Visit.objects.get().until <= timezone.now()


@pytest.mark.one_database
def test_of_guests_nothing_is_stored(post):
    guest = Client()
    assert leave(guest, post, timezone.now()).status_code == 403
    assert last_visit(guest, post) is None and not Visit.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("fields", "status"),
    [({}, 400), ({"post": "x", "until": "1"}, 400), ({"post": "1", "until": "9" * 17}, 400)],
)
def test_a_visit_that_makes_no_sense_is_refused(reader, post, fields, status):
    assert reader.post("/me/seen/", fields).status_code == status


@pytest.mark.one_database
def test_a_visit_to_a_post_that_is_not_there_is_refused(reader, post):
    post.unpublish()
    assert leave(reader, post, timezone.now()).status_code == 404
    assert reader.get("/me/seen/").status_code == 405


@pytest.mark.one_database
def test_a_visit_needs_the_token_of_the_page(post):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice())
    assert leave(client, post, timezone.now()).status_code == 403
    page = client.get(f"/me/?post={post.pk}").text
    token = re.search(r'data-token="(\w+)"', page)[1]
    answer = client.post(
        "/me/seen/", {"post": post.pk, "until": "1000"}, headers={"X-CSRFToken": token}
    )
    assert answer.status_code == 204


@pytest.mark.one_database
def test_visits_need_as_many_queries_in_long_conversations_as_in_short(reader, post):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            leave(reader, post, timezone.now())
            reader.get(f"/me/?post={post.pk}")
        return len(captured)

    def recommend_new_comments(count):
        for comment in a_conversation(post, [None] * count, by=bob):
            Recommendation.objects.give(comment, Person.objects.of(alice()))

    recommend_new_comments(1)
    queries()  # the first visit stores its row
    few = queries()
    recommend_new_comments(20)
    assert queries() == few
    assert reader.get(f"/me/?post={post.pk}").text.count("data-recommended") == 1


def test_visits_end_after_a_year(reader, post):
    leave(reader, post, timezone.now())
    go_away(days=364)
    assert dict(end_old_data())["Visits of long ago dropped"] == 0
    go_away(days=366)
    assert dict(end_old_data())["Visits of long ago dropped"] == 1
