"""A rendered comment: what it shows of itself, and what it hides."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from blogsite.pagecache.store import pages
from comments.conversation import Branch, ConversationPage
from comments.folds import Fold
from comments.models import Comment
from posts.models import Post
from tests.cast import a_comment, a_post, bob

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def html_of(client, post):
    pages.clear()
    return client.get(post.get_absolute_url()).content.decode()


def fold(first, last, html="<p>One word.</p>"):
    return Fold("Alice", 3, first, last, "", html)


@pytest.mark.parametrize(
    "first, last, days",
    [
        ((2010, 7, 29, 1), (2010, 7, 29, 20), "July 29, 2010"),
        ((2010, 7, 29), (2010, 8, 2), "July 29 to August 2, 2010"),
        ((2010, 12, 31), (2011, 1, 1), "December 31, 2010 to January 1, 2011"),
    ],
)
def test_a_fold_shows_the_days_of_its_comments(first, last, days):
    with timezone.override(UTC):
        moments = (datetime(*moment, tzinfo=UTC) for moment in (first, last))
        assert fold(*moments).days == days


def test_a_fold_shows_its_first_words_without_markup():
    now = timezone.now()
    first_fold = fold(now, now, "<p>It's <b>a &lt;long&gt;</b> way" + " down" * 20 + "</p>")
    assert first_fold.opening == "It's a <long> way down down down down down down down down…"


def test_a_fold_of_threads_shows_their_numbers():
    post = a_post()
    a_comment(post, by=bob())
    for _ in range(3):
        a_comment(post)
    folds = [entry.fold for entry in ConversationPage(post).rendered.entries if entry.fold]
    assert [fold.numbers for fold in folds] == ["2–4"]


def test_times_are_shown_in_the_time_zone_of_the_blog(client):
    post = a_post()
    comment = a_comment(post)
    Comment.objects.filter(pk=comment.pk).update(created=datetime(2010, 7, 29, 21, 33, tzinfo=UTC))
    time = '<time datetime="2010-07-29T17:33:00-04:00">July 29, 2010 at 17:33</time>'
    assert time in html_of(client, post)


def test_an_empty_comment_is_shown_as_empty_in_words(client):
    post = a_post()
    a_comment(post, "")
    assert '<p class="comment__empty">(no text)</p>' in html_of(client, post)


def test_no_page_names_the_author_of_a_hidden_comment(client):
    post = a_post()
    hidden = a_comment(post, "Hidden words.", name="Hidden Name")
    reply = a_comment(post, parent=hidden, by=bob())
    hidden.remove()
    thread = client.get(f"/comments/{reply.pk}/thread/").content.decode()
    for html in (html_of(client, post), thread):
        assert "Reply to a comment that is not shown, level 1" in html
        assert "Hidden" not in html


def test_the_name_of_an_author_is_escaped_everywhere(client):
    post = a_post()
    a_comment(post, name='"><b>Bold</b>')
    a_comment(post, parent=Comment.objects.get(), by=bob())
    html = html_of(client, post)
    assert "<b>Bold" not in html and '""&gt;' not in html
    assert 'aria-label="Reply to &quot;&gt;&lt;b&gt;Bold' in html


def replyable(rendered):
    return [entry.takes_replies for entry in rendered.entries]


def test_a_closed_branch_offers_no_reply_and_the_others_do():
    post = a_post()
    root = a_comment(post)
    closed = a_comment(post, parent=root, by=bob())
    a_comment(post, parent=closed)
    a_comment(post, parent=root, by=bob())
    closed.close_branch()
    assert replyable(ConversationPage(post).rendered) == [True, False, False, True]
    assert replyable(Branch(closed).rendered) == [True, False, False]


def test_a_closed_post_offers_no_reply_and_says_so(client):
    post = a_post()
    a_comment(post)
    Post.objects.update(comment_mode=Post.CommentMode.CLOSED)
    html = html_of(client, post)
    assert 'data-action="reply"' not in html and "/respond/" not in html
    assert 'data-action="report"' in html and "Comments are closed" in html


def test_beyond_the_deepest_indent_a_reply_names_whom_it_answers(client):
    post = a_post()
    answered = a_comment(post, name="First")
    for level in range(1, 9):
        by = bob() if level % 2 else None
        last, answered = answered, a_comment(post, parent=answered, by=by, name=f"L{level}")
    html = html_of(client, post)
    assert f'in reply to <a href="#comment-{last.pk}"><bdi>L7</bdi></a>' in html
    assert html.count("in reply to <a") == 2


def test_an_edited_or_recommended_comment_is_marked(client):
    post = a_post()
    comment = a_comment(post)
    assert "edited" not in html_of(client, post)
    comment.edit("Other words.")
    Comment.objects.update(recommendation_count=2)
    html = html_of(client, post)
    assert ">edited</span>" in html and '"comment__count"> (2)</span>' in html
