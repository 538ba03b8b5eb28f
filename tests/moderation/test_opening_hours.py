"""The hours in which comments are shown at once; outside them a moderator reads them first."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from blogsite.cached_views import versions_of
from comments.models import Comment
from posts.models import Blog, OpeningHours, Post
from tests.cast import a_post, alice, edda

DAY, NIGHT, PARIS = (time(8), time(20)), (time(20), time(8)), ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("hours", "moment", "is_open", "change"),
    [
        # Paris is two hours ahead in summer, one in winter.
        (DAY, "2026-07-01T05:59", False, "2026-07-01T06:00"),
        (DAY, "2026-07-01T06:00", True, "2026-07-01T18:00"),
        (DAY, "2026-07-01T18:00", False, "2026-07-02T06:00"),
        (NIGHT, "2026-12-01T18:59", False, "2026-12-01T19:00"),
        (NIGHT, "2026-12-01T19:00", True, "2026-12-02T07:00"),
        (NIGHT, "2026-12-02T06:59", True, "2026-12-02T07:00"),
        # The night in which clocks are put back.
        (DAY, "2026-10-24T18:30", False, "2026-10-25T07:00"),
    ],
)
def test_hours_begin_and_end_by_the_clock_of_the_blog(hours, moment, is_open, change):
    hours = OpeningHours(*hours, PARIS)
    moment, change = (datetime.fromisoformat(m).replace(tzinfo=UTC) for m in (moment, change))
    assert hours.is_open_at(moment) == is_open
    assert hours.next_change(moment) == change


def open_for_an_hour(hours_from_now):
    """Let comments open for an hour, beginning in some hours; return when it begins."""
    opens = (timezone.now() + timedelta(hours=hours_from_now)).replace(microsecond=0)
    blog = Blog.objects.current()
    blog.time_zone = "UTC"
    blog.opens_at, blog.closes_at = opens.time(), (opens + timedelta(hours=1)).time()
    blog.save()
    return opens


def respond(client, user, post):
    client.force_login(user)
    form = {"body": f"It came early here, too, says {user}.", "key": uuid4()}
    assert client.post(f"{post.get_absolute_url()}respond/", form).status_code == 303
    return Comment.objects.latest("pk").status


@pytest.mark.django_db
def test_outside_the_hours_comments_are_held_and_readers_know(client):
    post = a_post()
    assert "A moderator reads what comes" not in client.get(post.get_absolute_url()).text
    opens = open_for_an_hour(hours_from_now=2)
    assert versions_of(Post.objects.filter(pk=post.pk))[2] == opens.timestamp()
    for url in (f"{post.get_absolute_url()}?v={10**15 * 9}", f"{post.get_absolute_url()}respond/"):
        page = client.get(url).text
        assert f"Comments open from {opens:%H:%M} to" in page and "(UTC)" in page
    assert respond(client, alice(), post) == "held"
    comment = Comment.objects.get()
    assert "outside the hours" in comment.findings.get().reason
    assert respond(client, edda(), post) == "published"


@pytest.mark.django_db
def test_within_the_hours_comments_are_published_at_once(client):
    post = a_post()
    open_for_an_hour(hours_from_now=-0.5)
    assert "A moderator reads what comes" not in client.get(post.get_absolute_url()).text
    assert respond(client, alice(), post) == "published"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        ("08:00", ""),
        pytest.param("", "20:00", marks=pytest.mark.one_database),
        pytest.param("08:00", "08:00", marks=pytest.mark.one_database),
    ],
)
def test_hours_without_a_beginning_or_an_end_are_refused(client, opens, closes):
    client.force_login(edda())
    url = "/admin/posts/blog/1/change/"
    form = client.get(url).context["adminform"].form
    fields = {name: form[name].value() for name in form.fields}
    fields = {name: value for name, value in fields.items() if value is not None}
    answer = client.post(url, fields | {"opens_at": opens, "closes_at": closes})
    assert answer.status_code == 200 and answer.context["errors"]
    assert Blog.objects.current().opening_hours is None
