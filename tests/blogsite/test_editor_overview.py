"""The first page of the admin as an editor sees it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from blogsite import editor_overview
from blogsite.editor_overview import EditorOverview
from comments.models import Comment
from posts.models import Post
from tests.cast import a_comment, a_post, edda, mona
from tests.moderation.deciding import a_report
from tests.query_plans import plans_of

pytestmark = pytest.mark.django_db


def front(client):
    response = client.get("/admin/")
    assert response.status_code == 200
    return response


def test_an_editor_sees_drafts_scheduled_posts_and_held_comments(client):
    client.force_login(edda())
    Post.objects.create(title="Half a thought", author=edda())
    a_post("For tomorrow").publish(at=timezone.now() + timedelta(days=1))
    ahead = Post.objects.create(title="On Friday", slug="on-friday", author=edda())
    ahead.publish(at=timezone.now() + timedelta(days=2))
    a_post("Taken away").unpublish()
    post = a_post("Out now")
    a_comment(post)
    a_comment(post, "Wait.", status=Comment.Status.HELD)
    newsroom = front(client).context["newsroom"]
    assert [post.title for post in newsroom.drafts] == ["Half a thought"]
    assert [post.title for post in newsroom.scheduled] == ["For tomorrow", "On Friday"]
    assert [post.title for post in newsroom.unpublished] == ["Taken away"]
    (latest,) = newsroom.latest
    assert (latest.comment_count, latest.held_count, latest.reported_count) == (1, "1", "0")
    assert "Half a thought" in front(client).text and "Taken away" in front(client).text


def test_comments_that_wait_under_a_post_are_counted_up_to_a_number(client, monkeypatch):
    monkeypatch.setattr(editor_overview, "MAX_COUNT", 2)
    client.force_login(edda())
    post = a_post()
    for _ in range(2):
        a_report(a_comment(post))
        a_comment(post, status=Comment.Status.HELD)
    a_report(a_comment(post))
    a_report(a_comment(a_post("Another")))
    counts = {
        each.pk: (each.held_count, each.reported_count)
        for each in front(client).context["newsroom"].latest
    }
    assert counts[post.pk] == ("2", "2+")


@pytest.mark.one_database
def test_what_waits_under_posts_is_counted_without_reading_all_comments():
    """PostgreSQL decides by the sizes of the tables, which are nothing here."""
    a_report(a_comment(a_post()))
    plan = plans_of(lambda: EditorOverview(edda()).latest)
    assert "comments_co_post_id" in plan
    whole_tables = [line for line in plan.split("\n") if line.startswith("SCAN")]
    assert set(whole_tables) <= {"SCAN counted"}  # the rows found


@pytest.mark.one_database
def test_a_moderator_sees_queues_and_no_overview_of_posts(client):
    client.force_login(mona())
    page = front(client)
    assert "newsroom" not in page.context and page.context["queues"]


@pytest.mark.one_database
def test_the_overview_of_an_editor_needs_few_queries_for_many_posts(
    client, django_assert_max_num_queries
):
    client.force_login(edda())
    for number in range(12):
        a_comment(a_post(f"Post {number}"), status=Comment.Status.HELD)
        Post.objects.create(title=f"Draft {number}", author=edda())
    front(client)
    with django_assert_max_num_queries(25):
        front(client)
