"""Queries that are compiled once find what the ORM finds, for any key and in any thread."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.core import serializers
from django.db import connection, connections
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.db.transaction import TransactionManagementError, atomic

from accounts.compiled_query import CompiledQuery
from comments.models import Comment, Finding
from posts.models import Post
from tests.cast import a_comment, a_post

pytestmark = pytest.mark.django_db

LOCKED = CompiledQuery(lambda pk: Post.objects.select_for_update(no_key=True).filter(pk=pk))
WITH_POST = CompiledQuery(lambda pk: Comment.objects.select_related("post").filter(pk=pk))
POST_AT = CompiledQuery(
    lambda day, slug: Post.objects.filter(date=day, slug=slug), date.min, "(slug)"
)
REPLY = CompiledQuery(
    lambda parent, post: (
        Comment.objects.filter(Q(parent=parent) | Q(post=post, level=7))
        .order_by("pk")
        .values("pk")[:1]
    )
)


def test_each_key_finds_its_own_row_with_what_was_joined(django_assert_num_queries):
    comments = [a_comment(a_post(title=title), body=title) for title in ("Frost", "Thaw")]
    with django_assert_num_queries(3):
        rows = [WITH_POST.first(comment.pk) for comment in [*comments, comments[0]]]
        assert [comment.post.title for comment in rows] == ["Frost", "Thaw", "Frost"]
    assert rows[0] == comments[0]
    assert rows[0].body_html == comments[0].body_html


def test_a_key_without_a_row_finds_nothing():
    assert WITH_POST.first(a_comment(a_post()).pk + 1) is None


def test_a_key_can_be_a_date_or_a_text():
    post = a_post()
    assert POST_AT.first(post.date, post.slug) == post
    assert POST_AT.first(post.date, "another") is None
    assert POST_AT.first(date(2001, 2, 3), post.slug) is None


def test_each_key_takes_its_place_in_another_query():
    post = a_post()
    parent, other = a_comment(post), a_comment(post)
    reply = a_comment(post, parent=parent)
    replies = [
        Post.objects.annotate(reply_id=REPLY.value(one.pk, post.pk)).get(pk=post.pk).reply_id
        for one in (parent, other)
    ]
    assert replies == [reply.pk, None]


@pytest.mark.django_db(transaction=True)
def test_threads_each_use_their_own_connection():
    keys = [a_comment(a_post()).pk for _ in range(3)]
    WITH_POST.first(keys[0])

    def read(key):
        try:
            return WITH_POST.first(key)._state.db, WITH_POST.first(key).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        assert [pk for _, pk in pool.map(read, keys)] == keys


def test_a_row_is_inserted_with_all_its_values_and_expressions():
    comment = a_comment(a_post(), email="ana@example.com", ip="192.0.2.7")
    stored = Comment.objects.get(pk=comment.pk)
    names = [field.attname for field in Comment._meta.concrete_fields]
    assert [getattr(stored, name) for name in names] == [getattr(comment, name) for name in names]
    finding = Finding(comment=comment, rule=Lower(Value("FROST")), verdict="hold")
    finding.save()
    finding = Finding.objects.get(pk=finding.pk)
    assert (finding.rule, finding.parameters, finding.comment) == ("frost", {}, comment)


def test_a_row_of_a_fixture_is_inserted_as_it_is():
    written = datetime(2020, 2, 3, tzinfo=UTC)
    finding = Finding(comment=a_comment(a_post()), rule="many_links", verdict="hold")
    finding.created = written
    for read in serializers.deserialize("json", serializers.serialize("json", [finding])):
        read.save()
    assert Finding.objects.get().created == written


@pytest.mark.django_db(transaction=True)
def test_a_compiled_query_locks_nothing_outside_of_a_transaction():
    post = a_post()
    with atomic():
        assert LOCKED.first(post.pk) == post
    if connection.features.has_select_for_update:
        with pytest.raises(TransactionManagementError):
            LOCKED.first(post.pk)
