"""The first page of the desk: queues, changes since yesterday, one's own decisions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment
from moderation.desk.care import violent_today
from moderation.desk.today import OwnDay
from moderation.models import Appeal
from posts.models import Blog
from tests.cast import a_comment, a_post, account, edda, milo, mona
from tests.moderation.deciding import a_report, a_rule, decide
from tests.query_plans import plans_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(client):
    client.force_login(mona())
    return lambda: client.get("/admin/")


def test_the_desk_counts_what_changed_since_yesterday(home):
    old, new = a_comment(a_post()), a_comment(a_post())
    Comment.objects.filter(pk=old.pk).update(published_at=timezone.now() - timedelta(days=2))
    a_comment(a_post(), status=Comment.Status.HELD)
    a_report(new)
    a_report(old, minutes_ago=60 * 30)
    decide("remove", new, by=milo(), ground=a_rule())
    decide("ban", old, by=milo(), ground=a_rule())
    assert dict(home().context["changes"]) == {
        "Comments published": 0,
        "Comments held": 1,
        "Reports": 1,
        "Decisions on comments": 1,
        "Comments removed or rejected": 1,
        "Bans": 1,
    }


def test_moderators_see_their_own_decisions_since_midnight(home):
    for name in ("Rita", "Ruth"):
        decide("keep", a_comment(a_post(), name=name), by=mona())
    decide("remove", a_comment(a_post(), name="Bert"), by=mona(), ground=a_rule())
    decide("keep", a_comment(a_post(), name="Otto"), by=milo())
    page = home().text
    assert "Kept: 2, Removed: 1" in page
    assert "Kept: Rita" in page and "Removed: Bert" in page and "Otto" not in page


@pytest.mark.one_database
@pytest.mark.parametrize("question", [lambda user: OwnDay(user).counts, violent_today])
def test_a_day_of_a_moderator_is_found_among_all_their_decisions(question):
    """PostgreSQL decides by the sizes of the tables, and of what earlier tests left in them."""
    comment = a_comment(a_post())
    a_report(comment, reason="threat")
    decide("keep", comment, by=mona())
    assert question(mona()) in (["Kept: 1"], 1)
    assert "decisions_by_day" in plans_of(lambda: question(mona()))


@pytest.mark.one_database
def test_what_appeals_are_about_is_not_looked_for_in_all_decisions():
    """PostgreSQL decides by the sizes of the tables, which are nothing here."""
    plan = plans_of(lambda: list(Appeal.objects.waiting()))
    assert "LIST SUBQUERY" not in plan
    assert "USING INTEGER PRIMARY KEY" in plan


def test_the_desk_bears_the_name_of_the_blog(home):
    blog = Blog.objects.current()
    blog.name = "The Waiting Room"
    blog.save()
    page = home().text
    assert (
        "<bdi>The Waiting Room</bdi>" in page and "<title>Desk | The Waiting Room</title>" in page
    )


def test_lists_are_grouped_by_the_work_they_belong_to(client):
    client.force_login(account("olga", "Moderators", is_superuser=True))
    groups = client.get("/admin/").context["app_list"]
    names = [str(group["name"]) for group in groups]
    assert names[:5] == ["Comments", "Decisions", "Rules", "Posts", "Blog and people"]


def test_an_editor_sees_no_numbers_of_moderation(client):
    client.force_login(edda())
    page = client.get("/admin/")
    assert "changes" not in page.context and "Your day" not in page.text
