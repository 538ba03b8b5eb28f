"""Queues filtered by reason, post, place and age; a batch takes what a filter shows."""

import inspect
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment
from comments.rules import screening_rules
from comments.screening import hold
from moderation.desk import filters
from moderation.models import Batch, BatchItem, HeldComment, ReportedComment, WokenThread
from moderation.queues import Queue
from tests.cast import a_comment, a_post, mona
from tests.moderation.deciding import a_comment_that_is, a_report
from tests.moderation.test_queues import fill

pytestmark = pytest.mark.django_db

HELD, REPORTED = "heldcomment", "reportedcomment"


def at(view, queue=HELD, pk=None):
    return reverse(f"admin:moderation_{queue}_{view}", args=[pk] if pk else [])


@pytest.fixture
def desk(client):
    client.force_login(mona())
    return client


def held_by(rule, post, address):
    finding = hold(links=2, days=400)
    finding.rule = rule
    return a_comment_that_is("held", post, findings=[finding], ip=address)


@pytest.fixture
def held():
    """Four held comments by what is odd about them; each is also all that the others are not."""
    frost, thaw = a_post("Frost"), a_post("Thaw")
    made = {
        "links": held_by("many_links", frost, "203.0.113.7"),
        "thaw": held_by("late_comment", thaw, "203.0.113.7"),
        "far": held_by("late_comment", frost, "198.51.100.9"),
        "old": held_by("late_comment", frost, "203.0.113.8"),
    }
    since = timezone.now() - timedelta(days=8)
    Comment.objects.filter(pk=made["old"].pk).update(status_since=since)
    return made


def filtered_keys(model, **query):
    """Return the keys of the comments that a filtered queue shows."""
    form = filters.FilterForm(model, query)
    return {item.pk for item in Queue(model, where=form.condition()).page().items}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, "links thaw far old"),
        ({"why": "many_links"}, "links"),
        ({"why": "late_comment"}, "thaw far old"),
        ({"why": "reports"}, ""),
        ({"post": "Frost"}, "links far old"),
        ({"place": "203.0.113.7"}, "links thaw"),
        ({"place": "203.0.113.0/24"}, "links thaw old"),
        ({"place": "203.0.113.99/24"}, "links thaw old"),
        ({"place": "2001:db8::1"}, ""),
        ({"age": "older-7"}, "old"),
        ({"age": "newer-7"}, "links thaw far"),
        ({"why": "late_comment", "post": "Frost", "age": "newer-30"}, "far old"),
    ],
)
def test_a_filtered_queue_shows_just_the_matching_comments(held, query, expected):
    if "post" in query:
        query = query | {"post": str(held["links"].post_id)}
    assert filtered_keys(HeldComment, **query) == {held[name].pk for name in expected.split()}


UNREADABLE = [
    {"why": "no_rule"},
    {"post": "9" * 40},
    {"post": "x"},
    {"place": "here"},
    {"place": "203.0.0.0/16"},
    {"age": "older-9999999999"},
]


@pytest.mark.one_database
@pytest.mark.parametrize("query", UNREADABLE, ids=str)
def test_an_invalid_filter_matches_nothing_and_decides_nothing(desk, held, query):
    page = desk.get(at("changelist"), query)
    assert page.status_code == 200 and b"card__alert--problem" in page.content
    assert b"The filter is invalid" in page.content
    assert b"<strong>0</strong> comments" in desk.get(at("bulk"), query).content
    form = {"action": "spam", "before": timezone.now().isoformat(), **query}
    desk.post(at("bulk"), form)
    assert not BatchItem.objects.exists()


def test_reported_comments_are_filtered_by_their_open_reasons():
    post = a_post()
    spam, both, taken_back = (a_comment(post) for _ in range(3))
    a_report(spam, reason="spam")
    a_report(both, "rosa", "spam")
    a_report(both, "rolf", "threat")
    a_report(taken_back, "rosa", "threat").withdraw()
    a_report(taken_back, "rolf", "spam")
    assert filtered_keys(ReportedComment, why="threat") == {both.pk}
    assert filtered_keys(ReportedComment, why="spam") == {spam.pk, both.pk, taken_back.pk}


def test_held_comments_can_be_filtered_by_reports():
    comment = a_comment(a_post())
    a_report(comment)
    comment.hold()
    a_comment_that_is("held")
    assert filtered_keys(HeldComment, why="reports") == {comment.pk}


