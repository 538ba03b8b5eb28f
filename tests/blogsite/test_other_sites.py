"""What pages of other sites may do: read the API where an owner has entered them, and no more.

What a stranger gets in a frame is in test_framing.py, tokens are in test_single_sign_on.py and
test_api_tokens.py, requests to other sites in tests/posts/test_outward_page.py.
"""

import re
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver

from accounts.models import Person
from blogsite.pagecache.store import pages
from comments.models import Comment, HiddenAuthor, Recommendation
from moderation.models import Appeal, Report
from posts.foreign_pages import find_or_make
from posts.models import Post, Site
from tests.blogsite.test_framing import may_be_framed, paths
from tests.blogsite.test_pagecache_wsgi import Site as FastSite
from tests.blogsite.test_urls import routes
from tests.cast import a_comment, a_post, an_owner
from tests.moderation.test_access import OTHER_QUEUES

OWN, EVIL = "https://own.example", "https://evil.example"
CROSS = {"Origin": OWN}
PAGE = f"{OWN}/note/"

# What somebody may send along, to change what others get from a cache.
HEADERS = [
    {"Host": "evil.example"},
    {"Host": "testserver:8080"},
    {"Host": "localhost"},
    {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example;proto=https"},
    {"X-Forwarded-Proto": "https", "X-Forwarded-Port": "8443", "X-Forwarded-For": "192.0.2.1"},
    {"X-Original-URL": "/evil", "X-Rewrite-URL": "/evil", "X-HTTP-Method-Override": "POST"},
    {"Origin": EVIL, "Referer": f"{EVIL}/"},
    {"Origin": OWN, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe"},
    {"Accept": "application/json", "Accept-Language": "de", "Accept-Charset": "utf-7"},
    {"Authorization": "Bearer evil", "HX-Request": "true", "X-Requested-With": "evil"},
    {"Cookie": "sessionid=evil; csrftoken=evil; soundoff_frame_here=1; soundoff_here=1"},
    {"If-None-Match": '"evil"', "Cache-Control": "no-cache", "User-Agent": "evil<script>"},
]


@pytest.fixture
def post(db):
    post = a_post()
    a_comment(post)
    Site.objects.create(origin=OWN, name="Our other site")
    return post


@pytest.fixture
def cached(post):
    """Return the paths of cached documents of each kind."""
    a_comment(find_or_make(PAGE))
    api = f"/api/v1/conversations/{post.pk}/"
    return [
        post.get_absolute_url(),
        f"/posts/{post.pk}/now/",
        "/comments/feed/",
        *(api, f"{api}?format=html", "/api/v1/posts/"),
        *(f"/embed{post.get_absolute_url()}", f"/embed/?url={PAGE}", f"/embed/?url={OWN}/new/"),
    ]


def first_answer(path, **headers):
    """Return what a site with empty caches answers to a path, after a request with these headers.

    Its date is left out.
    """
    pages.clear()
    cache.clear()
    site = FastSite()
    if headers:
        site.get(path, **headers)
        named = f"{path}{'&' if '?' in path else '?'}evil=1"
        site.get(named, **headers)
    status, answer, body = site.get(path)
    return status, {name: value for name, value in answer.items() if name != "Date"}, body


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.one_database
def test_nothing_that_one_reader_sends_changes_what_others_get(cached, settings):
    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    for path in cached:
        expected = first_answer(path)
        assert expected[0] == "200 OK" and b"evil" not in expected[2], path
        for headers in HEADERS:
            assert first_answer(path, **headers) == expected, (path, headers)


FIELDS = {"name": "Wendela", "body": "Sent by another page.", "reason": "spam", "hide": "yes"}


def stored():
    models = (Comment, Report, Recommendation, HiddenAuthor, Appeal, Person, Post)
    return [model.objects.count() for model in models]


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize("headers", [{}, {"Origin": EVIL}, {"Origin": "null"}, {"Origin": OWN}])
def test_no_form_in_the_frame_is_taken_from_a_page_that_is_not_ours(post, headers):
    browser = Client(enforce_csrf_checks=True, headers=headers)
    comment = Comment.objects.get()
    framed = [path for path in paths("blogsite.embed.urls") if path.startswith("/embed/")]
    framed = [path.replace("/1/", f"/{comment.pk}/") for path in framed]
    framed += [f"/embed{post.get_absolute_url()}respond/", f"/embed/respond/?url={PAGE}"]
    assert len(framed) > 25
    before = stored()
    for path in framed:
        answer = browser.post(path, FIELDS | {"key": str(uuid4())})
        assert answer.status_code in (303, 400, 403, 404, 405), path
        assert answer.status_code != 303 or answer["Location"].startswith("/embed/respond/")
        assert not answer.cookies, path
        for send in (browser.put, browser.patch, browser.delete):
            assert send(path).status_code in (400, 403, 404, 405), path
    assert stored() == before


@pytest.mark.django_db
@pytest.mark.one_database
def test_only_what_needs_no_cookie_does_without_djangos_csrf_check():
    exempt = {route for route, view in routes(get_resolver()) if hasattr(view, "csrf_exempt")}
    exempt = {route for route in exempt if not route.startswith("api/")}
    by_secret = {route for route in exempt if re.match(r"(mail|status|reports)/<str>/", route)}
    assert exempt - by_secret == {"webmention/", "<page_path>/", "<page_path>/feed/"}
    for path in paths():
        if path.startswith("/api/"):
            browser = Client(enforce_csrf_checks=True)
            browser.force_login(an_owner())
            answer = browser.post(path, {"body": "Hello"}, content_type="application/json")
            assert answer.status_code in (400, 401, 403, 404, 405), path  # no cookie opens anything


PARAMETERS = ("next", "url", "target", "source", "redirect", "return", "to", "identifier")
LURE = "&".join(f"{name}=//evil.example/{name}" for name in PARAMETERS)


@pytest.mark.slow
@pytest.mark.one_database
def test_no_other_site_frames_or_reads_an_owners_page_or_is_led_to_by_a_link(client, post):
    client.force_login(an_owner())
    question = {"Access-Control-Request-Method": "POST", "Origin": OWN}
    question["Access-Control-Request-Headers"] = "authorization, x-csrftoken, cookie"
    framed = [path for path in paths("blogsite.embed.urls") if path.startswith("/embed/")]
    own = [post.get_absolute_url(), f"/embed/?url={PAGE}", "//evil.example"]
    for path in [*paths(), *framed, *own]:
        if path.startswith(OTHER_QUEUES):
            continue
        answers = [client.get(f"{path}{'&' if '?' in path else '?'}{LURE}", headers=CROSS)]
        host = urlsplit(answers[0].headers.get("Location", "")).hostname
        assert host in (None, "testserver"), (path, answers[0].headers["Location"])
        if answers[0].status_code in (301, 302, 400):  # the page itself may be shown without
            answers.append(client.get(path, headers=CROSS))
        if path.startswith(("/api/", "/embed/")):
            answers.append(client.options(path, headers=question))
        for answer in answers:
            assert path.startswith("/embed/") or not may_be_framed(answer), path
            names = {name.lower() for name in answer.headers}
            may_read = "access-control-allow-origin" in names
            assert not may_read or path.startswith("/api/"), path
            assert "access-control-allow-credentials" not in names, path
            allowed = answer.headers.get("Access-Control-Allow-Headers", "").lower()
            assert "authorization" not in allowed and "cookie" not in allowed, path
