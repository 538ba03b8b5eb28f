"""Decisions of editors about comments: picks and closed branches."""

import re

import pytest
from django.urls import reverse

from comments.models import Comment, InvalidTransition
from moderation.models import Decision
from tests.cast import a_comment, a_post, bob, edda, mona

pytestmark = pytest.mark.django_db

PICK = '<span class="comment__pick">Editor’s pick</span>'


@pytest.fixture
def comment():
    return a_comment(a_post(), body="Frost keeps.")


def editorial(comment):
    return f"/comments/{comment.pk}/editorial/"


def enter(client, user):
    client.force_login(user)
    return client


def test_every_reader_sees_the_pick_of_an_editor(client, comment):
    url = comment.post.get_absolute_url()
    assert PICK not in client.get(url).text
    enter(client, edda())
    assert "Mark it as a pick" in client.get(editorial(comment)).text
    answer = client.post(editorial(comment), {"action": "pick"})
    assert answer.status_code == 303
    client.logout()
    assert PICK in client.get(answer["Location"]).text
    assert PICK in client.get(comment.get_branch_url()).text


def test_a_pick_can_be_ended_by_an_editor(client, comment):
    enter(client, edda())
    client.post(editorial(comment), {"action": "pick"})
    assert "Take the mark away" in client.get(editorial(comment)).text
    client.post(editorial(comment), {"action": "unpick"})
    assert not Comment.objects.get().picked
    acts = Decision.objects.order_by("pk").values_list("action", "by__username")
    assert list(acts) == [("pick", "edda"), ("unpick", "edda")]


def test_a_pick_that_exists_already_is_not_repeated(client, comment):
    enter(client, edda())
    client.post(editorial(comment), {"action": "pick"})
    answer = client.post(editorial(comment), {"action": "pick"})
    assert answer.status_code == 409 and "pick by Edda" in answer.text
    assert Decision.objects.count() == 1


def test_only_a_visible_comment_can_be_picked_or_shown_as_picked(client, comment):
    comment.pick()
    comment.remove()
    a_comment(comment.post)
    assert PICK not in client.get(comment.post.get_absolute_url()).text
    enter(client, edda())
    assert client.get(editorial(comment)).status_code == 404
    comment.restore()
    assert Comment.objects.get(pk=comment.pk).picked
    held = a_comment(comment.post, status=Comment.Status.HELD)
    with pytest.raises(InvalidTransition, match="Only a published comment"):
        held.pick()


def test_a_picked_comment_is_never_hidden_in_a_fold(client):
    post = a_post()
    run = [a_comment(post, body=f"Frost {number}.") for number in range(3)]
    assert "comment-fold" in client.get(post.get_absolute_url()).text
    run[1].pick()
    version = type(post).objects.get().version
    assert "comment-fold" not in client.get(f"{post.get_absolute_url()}?v={version}").text


def test_an_editor_can_close_a_branch_and_open_it_again(client, comment):
    reply = a_comment(comment.post, parent=comment)
    enter(client, edda())
    client.post(editorial(comment), {"action": "close_branch"})
    assert client.get(f"/comments/{reply.pk}/reply/").status_code == 404
    assert "Open it again" in client.get(editorial(comment)).text
    client.post(editorial(comment), {"action": "open_branch"})
    assert client.get(f"/comments/{reply.pk}/reply/").status_code == 200


def test_an_undone_pick_is_no_longer_shown(comment):
    Decision.objects.take("pick", comment, by=edda()).undo(by=edda())
    assert not Comment.objects.get().picked


@pytest.mark.one_database
@pytest.mark.parametrize("who", [None, bob, mona])
def test_only_an_editor_sees_the_editorial_page(client, comment, who):
    if who:
        enter(client, who())
    assert client.get(editorial(comment)).status_code == 403
    for action in ("pick", "close_branch"):
        assert client.post(editorial(comment), {"action": action}).status_code == 403
    assert not Decision.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize("action", ["remove", "ban", "", "pick\0", "x" * 5000])
def test_the_editorial_page_takes_no_other_action(client, comment, action):
    enter(client, edda())
    assert client.post(editorial(comment), {"action": action}).status_code == 403
    assert Comment.objects.get().is_published and not Decision.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("who", "link"),
    [(edda, "moderation:editorial"), (mona, "admin:moderation_reportedcomment_change")],
)
def test_only_staff_see_the_editorial_link_of_a_comment(client, comment, who, link):
    personal = f"/me/?post={comment.post_id}"
    for other in (None, bob):
        if other:
            enter(client, other())
        assert "data-belongs-to-all" not in client.get(personal).text
    page = enter(client, who()).get(personal).text
    any_comment = re.search(r'data-any-comment="(\d+)"', page)[1]
    assert f'href="{reverse(link, args=[any_comment])}"' in page


@pytest.mark.one_database
def test_the_desk_links_to_the_editorial_page(client, comment):
    page = enter(client, edda()).get(f"/admin/comments/comment/{comment.pk}/change/").text
    assert editorial(comment) in page


def test_a_moderator_cannot_undo_the_pick_of_an_editor(client, comment):
    decision = Decision.objects.take("pick", comment, by=edda())
    enter(client, mona())
    form = {"decision": decision.pk}
    assert client.post("/admin/moderation/heldcomment/undo/", form).status_code == 404
    assert Comment.objects.get().picked