def test_every_rule_that_holds_comments_can_be_a_filter():
    holding = {
        rule.code for rule in screening_rules() if "hold(" in inspect.getsource(type(rule).check)
    }
    reasons = {name for name, _ in filters.hold_reasons()}
    assert holding | {"reports", "listed_phrases", "listed_hosts", "looks_like_spam"} == reasons


def test_the_filters_of_a_queue_stay_while_one_works(desk, held):
    query = {"why": "late_comment", "age": "newer-7"}
    answer = desk.post(at("skip", pk=held["thaw"].pk), query)
    stays = "?why=late_comment&age=newer-7"
    assert answer["Location"] == at("change", pk=held["far"].pk) + stays
    page = desk.get(answer["Location"]).content.decode()
    assert 'name="why" value="late_comment"' in page
    assert f'href="{at("bulk")}?why=late_comment&amp;age=newer-7"' in page
    assert "Decide on all found" in page and '<span class="desk__count" id="desk-count">2<' in page


def test_a_card_links_to_the_filters_of_its_post_and_network(desk, held):
    page = desk.get(at("change", pk=held["thaw"].pk), {"why": "late_comment"}).content.decode()
    start = f'href="{at("changelist")}?why=late_comment&amp;'
    assert f'{start}post={held["thaw"].post_id}"' in page
    assert f'{start}place=203.0.113.0%2F24"' in page


def test_an_older_post_in_the_url_is_offered_as_a_filter(desk, monkeypatch):
    monkeypatch.setattr(filters, "MAX_POSTS", 1)
    first = a_post("Frost", published_at=timezone.now() - timedelta(days=9))
    a_post("Thaw")
    page = " ".join(desk.get(at("changelist"), {"post": first.pk}).content.decode().split())
    assert f'<option value="{first.pk}" selected >Frost</option>' in page
    assert "Thaw" in page and "Frost" not in desk.get(at("changelist")).content.decode()


# A batch of what is found


def test_a_batch_decides_on_just_the_filtered_comments(desk, held):
    query = {"why": "late_comment", "place": "203.0.113.0/24"}
    preview = desk.get(at("bulk"), query).content.decode()
    assert "<strong>2</strong> comments: Late comment, from 203.0.113.0/24." in preview
    before = preview.split('name="before" value="')[1].split('"')[0]
    desk.post(at("bulk"), {"action": "spam", "before": before, **query})
    Batch.objects.get().run()
    left = set(Comment.objects.held().values_list("pk", flat=True))
    assert left == {held["links"].pk, held["far"].pk}


def test_a_batch_leaves_out_comments_that_match_only_later(desk, held):
    a_minute_ago = (timezone.now() - timedelta(minutes=1)).isoformat()
    aged = timezone.now() - timedelta(days=7, seconds=30)
    Comment.objects.filter(pk=held["far"].pk).update(status_since=aged, created=aged)
    Comment.objects.filter(pk=held["old"].pk).update(created=aged)
    desk.post(at("bulk"), {"action": "spam", "before": a_minute_ago, "age": "older-7"})
    assert [item.comment for item in BatchItem.objects.all()] == [held["old"]]


def test_a_batch_leaves_out_comments_reported_only_later(desk):
    comment = a_comment(a_post())
    a_report(comment, "rosa", "off_topic", minutes_ago=5)
    Comment.objects.update(created=timezone.now() - timedelta(hours=1))
    Comment.objects.update(status_since=timezone.now() - timedelta(hours=1))
    comment.case.__class__.objects.update(opened=timezone.now() - timedelta(minutes=5))
    before = timezone.now().isoformat()
    a_report(comment, "rolf", "spam")
    form = {"action": "spam", "before": before}
    desk.post(at("bulk", REPORTED), form | {"why": "spam"})
    assert not BatchItem.objects.exists()
    desk.post(at("bulk", REPORTED), form | {"why": "off_topic"})
    assert BatchItem.objects.get().comment == comment


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize("model", [HeldComment, ReportedComment, WokenThread])
def test_a_filtered_queue_needs_the_same_queries_for_any_length(
    desk, model, django_assert_num_queries
):
    post, queue = a_post(), model._meta.model_name
    Comment.objects.filter(pk=fill(model, post, 0)).update(ip="203.0.113.7")
    query = {"post": post.pk, "age": "newer-30"}
    desk.get(at("changelist", queue), query)
    with CaptureQueriesContext(connection) as few:
        desk.get(at("changelist", queue), query)
    for number in range(1, 12):
        fill(model, post, number)
    with django_assert_num_queries(len(few)):
        desk.get(at("changelist", queue), query)
