"""What editors decide about comments: picks, and branches that take no more replies."""

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


def test_an_editor_picks_a_comment_and_every_reader_sees_it(client, comment):
    address = comment.post.get_absolute_url()
    assert PICK not in client.get(address).text
    enter(client, edda())
    assert "Mark it as a pick" in client.get(editorial(comment)).text
    answer = client.post(editorial(comment), {"action": "pick"})
    assert answer.status_code == 303
    client.logout()
    assert PICK in client.get(answer["Location"]).text
    assert PICK in client.get(comment.get_thread_url()).text


def test_a_pick_is_taken_back(client, comment):
    enter(client, edda())
    client.post(editorial(comment), {"action": "pick"})
    assert "Take the mark away" in client.get(editorial(comment)).text
    client.post(editorial(comment), {"action": "unpick"})
    assert not Comment.objects.get().picked
    acts = Decision.objects.order_by("pk").values_list("action", "by__username")
    assert list(acts) == [("pick", "edda"), ("unpick", "edda")]


def test_what_stands_already_is_said_and_not_done_again(client, comment):
    enter(client, edda())
    client.post(editorial(comment), {"action": "pick"})
    answer = client.post(editorial(comment), {"action": "pick"})
    assert answer.status_code == 409 and "pick by Edda" in answer.text
    assert Decision.objects.count() == 1


def test_only_what_shows_is_picked_and_what_hides_it_hides_the_mark(client, comment):
    comment.pick()
    comment.remove()
    a_comment(comment.post)
    assert PICK not in client.get(comment.post.get_absolute_url()).text
    enter(client, edda())
    assert client.get(editorial(comment)).status_code == 404
    comment.restore()
    assert Comment.objects.get(pk=comment.pk).picked
    held = a_comment(comment.post, status=Comment.Status.HELD)
    with pytest.raises(InvalidTransition, match="held"):
        held.pick()


def test_no_fold_hides_a_pick(client):
    post = a_post()
    run = [a_comment(post, body=f"Frost {number}.") for number in range(3)]
    assert "comment-fold" in client.get(post.get_absolute_url()).text
    run[1].pick()
    version = type(post).objects.get().version
    assert "comment-fold" not in client.get(f"{post.get_absolute_url()}?v={version}").text


def test_an_editor_closes_a_branch_and_opens_it_again(client, comment):
    reply = a_comment(comment.post, parent=comment)
    enter(client, edda())
    client.post(editorial(comment), {"action": "close_branch"})
    assert client.get(f"/comments/{reply.pk}/reply/").status_code == 404
    assert "Open it again" in client.get(editorial(comment)).text
    client.post(editorial(comment), {"action": "open_branch"})
    assert client.get(f"/comments/{reply.pk}/reply/").status_code == 200


def test_an_undo_takes_a_pick_back(comment):
    Decision.objects.take("pick", comment, by=edda()).undo(by=edda())
    assert not Comment.objects.get().picked


@pytest.mark.parametrize("who", [None, bob, mona])
def test_nobody_but_an_editor_gets_there(client, comment, who):
    if who:
        enter(client, who())
    assert client.get(editorial(comment)).status_code == 403
    for action in ("pick", "close_branch"):
        assert client.post(editorial(comment), {"action": action}).status_code == 403
    assert not Decision.objects.exists()


@pytest.mark.parametrize("action", ["remove", "ban", "", "pick\0", "x" * 5000])
def test_an_editor_does_nothing_else_there(client, comment, action):
    enter(client, edda())
    assert client.post(editorial(comment), {"action": action}).status_code == 403
    assert Comment.objects.get().is_published and not Decision.objects.exists()


@pytest.mark.parametrize(
    ("who", "link"),
    [(edda, "moderation:editorial"), (mona, "admin:moderation_reportedcomment_change")],
)
def test_staff_are_led_there_from_every_comment_and_nobody_else_is(client, comment, who, link):
    personal = f"/me/?post={comment.post_id}"
    for other in (None, bob):
        if other:
            enter(client, other())
        assert "data-belongs-to-all" not in client.get(personal).text
    page = enter(client, who()).get(personal).text
    any_comment = re.search(r'data-any-comment="(\d+)"', page)[1]
    assert f'href="{reverse(link, args=[any_comment])}"' in page


def test_the_desk_leads_there_too(client, comment):
    page = enter(client, edda()).get(f"/admin/comments/comment/{comment.pk}/change/").text
    assert editorial(comment) in page


def test_moderators_take_back_no_pick(client, comment):
    decision = Decision.objects.take("pick", comment, by=edda())
    enter(client, mona())
    told = {"decision": decision.pk}
    assert client.post("/admin/moderation/heldcomment/undo/", told).status_code == 404
    assert Comment.objects.get().picked
