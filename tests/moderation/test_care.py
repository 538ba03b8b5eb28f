"""What the desk does for moderators: violent words, a pause, and a sheet of their own days."""

from datetime import timedelta

import pytest
from django.utils import timezone

from moderation.desk.care import PAUSE_AFTER
from moderation.models import Decision, DeskChoice
from posts.models import Blog
from tests.cast import a_comment, a_post, edda, milo, mona
from tests.moderation.deciding import a_comment_that_is, a_report, a_rule, decide

pytestmark = pytest.mark.django_db

DAYS = "/admin/your-days/"
BLURRED = "words--blurred"


@pytest.fixture
def desk(client):
    client.force_login(mona())
    return client


def card(comment):
    return f"/admin/moderation/reportedcomment/{comment.pk}/card/"


def test_words_reported_as_violent_are_blurred_unless_switched_off(desk):
    violent, rude = a_comment(a_post()), a_comment(a_post())
    a_report(violent, reason="threat")
    a_report(rude, reason="harassment")
    assert BLURRED in desk.get(card(violent)).text
    assert BLURRED not in desk.get(card(rude)).text
    queue = desk.get("/admin/moderation/reportedcomment/")
    assert [row.is_blurred for row in queue.context["rows"]] == [True, False]
    assert queue.text.count("items__words--blurred") == 1
    assert desk.post(DAYS, {}).status_code == 302
    assert BLURRED not in desk.get(card(violent)).text
    assert DeskChoice.objects.get().user == mona()
    desk.force_login(milo())
    assert BLURRED in desk.get(card(violent)).text  # each decides for themselves
    desk.force_login(mona())
    desk.post(DAYS, {"blurs_violence": "on"})
    assert BLURRED in desk.get(card(violent)).text


@pytest.mark.slow
@pytest.mark.one_database
def test_after_many_violent_comments_a_pause_is_suggested(desk):
    post = a_post()
    harmless = a_comment(post)
    a_report(harmless, "rosa", "off_topic")
    decide("keep", harmless, by=mona())
    for number in range(PAUSE_AFTER):
        if number in (0, PAUSE_AFTER - 1):
            assert "Take a break" not in desk.get("/admin/").text
        comment = a_comment(post)
        a_report(comment, f"reader{number}", "hate")
        decide("remove", comment, by=mona(), ground=a_rule())
    assert "Take a break" in desk.get("/admin/").text
    assert f"decided on {PAUSE_AFTER} comments" in " ".join(desk.get(DAYS).text.split())
    desk.force_login(milo())
    assert "Take a break" not in desk.get("/admin/").text


def kept_at(moment):
    """Return a decision of mona that keeps a comment, as it would be made at a moment."""
    comment = a_comment(a_post())
    statuses = {"status_before": comment.status, "status_after": comment.status}
    return Decision.objects.create(
        **{"action": "keep", "comment": comment, "person": comment.author, "by": mona()},
        **{"source": "own", "created": moment, **statuses},
    )


def test_the_sheet_counts_ones_own_days(desk):
    noon = timezone.localtime(None, Blog.objects.current().zone).replace(hour=12, minute=0)
    noon -= timedelta(days=1)
    first, second, *_ = [kept_at(noon + timedelta(minutes=m)) for m in (0, 10, 20, 60, 65)]
    kept_at(noon - timedelta(days=14))  # too long ago
    first.undo(by=milo())
    second.undo(by=mona())
    decide("approve", a_comment_that_is("held"), by=milo())
    [day] = desk.get(DAYS).context["days"]
    assert (day.day, day.decided, day.overturned) == (noon.date(), 5, 1)
    assert day.time == timedelta(minutes=25)


def test_only_moderators_have_a_sheet_of_their_days(client):
    client.force_login(edda())
    assert client.get(DAYS).status_code == 403
    assert client.post(DAYS, {}).status_code == 403 and not DeskChoice.objects.exists()
