"""Each index of comments has its own use, and every page and queue reads one."""

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Person
from comments import feeds
from comments.conversation import ConversationPage
from comments.draft import Draft
from comments.facts import comment_of_account, look_up
from comments.models import Comment
from moderation.queues import QUEUES, Queue
from moderation.screening.pace import TooFast
from tests.cast import a_comment, a_conversation, a_post, alice
from tests.query_plans import plans_of

pytestmark = pytest.mark.django_db

WHOLE_TABLE = {
    "postgresql": "Seq Scan on comments_comment",
    "sqlite": "SCAN comments_comment",
}

# Indexes with a condition; those of few comments may be read whole.
FEW = ("woken_threads", "held_comments", "recommended_comments", "comments_by_network")
FEW += ("unpublished_comments",)
PARTIAL = (*FEW, "comments_by_publication", "replies_to_comment", "rendered_roots")
PARTIAL += ("roots_by_replies", "roots_by_recommendations")


def reads_all_comments(plan):
    """Return whether a step reads all comments, and not an index of FEW."""
    steps = [line for line in plan.split("\n") if WHOLE_TABLE[connection.vendor] in line]
    return any(not any(name in step for name in FEW) for step in steps)


def indexes_of_comments():
    """Return the columns of each index by name, without partial ones, and which are unique."""
    with connection.cursor() as cursor:
        known = connection.introspection.get_constraints(cursor, "comments_comment")
    whole = {name: index for name, index in known.items() if index["index"] or index["unique"]}
    return {name: index for name, index in whole.items() if name not in PARTIAL}


def test_no_index_of_comments_is_the_prefix_of_another():
    indexes = indexes_of_comments()
    redundant = [
        (name, other)
        for name, index in indexes.items()
        for other, longer in indexes.items()
        if name != other
        and not index["unique"]
        and longer["columns"][: len(index["columns"])] == index["columns"]
    ]
    assert redundant == []


@pytest.fixture
def conversation():
    post = a_post()
    a_conversation(post, [None, 0, 1, None, 3, None, None])
    return post


@pytest.mark.parametrize(
    ("sort", "index"),
    [
        ("oldest", "rendered_roots"),
        ("newest", "rendered_roots"),
        ("replied", "roots_by_replies"),
        ("recommended", "roots_by_recommendations"),
    ],
)
def test_a_page_of_a_conversation_uses_an_index_of_its_order(conversation, sort, index):
    plan = plans_of(lambda: ConversationPage(conversation, sort=sort))
    assert index in plan
    assert not reads_all_comments(plan)


def test_queries_name_the_condition_of_their_index(conversation):
    roots = Comment.objects.on(conversation).rendered_roots()
    sql, values = roots.query.sql_with_params()
    assert values == (conversation.pk,)
    assert "'published'" in sql and "> 0" in sql
    assert roots.count() == 4


@pytest.mark.parametrize("page", ["post", "branch", "permalink", "feed", "mine", "me", "respond"])
def test_no_page_reads_all_comments_of_the_site(client, conversation, page):
    comment = Comment.objects.on(conversation).last()
    a_comment(conversation, by=alice())
    client.force_login(alice())
    path = {
        "post": conversation.get_absolute_url(),
        "branch": comment.get_branch_url(),
        "permalink": comment.get_absolute_url(),
        "feed": f"{conversation.get_absolute_url()}feed/",
        "mine": "/comments/mine/",
        "me": f"/me/?post={conversation.pk}",
        "respond": f"{conversation.get_absolute_url()}respond/",
    }[page]
    plan = plans_of(lambda: client.get(path))
    assert plan
    assert not reads_all_comments(plan)


def test_the_account_of_a_name_is_found_before_its_comments(conversation):
    lookups = {"name": {"comment": comment_of_account(conversation.pk, "Alice")}}
    plan = plans_of(lambda: look_up(conversation.pk, lookups))
    assert "names_in_capitals" in plan
    assert "comments_co_author" in plan


def test_the_feed_of_all_comments_reads_only_the_newest(conversation):
    plan = plans_of(lambda: list(feeds.newest_of_all()))
    assert not reads_all_comments(plan)
    assert "comments_by_publication" in plan or connection.vendor == "sqlite"  # begins with posts


def test_the_few_comments_with_a_network_and_without_readers_have_indexes(conversation):
    near = Comment.objects.with_network("203.0.113.0/24").order_by("-created")
    assert "comments_by_network" in plans_of(lambda: near.first())
    draft = Draft(post=conversation, person=Person(), name="Rosa", body="x", ip="2001:db8:77::1")
    lookups = TooFast().lookups(draft, TooFast().default_options)
    assert plans_of(lambda: look_up(conversation.pk, {"pace": lookups})).count("by_network") == 4
    withdrawn = Comment.objects.unpublished("withdrawn").order_by()
    recent = withdrawn.filter(status_since__gt=timezone.now())
    assert "unpublished_comments" in plans_of(lambda: list(recent))


@pytest.mark.parametrize("name", sorted(QUEUES))
def test_no_queue_reads_all_comments_of_the_site(conversation, name):
    def read_queue():
        queue = Queue(QUEUES[name])
        return queue.page(), queue.count, queue.oldest_age

    assert not reads_all_comments(plans_of(read_queue))


def test_the_queue_of_spot_checks_begins_with_its_own_rows(conversation):
    def read_queue():
        queue = Queue(QUEUES["spot_checks"])
        return queue.page(), queue.count.number, queue.oldest_age

    plan = plans_of(read_queue)
    assert "comments_co_status" not in plan
    assert "open_spot_checks" in plan


def test_storing_a_reply_reads_no_more_than_its_branch(conversation):
    parent = Comment.objects.on(conversation).last()
    plan = plans_of(lambda: a_comment(conversation, parent=parent))
    assert not reads_all_comments(plan)
