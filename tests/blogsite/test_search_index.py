"""The search index holds the words of stored texts, however they were written."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Person
from comments.models import Comment, CommentSearchEntry
from moderation.models import HeldComment
from moderation.queues import Queue
from posts.models import Post, PostSearchEntry
from tests.blogsite import exports
from tests.cast import a_comment, a_post, alice

pytestmark = pytest.mark.django_db


def rebuilt() -> str:
    output = io.StringIO()
    call_command("rebuild_search", stdout=output)
    return output.getvalue().strip()


def assert_index_is_right():
    posts, comments = Post.objects.count(), Comment.objects.count()
    assert rebuilt() == f"{posts} posts and {comments} comments compared, 0 of them written again"
    assert PostSearchEntry.objects.count() == posts
    assert CommentSearchEntry.objects.count() == comments


def test_posts_and_comments_are_indexed_when_stored():
    post = a_post("Frost", "<p>A white garden.</p>")
    a_comment(post, "A **cold** night. https://inn.example/", email="rosa@mail.example")
    assert_index_is_right()


def test_a_saved_post_is_indexed_with_its_new_text():
    post = a_post("Frost", "<p>A white garden.</p>")
    post.title, post.excerpt = "Thaw", "At last."
    post.write("<p>A green garden.</p>")
    post.save()
    post.move_to("thaw")
    post.unpublish()
    assert_index_is_right()


def test_edits_and_additions_update_the_search_index():
    comment = a_comment(a_post(), "A cold night.")
    comment.edit("A warm night.")
    comment.add("With rain.")
    comment.add("And with wind.")
    assert_index_is_right()
    assert {"warm", "rain", "wind"} < set(comment.search_entry.visible_terms)


def test_erasing_a_comment_empties_its_row_of_the_index():
    comment = a_comment(a_post(), "A cold night.", email="rosa@mail.example")
    comment.add("With rain.")
    comment.erase()
    assert CommentSearchEntry.objects.get(comment=comment).terms == ""
    assert_index_is_right()


def test_comments_stored_in_bulk_are_in_the_index():
    post, drafts = a_post(), []
    for number in range(3):
        draft = Comment(
            author=Person.objects.of(alice()), status="published", created=timezone.now()
        )
        draft.name = "Alice"
        draft.write(f"A cold night, number {number}.")
        drafts.append(draft)
    Comment.objects.build(post, drafts)
    assert_index_is_right()


def test_imported_posts_and_comments_are_in_the_index(tmp_path):
    file = tmp_path / "export.xml"
    comments = [exports.a_comment(number, f"Night {number}.") for number in (1, 2, 3)]
    file.write_text(exports.an_export(exports.a_post(*comments)))
    call_command("import_wordpress", file, stdout=io.StringIO())
    assert_index_is_right()


def test_resanitized_html_is_indexed_again():
    comment = a_comment(a_post(), "A cold night.")
    comment.add("With rain.")
    Comment.objects.update(body_html="<p>A hot night.</p>")
    comment.additions.update(body_html="<p>With sun.</p>")
    assert rebuilt().endswith("1 of them written again")
    call_command("resanitize_comments", stdout=io.StringIO())
    assert_index_is_right()
    assert "cold" in CommentSearchEntry.objects.get().visible_terms


def test_a_missing_or_wrong_row_of_the_index_is_repaired():
    first, second = (a_comment(a_post(), body) for body in ("A cold night.", "A warm day."))
    CommentSearchEntry.objects.filter(comment=first).delete()
    CommentSearchEntry.objects.filter(comment=second).update(terms=" something else")
    PostSearchEntry.objects.filter(post=first.post).update(terms="")
    assert rebuilt() == "2 posts and 2 comments compared, 3 of them written again"
    assert_index_is_right()


def test_staff_can_search_fields_that_readers_cannot(client):
    comment = a_comment(a_post(), "See https://inn.example/", email="rosa@mail.example")
    comment.hold()
    for search in ("rosa", "mail.example", "inn.example"):
        assert [item.pk for item in Queue(HeldComment, search=search).page().items] == [comment.pk]
    comment.approve()
    permalink = f'href="{comment.get_absolute_url()}"'
    assert permalink not in client.get("/search/", {"q": "rosa"}).text
    assert permalink in client.get("/search/", {"q": "inn"}).text


def test_staff_can_search_additions_through_the_same_index():
    comment = a_comment(a_post(), "A cold night.", created=timezone.now() - timedelta(hours=1))
    comment.add("With 上海东边 rain.")
    comment.hold()
    for search in ("rain", "cold rain", "上海"):
        assert [item.pk for item in Queue(HeldComment, search=search).page().items] == [comment.pk]
