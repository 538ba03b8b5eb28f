"""Pages of the blog: at a path of their own, nested by it, outside the lists."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from blogsite.pagecache.store import pages
from comments.models import Comment
from moderation.admin.trial_forms import SelectionForm
from posts.models import Blog, OldAddress, PathRefused, Post
from posts.page_paths import PAGE_PATH_LENGTH, page_path, why_refused
from tests.cast import NEWER, a_comment, a_conversation, a_page, a_post, edda

pytestmark = pytest.mark.django_db

OPEN = {"comment_mode": Post.CommentMode.OPEN}
HOUR = timedelta(hours=1)


def a_draft(**fields):
    page = Post(title="About us", author=edda(), place=Post.Place.PAGE, **fields)
    page.write("<p>We write about winters.</p>")
    page.save()
    return page


def get(client, path):
    """Ask for a page as it is now: a cached one may be a second old."""
    pages.clear()
    return client.get(path)


# The URL


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["about", "about/team", "über-uns", "من-نحن/الفريق", "20101/x_y"])
def test_a_page_is_at_its_path_in_any_script(client, path):
    page = a_page(path)
    assert page.path == f"/{path}/"
    answer = get(client, page.get_absolute_url())
    assert answer.status_code == 200 and "winters" in answer.text
    assert "public" in answer["Cache-Control"] and not answer.cookies


@pytest.mark.one_database
def test_a_page_whose_url_lacks_the_last_slash_is_found(client):
    a_page("about/team")
    answer = get(client, "/about/team")
    assert (answer.status_code, answer["Location"]) == (301, "/about/team/")
    assert get(client, "/about").status_code == 404
    assert get(client, "/About/team/").status_code == 404


def test_a_page_gets_its_path_from_its_title():
    paths = []
    for title in ("About us", "About us", "Search", "2010", "☃", "عن المدونة"):
        page = a_draft()
        page.title = title
        page.publish()
        paths.append(page.page_path)
    assert paths == ["about-us", "about-us-2", "search-2", "2010-2", "page", "عن-المدونة"]


def first_segments(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from first_segments(pattern, route)
        else:
            yield route.partition("/")[0]


@pytest.mark.one_database
def test_no_page_is_where_a_route_of_the_site_begins():
    names = {name for name in first_segments(get_resolver()) if name and "<" not in name}
    assert {"search", "tags", "media", "accounts", "me", "comments"} < names
    for name in names | {"api", "embed", "static", "favicon.ico", "2010", "ADMIN"}:
        for path in (name, f"{name}/team"):
            assert f"“/{name}/” belongs to" in why_refused(path), path
            with pytest.raises(PathRefused, match="belongs to"):
                a_page(path)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("", "Something is missing"),
        ("about//team", "between two slashes"),
        ("about us", "“about us”: use letters"),
        ("about/../admin", "“..”: use letters"),
        ("a?b", "use letters"),
        ("about/feed", "“feed” belongs to the comments"),
        ("respond", "“respond” belongs to the comments"),
        ("a" * (PAGE_PATH_LENGTH + 1), "at most 300 characters"),
    ],
)
def test_a_path_that_cannot_work_is_refused_with_the_reason(path, reason):
    assert reason in why_refused(path)
    assert why_refused("about/team") == ""


@pytest.mark.one_database
def test_a_path_may_be_typed_with_slashes_and_decomposed_letters():
    assert page_path(" /u\u0308ber/ ") == "über"


def test_two_pages_cannot_have_one_path():
    a_page("about")
    draft = a_draft(page_path="contact")
    draft.page_path = "about"
    with pytest.raises(PathRefused, match="The page “About us” is at “/about/”"):
        draft.publish()
    with pytest.raises(PathRefused):
        draft.move_page_to("/about/")
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=draft.pk).update(page_path="about")


def test_a_moved_page_leaves_a_redirect_and_takes_its_conversation_along(client):
    page = a_page("about", **OPEN)
    page.move_page_to("us")
    page.move_page_to("us/all-of-us")
    for old in ("/about/", "/us/"):
        assert get(client, old)["Location"] == "/us/all-of-us/"
        assert get(client, f"{old}feed/")["Location"] == "/us/all-of-us/feed/"
    form = get(client, "/about/respond/").context["form"]
    sent = {"name": "Ines", "email": "", "body": "Hello.", "key": form["key"].value()}
    assert client.post("/about/respond/", sent)["Location"].startswith("/us/all-of-us/?v=")
    page.move_page_to("about")
    assert get(client, "/about/").status_code == 200
    assert get(client, "/us/")["Location"] == "/about/"
    assert sorted(OldAddress.objects.values_list("path", flat=True)) == ["/us/", "/us/all-of-us/"]


@pytest.mark.one_database
def test_a_page_that_moves_makes_room_for_another(client):
    a_page("about").move_page_to("us")
    a_page("about", "Another page")
    assert "Another page" in get(client, "/about/").text


def test_pages_published_before_paths_existed_stay_at_their_date(client):
    page = a_page("about")
    Post.objects.filter(pk=page.pk).update(page_path=None)
    page = Post.objects.get(pk=page.pk)
    assert re.fullmatch(r"/\d{4}/\d\d/\d\d/about/", page.path)
    page.publish()
    assert page.page_path is None and get(client, page.path).status_code == 200
    old = page.path
    page.move_page_to("about")
    assert get(client, old)["Location"] == "/about/"


@pytest.mark.one_database
def test_a_page_is_at_one_url_alone_and_articles_keep_theirs(client):
    page, post = a_page("about"), a_post()
    assert get(client, f"/{page.date:%Y/%m/%d}/{page.slug}/").status_code == 404
    assert get(client, post.get_absolute_url()).status_code == 200 and post.page_path is None
    assert get(client, f"/{post.slug}/").status_code == 404


# Publishing


@pytest.mark.one_database
def test_a_page_is_drafted_scheduled_published_and_hidden_like_a_post(client):
    page = a_draft(page_path="about")
    assert get(client, "/about/").status_code == 404
    page.publish(at=timezone.now() + HOUR)
    assert page.state == "scheduled" and get(client, "/about/").status_code == 404
    page.publish(at=timezone.now())
    assert get(client, "/about/").status_code == 200
    page.unpublish()
    assert page.state == "unpublished" and get(client, "/about/").status_code == 404
    page.publish()
    assert get(client, "/about/").status_code == 200
    page.title = "Who we are"
    page.save()
    assert "Who we are" in get(client, "/about/").text


def test_a_nested_page_names_the_published_ones_above(client):
    team = a_page("about/team", "The team")
    assert team.parents == []
    about = a_page("about", "About “<us>”")
    a_page("abou", "Not above")
    page = get(client, "/about/team/").text
    assert '<a href="/about/"><bdi>About “&lt;us&gt;”</bdi></a>' in page
    about.unpublish()
    assert 'class="parents"' not in get(client, "/about/team/").text


@pytest.mark.one_database
def test_a_page_has_neither_date_nor_neighbours_in_its_text(client):
    a_post()
    page = a_page()
    a_post()
    text = get(client, page.get_absolute_url()).text
    for mark in ("post__date", 'rel="next"', "article:published_time", "min read", "/authors/"):
        assert mark not in text
    assert '"@type":"WebPage"' in text and 'content="website"' in text


@pytest.mark.one_database
def test_search_engines_and_the_search_find_a_page_at_its_path(client):
    a_page("about/team", "The team")
    assert "<loc>http://testserver/about/team/</loc>" in get(client, "/sitemap.xml").text
    assert 'href="/about/team/"' in get(client, "/search/?q=winters").text


@pytest.mark.one_database
def test_a_page_costs_the_same_number_of_queries_with_any_conversation(client):
    counts = []
    for number in (0, 40):
        page = a_page(f"about/team-{number}", **OPEN)
        a_conversation(page, [None] * number)
        with CaptureQueriesContext(connection) as queries:
            assert get(client, page.get_absolute_url()).status_code == 200
        counts.append(len(queries))
    assert max(counts) <= 11 and max(counts) - min(counts) <= 3, counts
    with CaptureQueriesContext(connection) as queries:
        client.get(page.get_absolute_url())
    assert len(queries) <= 1


# Its conversation


@pytest.mark.one_database
def test_a_page_without_comments_shows_no_conversation(client):
    page = a_page()
    text = get(client, "/about/").text
    assert "No responses yet" not in text and "Comments are closed" not in text
    assert 'id="respond"' not in text and "data-me=" in text
    Post.objects.filter(pk=page.pk).update(**OPEN)
    Blog.objects.touch()
    assert "Leave a reply" in get(client, "/about/").text


@pytest.mark.one_database
def test_comments_of_a_page_stay_when_it_takes_no_more(client):
    page = a_page(**OPEN)
    a_comment(page, "I remember that winter.")
    Post.objects.filter(pk=page.pk).update(comment_mode="closed")
    Blog.objects.touch()
    text = get(client, "/about/").text
    assert "I remember that winter." in text and "Comments are closed" in text


def test_the_conversation_of_a_page_works_as_under_a_post(client):
    page = a_page("about/team", **OPEN)
    form = get(client, "/about/team/respond/").context["form"]
    assert get(client, "/about/team/respond/form/").status_code == 200
    sent = {"name": "Ines", "email": "", "body": "Azurite.", "key": form["key"].value()}
    assert "Azurite" in client.post("/about/team/respond/preview/", sent).text
    landing = client.post("/about/team/respond/", sent)
    comment = Comment.objects.get()
    assert landing["Location"].startswith("/about/team/?v=")
    assert landing["Location"].endswith(f"#comment-{comment.pk}")
    assert "Azurite" in get(client, f"/about/team/?v={NEWER}").text
    assert get(client, comment.get_absolute_url())["Location"].startswith("/about/team/#comment-")
    feed = get(Client(), "/about/team/feed/").text
    assert "Azurite" in feed and f"/comments/{comment.pk}/" in feed
    assert "Azurite" in get(client, "/comments/feed/").text
    assert "Azurite" in get(client, "/search/?q=azurite").text
    assert get(client, f"/posts/{page.pk}/now/").json()
    assert "Azurite" in get(client, "/comments/mine/").text
    assert f"/comments/{comment.pk}/reply/" in get(client, comment.get_branch_url()).text


@pytest.mark.one_database
def test_a_refused_comment_on_a_page_gives_the_text_back(client):
    a_page()
    sent = {"name": "Ines", "email": "", "body": "Azurite.", "key": ""}
    answer = client.post("/about/respond/", sent)
    assert answer.status_code == 400 and "Azurite." in answer.text
    assert "closed" in answer.text
    assert client.post("/nowhere/at/all/respond/", sent).status_code == 400
    for path in ("/about/", "/nowhere/", "/about/feed/"):
        answer = Client(enforce_csrf_checks=True).post(path, sent)
        assert answer.status_code == 404 and "Azurite." in answer.text, path


def test_moderators_name_a_page_by_its_url_when_they_try_a_rule():
    page = a_page("about/team")
    for url in ("https://blog.example/about/team/?page=2#comments", "/about/team", "about/team/"):
        form = SelectionForm({"post": url})
        assert form.is_valid() and form.cleaned_data["post"] == page, url
