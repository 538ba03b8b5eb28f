"""Lists of the admin site with filters that nobody would type."""

from datetime import UTC, datetime

import pytest

from comments.models import Comment
from posts.dates import day_and_time
from posts.models import Blog
from tests.cast import a_comment, a_post, account, mona

pytestmark = pytest.mark.django_db

LISTS = {
    "moderation/decision": "created",
    "moderation/ban": "created",
    "moderation/batch": "created",
    "posts/post": "published_at",
    "posts/image": "created",
    "accounts/user": "date_joined",
}
ABSURD = ["year=99999", "year=0", "year=-3", "year=1", "year=9999", "year__gt=99999"]


@pytest.fixture
def owner(client):
    client.force_login(account("olga", "Moderators", is_superuser=True))
    return client


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_a_year_beyond_the_calendar_is_a_bad_request(owner, zone):
    blog = Blog.objects.current()
    blog.time_zone = zone
    blog.save()
    for name, date in LISTS.items():
        for absurd in (*ABSURD, "iso_year=99999", f"year=2026&{date}__year=99999"):
            answer = owner.get(f"/admin/{name}/?{date}__{absurd}")
            assert answer.status_code == 302, (name, absurd)
            assert answer["Location"] == f"/admin/{name}/?e=1", (name, absurd)


@pytest.mark.parametrize(
    "query", ["posts/page/?page_path=", "posts/post/?title=", "comments/comment/?body__contains="]
)
def test_a_nul_in_the_filter_of_a_list_is_no_server_error(owner, query):
    answer = owner.get(f"/admin/{query}%00")
    assert answer["Location"] == f"/admin/{query.partition('?')[0]}?e=1"


def test_the_lists_of_the_admin_write_moments_as_the_pages_do(owner):
    comment = a_comment(a_post())
    moment = datetime(2010, 7, 29, 17, 33, tzinfo=UTC)
    Comment.objects.filter(pk=comment.pk).update(created=moment)
    assert day_and_time(moment) == "July 29, 2010 at 13:33"
    assert "July 29, 2010 at 13:33" in owner.get("/admin/comments/comment/").text


@pytest.mark.parametrize("query", ["created__year=2026", "created__year=x", "q=99999"])
def test_an_unknown_or_odd_filter_of_a_list_is_no_server_error(client, query):
    client.force_login(mona())
    answer = client.get(f"/admin/moderation/ban/?{query}")
    assert answer.status_code == (302 if query.endswith("x") else 200)
