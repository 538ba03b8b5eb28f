"""The desk as a whole: what every list of it answers to what nobody would ask."""

import pytest

from posts.models import Blog
from tests.cast import account, mona

pytestmark = pytest.mark.django_db

LISTS = {
    "moderation/decision": "created",
    "moderation/ban": "created",
    "moderation/batch": "created",
    "posts/post": "published_at",
    "posts/image": "created",
    "blogsite/user": "date_joined",
}
ABSURD = ["year=99999", "year=0", "year=-3", "year=1", "year=9999", "year__gt=99999"]


@pytest.fixture
def owner(client):
    client.force_login(account("olga", "Moderators", is_superuser=True))
    return client


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
@pytest.mark.parametrize("absurd", [*ABSURD, "iso_year=99999", "year=2026&{date}__year=99999"])
@pytest.mark.parametrize(("name", "date"), LISTS.items())
def test_a_year_beyond_the_calendar_is_answered_as_bad_input(owner, name, date, absurd, zone):
    blog = Blog.objects.current()
    blog.time_zone = zone
    blog.save()
    answer = owner.get(f"/admin/{name}/?{date}__{absurd.format(date=date)}")
    assert answer.status_code == 302 and answer["Location"] == f"/admin/{name}/?e=1"


@pytest.mark.parametrize("asked", ["created__year=2026", "created__year=x", "q=99999"])
def test_what_can_be_asked_for_is_answered(client, asked):
    client.force_login(mona())
    answer = client.get(f"/admin/moderation/decision/?{asked}")
    assert answer.status_code == (302 if asked.endswith("x") else 200)
