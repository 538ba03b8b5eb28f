"""After a change of the policy every comment is rendered by the new one."""

import pytest
from django.core.management import call_command

from comments.models import Comment
from comments.resanitizing import AT_ONCE, resanitize
from posts.models import Post
from tests.cast import a_comment, a_post

pytestmark = pytest.mark.django_db


def test_resanitizing_rewrites_old_html_and_keeps_the_text(capsys):
    comment, other = a_comment(a_post(), body="**Frost.**"), a_comment(a_post())
    Comment.objects.filter(pk=comment.pk).update(body_html="<marquee>Frost.</marquee>")
    before = dict(Post.objects.values_list("pk", "version"))
    call_command("resanitize_comments")
    assert "2 comments, 1 of them changed." in capsys.readouterr().out
    comment.refresh_from_db()
    assert comment.body_html == "<p><strong>Frost.</strong></p>" and comment.body == "**Frost.**"
    after = dict(Post.objects.values_list("pk", "version"))
    assert after[comment.post_id] > before[comment.post_id], "pages show it"
    assert after[other.post_id] == before[other.post_id], "what is right makes no page new"


def test_resanitizing_checks_every_comment_of_a_long_thread():
    post = a_post()
    author = a_comment(post).author
    drafts = [
        Comment(author=author, name="Reader", created=post.published_at, status="published")
        for _ in range(AT_ONCE + 5)
    ]
    for draft in drafts:
        draft.write("Frost.")
    Comment.objects.build(post, drafts)
    Comment.objects.update(body_html="")
    assert list(resanitize()) == [(AT_ONCE, AT_ONCE), (6, 6)]
    assert not Comment.objects.filter(body_html="").exists()
    assert list(resanitize()) == [(AT_ONCE, 0), (6, 0)]
