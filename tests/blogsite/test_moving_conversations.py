"""Owners move comments to another conversation: to a post, or off a wrong one."""

import pytest
from django.core.management import call_command
from django.db.models import Q

from comments.models import Comment, Subscription
from comments.moving import move_comments
from moderation.models import Decision
from posts.foreign_pages import find, find_or_make
from posts.models import ForeignPage, Post, Site
from tests.cast import a_comment, a_conversation, a_post, alice, an_owner, edda, mona

pytestmark = pytest.mark.django_db

URL = "https://harbour.example/ships/"


@pytest.fixture
def owner(client):
    client.force_login(an_owner())
    return client


@pytest.fixture
def page():
    Site.objects.create(origin="https://harbour.example")
    post = find_or_make(URL, title="Ships")
    a_conversation(post, [None, 0, 1, None])
    a_comment(post, "Held.", status="held", parent=Comment.objects.order_by("pk").first())
    return post


def move(client, post, place, **fields):
    fields = {"place": place, "confirmed": "1"} | fields
    return client.post(f"/admin/conversations/{post.pk}/move/", fields)


def moved_out(post):
    return not Comment.objects.on(post).exists()


def test_the_conversation_of_a_url_moves_onto_a_post_of_this_blog(owner, page):
    post = a_post("Ships in winter")
    first = a_comment(post, "Here first.")
    Subscription.objects.start(Comment.objects.on(page).first(), Subscription.Scope.CONVERSATION)
    pinned, before = Comment.objects.on(page).top_level().last(), page.get_absolute_url()
    pinned.pin()
    preview = owner.post(
        f"/admin/conversations/{page.pk}/move/", {"place": post.get_absolute_url(), "which": ""}
    ).text
    assert "5 comments move from “Ships” to “Ships in winter”" in preview
    assert not moved_out(page)
    answer = move(owner, page, f"http://testserver{post.get_absolute_url()}")
    assert answer.status_code == 302 and not Post.objects.filter(pk=page.pk).exists()
    post.refresh_from_db()
    numbers = Comment.objects.on(post).top_level().values_list("number", flat=True)
    assert post.comment_count == 5 and post.last_number == 3
    assert sorted(numbers) == [1, 2, 3] and first.number == 1 and post.pinned_key == pinned.pk
    assert Subscription.objects.get().post == post
    call_command("check_threads")
    page_text = owner.get(post.get_absolute_url()).text
    assert all(f'id="comment-{one.pk}"' in page_text for one in Comment.objects.published())
    assert find(URL) == post and ForeignPage.objects.get().post == post
    assert owner.get(before).headers["Location"] == post.get_absolute_url()
    assert f'id="comment-{pinned.pk}"' in owner.get(f"/embed/?url={URL}").text


@pytest.mark.one_database
def test_reading_a_page_that_became_a_post_changes_no_word_of_the_post(owner, page):
    post = a_post("Ships in winter", "<p>Our own words.</p>")
    move(owner, page, post.get_absolute_url())
    ForeignPage.objects.get().take_reading("Ships", None, "", post.published_at)
    post.refresh_from_db()
    assert (post.title, post.body_html) == ("Ships in winter", "<p>Our own words.</p>")


def test_comments_that_an_import_put_under_a_wrong_post_move_off_it(owner):
    post = a_post()
    own = a_comment(post, "Mine.")
    imported = a_comment(post, "Imported.", origin="disqus paper 17")
    reply = a_comment(post, "A reply since.", parent=imported, by=alice())
    form = owner.get(f"/admin/conversations/{post.pk}/move/").text
    assert "Imported from disqus paper" in form
    answer = move(owner, post, "https://paper.example/notes/?utm_source=x", which="disqus paper")
    assert answer.status_code == 302
    page = ForeignPage.objects.get().post
    assert page.is_elsewhere and page.is_published and page.comment_count == 2
    assert set(Comment.objects.on(page)) == {imported, reply}
    assert list(Comment.objects.on(post)) == [own]
    call_command("check_threads")
    move(owner, page, post.get_absolute_url())
    post.refresh_from_db()
    assert post.comment_count == 3 and not Post.objects.filter(pk=page.pk).exists()


def test_a_decision_that_waited_for_a_move_counts_where_the_comment_is_now():
    source, target = a_post(), a_post("Ships in winter")
    comment, _ = a_comment(source), a_comment(source)
    move_comments(source, target, Q(pk=comment.pk))  # `comment` was read before
    Decision.objects.take("remove", comment, by=mona(), ground="the law")
    counts = [Post.objects.get(pk=post.pk).comment_count for post in (source, target)]
    assert counts == [1, 0] and Comment.objects.get(pk=comment.pk).post == comment.post == target


def test_a_decision_that_waited_while_the_page_became_a_post_is_taken(page):
    comment, post = Comment.objects.on(page).first(), a_post("Ships in winter")
    move_comments(page, post, Q())
    assert not Post.objects.filter(pk=page.pk).exists()
    Decision.objects.take("keep", comment, by=mona())
    assert comment.post == post and comment.decisions.get().action == "keep"


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("", "This field is required"),
        ("javascript:alert(1)", "not the URL of a page"),
        ("/2001/01/01/nothing/", "not the URL of a page"),
        (f"https://x.example/{'a' * 8_000}", "at most"),
        (URL, "They are there already."),
    ],
)
def test_comments_are_moved_to_no_place_that_is_none(owner, page, place, sentence):
    answer = move(owner, page, place)
    assert answer.status_code == 422 and sentence in answer.text
    assert Comment.objects.on(page).count() == 5


@pytest.mark.one_database
def test_only_owners_move_comments(client, page):
    post = a_post()
    for user in (alice(), edda()):
        client.force_login(user)
        assert move(client, page, post.get_absolute_url()).status_code in (302, 403)
        assert Comment.objects.on(page).count() == 5
    assert "Move comments" not in client.get(f"/admin/posts/pageelsewhere/{page.pk}/change/").text
