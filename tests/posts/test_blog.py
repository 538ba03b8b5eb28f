"""The blog itself: one row that a migration makes and that reading never writes."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from posts.models import Blog
from tests.cast import a_comment, a_post, edda

pytestmark = pytest.mark.django_db


def test_a_new_site_has_its_blog_before_anybody_reads_it():
    blog = Blog.objects.get()
    assert blog == Blog.objects.current()
    assert (blog.pk, blog.name, blog.time_zone) == (1, Blog.DEFAULT_NAME, settings.TIME_ZONE)
    assert blog.feed_base.startswith("tag:")


@pytest.mark.parametrize("has_posts", [False, True])
def test_reading_pages_and_feeds_writes_nothing(client, has_posts):
    paths = ["/", "/feed/", "/comments/feed/", "/archive/", "/sitemap.xml", "/me/"]
    if has_posts:
        paths += [a_comment(a_post()).post.get_absolute_url()]
    with CaptureQueriesContext(connection) as queries:
        for path in paths:
            assert client.get(path).status_code == 200
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}


def test_an_editor_who_types_no_time_zone_of_the_database_is_shown_one(client):
    client.force_login(edda())
    page = client.get("/admin/posts/blog/1/change/")
    sent = {name: value or "" for name, value in page.context["adminform"].form.initial.items()}
    answer = client.post("/admin/posts/blog/1/change/", sent | {"time_zone": "Mars/Base"})
    assert "write it like Europe/Paris" in answer.text
    assert Blog.objects.current().time_zone == settings.TIME_ZONE
