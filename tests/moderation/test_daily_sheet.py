"""The daily sheet of editors: the best of the conversation, questions, corrections."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, Recommendation
from moderation.models import Decision, StaffMailState
from moderation.notifying.sheet import QUOTED_LINES
from tests.cast import a_comment, a_post, account, alice, bob, edda, mona
from tests.moderation.deciding import a_reader
from tests.moderation.staff_mail import SITE, begin, let_it_be, limit_to_posts_of, sent, whom

pytestmark = pytest.mark.django_db

SHEET = "/admin/daily-sheet/"


@pytest.fixture(autouse=True)
def site(settings, db):
    begin(settings)


@pytest.fixture
def desk(client):
    client.force_login(edda())
    return client


def recommended(comment, *names):
    for name in names:
        Recommendation.objects.give(comment, a_reader(name))
    return comment


def listed(desk):
    """Return what the sheet lists: by title of the post, the bodies under each heading."""
    return {
        entry.post.title: [
            [comment.body for comment in getattr(entry, name)]
            for name in ("corrections", "questions", "best")
        ]
        for entry in desk.get(SHEET).context["sheet"].posts
    }


def test_the_sheet_has_picked_and_recommended_comments_of_the_last_day(desk):
    tea, coffee = a_post("Tea"), a_post("Coffee")
    picked = a_comment(tea, "Picked.")
    Decision.objects.take("pick", picked, by=edda())
    recommended(a_comment(tea, "One."), "rosa")
    recommended(a_comment(coffee, "Two."), "rosa", "rolf")
    a_comment(coffee, "None.")
    old = recommended(a_comment(coffee, "Old."), "rosa")
    Comment.objects.filter(pk=old.pk).update(published_at=timezone.now() - timedelta(hours=25))
    recommended(a_comment(coffee, "Gone."), "rosa").hold()
    assert listed(desk) == {
        "Coffee": [[], [], ["Two."]],
        "Tea": [[], [], ["Picked.", "One."]],
    }
    page = desk.get(SHEET).text
    assert picked.get_absolute_url() in page and "2 recommendations" in page
    assert reverse("moderation:editorial", args=[picked.pk]) in page
    assert SHEET in desk.get("/admin/").text


def test_what_readers_ask_or_correct_is_listed_until_it_is_answered(desk):
    post = a_post("Tea")
    question = a_comment(post, "Who said that? I do not know.")
    a_comment(post, "There is a Typo in the title, or not?")
    a_comment(post, "Look at https://x.example/?a=b and think.")
    a_comment(post, "> Who said that?\n\nAlice did.")
    a_comment(post, "Typography is an art.")
    a_comment(post, "Really?", by=bob(), parent=question)  # asks a reader
    a_comment(post, "Any questions?", by=mona())  # staff ask readers
    by_edda = a_comment(post, "More will follow.", by=edda())
    a_comment(post, "When？", by=bob(), parent=by_edda)
    wrong = [["There is a Typo in the title, or not?"]]
    questions = ["When？", "Who said that? I do not know."]
    assert listed(desk) == {"Tea": [*wrong, questions, []]}
    a_comment(post, "Alice.", by=mona(), parent=question)
    assert listed(desk) == {"Tea": [*wrong, ["When？"], []]}


def test_blank_lines_before_a_quoted_line_are_no_part_of_it():
    # Otherwise each blank line is read once for every one above it: 10,000 take half a second.
    assert QUOTED_LINES.findall("Who?\n\n \n > I know.\n>\n\nAlice.") == [" > I know.", ">"]


def test_editors_alone_see_the_sheet_and_within_their_scope(desk):
    a_comment(a_post("Tea"), "Who?")
    limit_to_posts_of(bob(), edda())
    assert listed(desk) == {}
    assert "Nothing of this kind" in desk.get(SHEET).text
    desk.force_login(mona())
    assert desk.get(SHEET).status_code == 403


def test_the_sheet_comes_by_mail_in_the_morning_unless_it_is_switched_off(desk):
    post = a_post("Tea")
    other = account("egon", "Editors")
    let_it_be(9, edda(), other, mona())
    assert sent() == []
    StaffMailState.objects.all().delete()
    comment = recommended(a_comment(post, "Well steeped, is it not?", by=alice()), "rosa")
    wanted = [choice.code for choice in desk.get("/admin/own-mail/").context["choices"]]
    assert wanted == ["editors_sheet"]
    StaffMailState.objects.choose(other, "editors_sheet", is_wanted=False)
    (message,) = sent()
    assert message.to == ["edda@soundoff.example"]
    for part in ("Tea", f"{SITE}{comment.get_absolute_url()}", f"{SITE}{SHEET}", "Questions:"):
        assert part in message.body
    for word in ("steeped", "Alice"):
        assert word not in message.body
    assert sent() == []
    desk.post("/admin/own-mail/", {"wanted": wanted})
    assert whom(sent(hours=24)) == ["edda"]
