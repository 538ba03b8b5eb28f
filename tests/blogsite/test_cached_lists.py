"""Cached lists and feeds: one document for everybody, new within a second."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blogsite.pagecache.counters import counts
from blogsite.pagecache.encodings import COMPRESS, DECOMPRESS
from blogsite.pagecache.store import pages
from posts.models import Blog, Post
from tests.blogsite.test_pagecache_wsgi import Site
from tests.cast import a_comment, a_post, edda
from tests.site_server import site_server

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

POSTS = ["/", "/?page=2", "/tags/tea/", "/authors/{author}/"]
FEEDS = ["/feed/", "/tags/tea/feed/", "/authors/{author}/feed/", "/comments/feed/", "{post}feed/"]
CACHED = [*POSTS, *FEEDS]


def make_posts():
    for number in range(22):
        post = a_post(f"Post {number}")
        if number > 19:
            post.tag(["Tea"])
    a_comment(Post.objects.get(title="Post 20"), "Sugar last.")
    a_comment(post, "Milk first.")


@pytest.fixture
def post(transactional_db, filled):
    """The newest of twenty-two posts, with a comment."""
    filled(make_posts)
    return Post.objects.get(title="Post 21")


@pytest.fixture
def at(post):
    """Return a function that makes an address of its form."""
    return lambda form: form.format(author=post.author_id, post=post.get_absolute_url())


@pytest.fixture
def paths(at):
    return [at(form) for form in CACHED]


@pytest.fixture
def site():
    return Site()


def a_second_later():
    for page in pages.pages.values():
        page.fresh_until -= 2


def within_the_second():
    """A slow machine needs longer than that for a page."""
    for page in pages.pages.values():
        page.fresh_until += 60


@pytest.mark.one_database
@pytest.mark.parametrize("headers", [{}, *({"Accept-Encoding": name} for name in COMPRESS)])
def test_the_second_response_of_a_list_is_cached(site, paths, headers):
    for number, path in enumerate(paths, start=1):
        first = site.get(path, **headers)
        within_the_second()
        with CaptureQueriesContext(connection) as queries:
            assert site.get(path, **headers) == first
        assert (first[0], site.requests, len(queries)) == ("200 OK", number, 0), path


@pytest.mark.one_database
def test_after_a_second_one_query_confirms_a_cached_list(site, paths):
    for path in paths:
        first = site.get(path)
        a_second_later()
        rendered = counts.rendered._value.get()
        with CaptureQueriesContext(connection) as queries:
            assert site.get(path) == first
        assert (len(queries), counts.rendered._value.get()) == (1, rendered), path


@pytest.mark.one_database
def test_a_list_has_an_etag_for_each_encoding(site, paths):
    for path in paths:
        plain = site.get(path)[2]
        for name in COMPRESS:
            _, headers, body = site.get(path, **{"Accept-Encoding": name})
            assert DECOMPRESS[name](body) == plain and headers["Content-Encoding"] == name, path
            requests = site.requests
            for encoding, status in ((name, "304 Not Modified"), ("", "200 OK")):
                known = {"Accept-Encoding": encoding, "If-None-Match": headers["ETag"]}
                assert site.get(path, **known)[0] == status, path
            assert site.requests == requests, path
        a_second_later()
        known = {"Accept-Encoding": name, "If-None-Match": f'W/"old", {headers["ETag"]}'}
        assert site.get(path, **known)[0] == "304 Not Modified", path


ODD = ("x" * 9_000, ";;q=,,", "br;q=9", "gzip;q=nan", "*;q=0", "identity;q=0", "\xff")


@pytest.mark.one_database
def test_head_range_and_odd_encodings_of_lists_are_answered(site, paths):
    for path in paths:
        status, headers, plain = site.get(path)
        _, about, _ = site.get(path, method="HEAD")
        for name in ("ETag", "Content-Type"):
            assert about[name] == headers[name], path
        assert site.get(path, Range="bytes=0-9")[::2] == (status, plain), path
        for odd in ODD:
            assert site.get(path, **{"Accept-Encoding": odd})[::2] == (status, plain), (path, odd)


@pytest.mark.one_database
def test_unknown_parameters_of_a_list_are_not_cached_apart(site, paths):
    for number, path in enumerate(paths, start=1):
        joined = "&" if "?" in path else "?"
        honest = site.get(path)[2]
        for source in range(5):
            assert site.get(f"{path}{joined}utm_source={source}")[2] == honest, path
        assert len(pages.pages) == number, path


@pytest.mark.one_database
def test_an_unknown_page_of_a_list_is_not_cached(site, post):
    for path in ("/", "/tags/tea/"):
        for number in ("3", "0", "x", "9" * 50, "1+"):
            assert site.get(f"{path}?page={number}")[0].startswith("404"), (path, number)
    assert not pages.pages


def test_a_blog_without_posts_has_a_front_page_and_feeds(site):
    Blog.objects.current()
    for path in ("/", "/feed/", "/comments/feed/"):
        for _ in range(2):
            status, headers, _ = site.get(path)
            assert status == "200 OK" and "public" in headers["Cache-Control"]
    assert b"First" in (a_post("First") and site.get("/")[2])


def publish(post):
    a_post("Brand new").tag(["Tea"])


def unpublish(post):
    post.unpublish()


def rewrite(post):
    post.title = "Brand new"
    post.save()


def rename(post):
    blog = Blog.objects.current()
    blog.name = "Brand new"
    blog.save()


def rename_the_tag(post):
    tag = post.tags.get(slug="tea")
    tag.name = "Brand new"
    tag.save()


def rename_the_author(post):
    post.author.display_name = "Brand new"
    post.author.save()


def comment(post):
    a_comment(post, "Brand new", name="Brand new")


def remove(post):
    post.comments.get().remove()


COUNTED = ["/", "/tags/tea/", "/authors/{author}/", "/comments/feed/", "{post}feed/"]
SHOWN_AT = {
    publish: [*POSTS, "/feed/", "/tags/tea/feed/", "/authors/{author}/feed/"],
    unpublish: [*POSTS, *FEEDS[:-1]],
    rewrite: [form for form in CACHED if form != "/?page=2"],
    rename: CACHED[:-1],  # the feed of a post's comments names the post alone
    rename_the_tag: ["/tags/tea/", "/tags/tea/feed/"],
    rename_the_author: ["/", "/authors/{author}/", "/authors/{author}/feed/", "/feed/"],
    comment: COUNTED,
    remove: COUNTED,
}


@pytest.mark.one_database
@pytest.mark.parametrize("change", SHOWN_AT)
def test_a_list_shows_a_change_after_a_second_or_at_a_new_version(site, at, post, change):
    before = {path: site.get(path)[2] for path in map(at, SHOWN_AT[change])}
    within_the_second()
    change(post)
    for path in before:
        assert site.get(path)[2] == before[path], f"{path} is kept for a second"
        new_url = f"{path}{'&' if '?' in path else '?'}v=1"
        after = site.get(new_url)[2]
        assert after != before[path], path
        assert site.get(path)[2] == site.get(new_url)[2] == after, path


def test_a_cached_list_expires_when_a_scheduled_post_appears(site, at):
    for form in CACHED:
        site.get(at(form))
    soon = timezone.now() + timedelta(minutes=9)
    a_post("Ahead").publish(at=soon)
    a_second_later()
    for form in CACHED:
        site.get(at(form))
    assert {page.expires for page in pages.pages.values()} == {soon.timestamp()}


def test_all_readers_get_one_document_from_every_worker(post, at, database_url, tmp_path):
    """Interleaved, byte for byte: somebody signed in, a guest who wrote, somebody never seen."""
    with site_server(database_url, tmp_path / "log", SERVER_PROCESSES="2") as server:
        people = [server.browser() for _ in range(3)]
        signed_in = Client()
        signed_in.force_login(edda())
        people[0].cookies["sessionid"] = signed_in.cookies["sessionid"].value
        assert people[1].comment(f"{post.get_absolute_url()}respond/", "Neither.").status == 303
        assert "soundoff_here" in people[1].cookies
        time.sleep(1.1)  # a page from before may show as long
        before = {form: read_by_all(people, at(form)) for form in CACHED}
        rename(post)
        comment(post)
        time.sleep(1.1)
        after = {form: read_by_all(people, at(form)) for form in CACHED}
        a_post("Fell due").publish(at=timezone.now() + timedelta(seconds=3))
        due = time.time() + 3
        while time.time() < due:
            for person in people:
                person.get("/")
                person.get("/feed/")
            time.sleep(0.1)
        assert all("Fell due" in read_by_all(people, path) for path in ("/", "/feed/"))
    assert all(before[form] != after[form] for form in CACHED)
    assert "Brand new" in after["/"] and "Brand new" in after["/comments/feed/"]


def read_by_all(people, path) -> str:
    """Return the one document that everybody gets, in turn and again, from whichever worker."""
    answers = [person.get(path) for _ in range(4) for person in people]
    assert {answer.status for answer in answers} == {200}
    assert not any("Set-Cookie" in answer.headers for answer in answers)
    (text,) = {answer.text for answer in answers}
    assert "csrf" not in text
    return text
