"""Comments of a draft without a date, as an import brings them with a post under a password."""

import pytest

from comments.models import Comment
from comments.status_links import status_path
from posts.models import Post
from tests.blogsite.api_programs import Program
from tests.cast import a_comment, a_post, mona

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    comment = a_comment(a_post(), "Pending since the move.", status=Comment.Status.HELD)
    draft = Post.objects.get(pk=comment.post_id)
    draft.status, draft.date, draft.first_shown = Post.Status.DRAFT, None, None
    draft.save()
    return comment


def test_moderators_see_and_decide_a_comment_of_a_draft(client, held):
    client.force_login(mona())
    queue = "/admin/moderation/heldcomment/"
    for path in (queue, f"{queue}?q=Pending", f"{queue}{held.pk}/change/"):
        page = client.get(path, follow=True)
        assert page.status_code == 200 and "Pending since the move." in page.text
    program = Program("moderate", user=mona())
    assert program.get("moderation/held/").json()["items"][0]["id"] == held.pk
    assert program.get(f"moderation/comments/{held.pk}/").status_code == 200


@pytest.mark.one_database
def test_its_author_reads_what_became_of_it(client, held):
    page = client.get(status_path(held))
    assert page.status_code == 200 and "Pending since the move." in page.text
