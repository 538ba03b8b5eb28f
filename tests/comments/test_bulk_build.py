"""Many comments built at once, as importers do."""

import weakref

import pytest
from django.core.management import call_command
from django.utils import timezone

from comments.models import Comment, Outline, UnsavedComment
from comments.models.managers import BATCH_SIZE
from tests.cast import a_comment, a_conversation, a_post

pytestmark = pytest.mark.django_db

SHAPE = [None, 0, 1, 0, None, 2, 4]
COLUMNS = [field.attname for field in Comment._meta.concrete_fields]


def outlines_of(shape, status=Comment.Status.PUBLISHED):
    outlines = []
    for parent in shape:
        outline = Outline("Words.", timezone.now(), status)
        outline.parent = None if parent is None else outlines[parent]
        outlines.append(outline)
    return outlines


def writer(author, kind=Comment):
    """Return a function that makes comments of outlines."""

    def write(outlines):
        return [
            kind(
                author_id=author.pk,
                name="Voice",
                status=outline.status,
                created=outline.created,
                published_at=outline.created,
                body=outline.source,
                body_html=outline.source,
            )
            for outline in outlines
        ]

    return write


def columns(post):
    """Return the stored comments and their terms, without what differs from one to the next."""
    own = {"id", "post_id", "parent_id", "tree_id", "link_nonce", "created", "published_at"}
    rows = post.comments.order_by("pk").values(*COLUMNS, "search_entry__terms")
    return [{name: row[name] for name in row if name not in own | {"status_since"}} for row in rows]


def places(post):
    return list(
        post.comments.order_by("pk").values_list("lft", "rght", "level", "number", "reply_count")
    )


def test_outlines_build_the_same_thread_as_single_comments():
    one, other = a_post(), a_post()
    a_conversation(one, SHAPE)
    Comment.objects.build(other, outlines_of(SHAPE), writer(one.comments.first().author))
    assert places(other) == places(one)
    other.refresh_from_db()
    assert (other.comment_count, other.last_number) == (7, 2)
    call_command("check_threads")


def test_comments_of_an_import_are_stored_like_others():
    one, other = a_post(), a_post()
    author = a_comment(a_post()).author
    Comment.objects.build(one, outlines_of(SHAPE), writer(author))
    Comment.objects.build(other, outlines_of(SHAPE), writer(author, UnsavedComment))
    assert columns(other) == columns(one)
    nonces = set(Comment.objects.values_list("link_nonce", flat=True))
    assert len(nonces) == 2 * len(SHAPE) + 1
    assert not other.comments.filter(published_at=None).exists()


def test_building_a_long_thread_keeps_few_comments_in_memory():
    post = a_post()
    write = writer(a_comment(post).author)
    comments_made, alive = [], []

    def watched(outlines):
        comments = write(outlines)
        comments_made.extend(map(weakref.ref, comments))
        alive.append(sum(made() is not None for made in comments_made))
        return comments

    Comment.objects.build(post, outlines_of([None] * (3 * BATCH_SIZE)), watched)
    assert max(alive) <= 2 * BATCH_SIZE
    assert post.comments.count() == 3 * BATCH_SIZE + 1


def test_adding_to_a_built_thread_reads_it_in_one_query(django_assert_max_num_queries):
    post = a_post()
    stored = a_conversation(post, [None, *range(100)])
    replies = outlines_of([None, 0])
    replies[0].parent = Comment.objects.get(pk=stored[-1].pk)
    with django_assert_max_num_queries(20):
        Comment.objects.build(post, replies, writer(stored[0].author))
    assert Comment.objects.get(pk=replies[1].pk).level == 102
    call_command("check_threads")
