"""The blog itself: one row that a migration makes and that reading never writes."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blogsite.pagecache.store import pages
from posts.models import Blog
from tests.cast import a_comment, a_post, edda

pytestmark = pytest.mark.django_db


def test_a_new_site_has_its_blog_before_anybody_reads_it():
    blog = Blog.objects.get()
    assert blog == Blog.objects.current()
    assert (blog.pk, blog.name, blog.time_zone) == (1, Blog.DEFAULT_NAME, settings.TIME_ZONE)
    assert blog.feed_base.startswith("tag:")


@pytest.mark.one_database
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


def pages_and_feeds_of(post):
    comments = f"{post.get_absolute_url()}feed/"
    return ["/", post.get_absolute_url(), "/feed/", "/comments/feed/", comments]


def language_in(client, path, **headers):
    """Return the language that a page or a feed declares."""
    return re.search(r'(?:<html |xml:)lang="([^"]*)"', client.get(path, headers=headers).text)[1]


@pytest.mark.one_database
def test_pages_and_feeds_declare_the_blogs_language_at_once(client):
    post = a_comment(a_post()).post
    for language in ("en", "pt-br"):
        blog = Blog.objects.current()
        blog.language = language
        blog.save()
        for page in pages.pages.values():
            page.fresh_until = 0  # as a second later
        paths = pages_and_feeds_of(post)
        assert [language_in(client, path) for path in paths] == [language] * len(paths)


@pytest.mark.one_database
def test_no_browser_keeps_a_page_in_a_former_language(client):
    post = a_comment(a_post()).post
    for path in ("/", post.get_absolute_url(), "/archive/", "/transparency/"):
        assert "max-age=0" in client.get(path)["Cache-Control"], path


@pytest.mark.one_database
def test_a_cached_page_does_not_depend_on_the_readers_languages(client):
    post = a_comment(a_post()).post
    for path in pages_and_feeds_of(post):
        plain, german = (client.get(path, headers=h) for h in ({}, {"Accept-Language": "de"}))
        assert german.content == plain.content
        assert "Accept-Language" not in german.get("Vary", "")


@pytest.mark.one_database
def test_the_admin_is_in_the_blogs_language(client):
    client.force_login(edda())
    Blog.objects.update(language="fr")
    path = "/admin/posts/post/"
    assert language_in(client, path) == language_in(client, path, accept_language="de") == "fr"


@pytest.mark.one_database
def test_an_error_page_declares_a_language_too(client):
    assert language_in(client, "/nowhere/") == "en"
