"""The first page of the desk: queues, changes since yesterday, one's own decisions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment
from posts.models import Blog
from tests.cast import a_comment, a_post, account, edda, milo, mona
from tests.moderation.deciding import a_report, a_rule, decide

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


def test_moderators_see_their_own_decisions_of_today(home):
    for name in ("Rita", "Ruth"):
        decide("keep", a_comment(a_post(), name=name), by=mona())
    decide("remove", a_comment(a_post(), name="Bert"), by=mona(), ground=a_rule())
    decide("keep", a_comment(a_post(), name="Otto"), by=milo())
    page = home().text
    assert "Kept: 2, Removed: 1" in page
    assert "Kept: Rita" in page and "Removed: Bert" in page and "Otto" not in page


def test_the_desk_bears_the_name_of_the_blog(home):
    blog = Blog.objects.current()
    blog.name = "The Waiting Room"
    blog.save()
    page = home().text
    assert "The Waiting Room</a>" in page and "<title>Desk | The Waiting Room</title>" in page


def test_lists_are_grouped_by_the_work_they_belong_to(client):
    client.force_login(account("olga", "Moderators", is_superuser=True))
    groups = client.get("/admin/").context["app_list"]
    names = [str(group["name"]) for group in groups]
    assert names[:5] == ["Comments", "Decisions", "Rules", "Posts", "Blog and people"]


def test_an_editor_sees_no_numbers_of_moderation(client):
    client.force_login(edda())
    page = client.get("/admin/")
    assert "changes" not in page.context and "Your day" not in page.text
