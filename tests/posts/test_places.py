"""Where a text can be read: as an article of this blog, as one of its pages, or elsewhere."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import timezone

from blogsite.pagecache.store import pages
from comments.models import Comment
from posts.models import Blog, Post
from tests.cast import a_comment, a_post, edda
from tests.query_plans import plans_of

pytestmark = pytest.mark.django_db

PAGE, ELSEWHERE = Post.Place.PAGE, Post.Place.ELSEWHERE
OUTSIDE_THE_LISTS = pytest.mark.parametrize("place", [PAGE, ELSEWHERE])
TITLE, WORDS = "Almanac of colours", "Ultramarine came from Sar-i Sang."


def tagged(**fields):
    post = a_post(TITLE, f"<p>{WORDS}</p>", **fields)
    post.tag(["pigments"])
    return post


def text_at(client, path):
    pages.clear()
    response = client.get(path)
    return response.content.decode() if response.status_code == 200 else ""


def lists_of(post):
    day = post.date
    return [
        *("/", "/feed/", "/archive/", "/tags/pigments/", "/tags/pigments/feed/"),
        *(f"/authors/{post.author_id}/", f"/authors/{post.author_id}/feed/"),
        *(f"/{day:%Y}/", f"/{day:%Y/%m}/", f"/{day:%Y/%m/%d}/"),
    ]


@pytest.mark.one_database
def test_a_new_post_is_an_article_of_this_blog(client):
    post = tagged()
    assert post.place == Post.Place.POST
    assert all(text_at(client, path) for path in lists_of(post))
    assert TITLE in text_at(client, "/")


@pytest.mark.one_database
@OUTSIDE_THE_LISTS
def test_a_page_and_another_site_s_page_are_in_no_list_and_no_feed(client, place):
    outside = tagged(place=place)
    for path in lists_of(outside):
        assert TITLE not in text_at(client, path)
    assert f"{outside.date:%B}" not in text_at(client, "/archive/")
    article = a_post("An article")
    article.tag(["pigments"])
    for path in lists_of(outside):
        assert text_at(client, path)
        assert TITLE not in text_at(client, path)


@OUTSIDE_THE_LISTS
def test_articles_do_not_lead_to_what_is_outside_the_lists(client, place):
    first = tagged()
    outside = a_post("The imprint", place=place)
    outside.tag(["pigments"])
    last = tagged()
    assert (first.next, last.previous, list(last.related)) == (last, first, [first])
    assert (outside.next, outside.previous, list(outside.related)) == (None, None, [])
    assert 'rel="author"' not in text_at(client, outside.get_absolute_url())


def test_the_posts_before_and_after_one_are_found_in_an_index():
    post = tagged()
    plan = plans_of(lambda: (post.previous, post.next))
    if connection.vendor == "postgresql":
        assert re.search(r"published_at <= .+published_at <= ", plan)
        assert "published_at >= " in plan
    else:
        assert plan.count("posts_by_place_and_date (place=? AND status=? AND published_at") == 2


def test_search_finds_pages_of_this_blog_and_their_comments(client):
    page = tagged(place=PAGE)
    a_comment(page, "Viridian is newer.")
    assert TITLE in text_at(client, "/search/?q=ultramarine")
    assert TITLE in text_at(client, "/search/?q=viridian")


def test_search_and_feeds_leave_out_what_is_elsewhere(client):
    elsewhere = tagged(place=ELSEWHERE)
    a_comment(elsewhere, "Viridian is newer.")
    a_comment(a_post("An article"), "Ochre is older.")
    assert TITLE not in text_at(client, "/search/?q=ultramarine")
    assert TITLE not in text_at(client, "/search/?q=viridian")
    feed = text_at(client, "/comments/feed/")
    assert "Ochre" in feed
    assert "Viridian" not in feed


@pytest.mark.one_database
def test_search_engines_hear_of_pages_and_not_of_what_is_elsewhere(client):
    page, elsewhere = tagged(place=PAGE), tagged(place=ELSEWHERE)
    sitemap = text_at(client, "/sitemap.xml")
    assert page.get_absolute_url() in sitemap
    assert elsewhere.get_absolute_url() not in sitemap
    assert 'content="noindex"' not in text_at(client, page.get_absolute_url())
    assert 'content="noindex"' in text_at(client, elsewhere.get_absolute_url())


@pytest.mark.one_database
@OUTSIDE_THE_LISTS
def test_the_conversation_works_at_its_url_wherever_the_text_is(client, place):
    post = tagged(place=place)
    path = post.get_absolute_url()
    form = client.get(f"{path}respond/").context["form"]
    sent = {"name": "Ines", "email": "", "body": "Azurite is cheaper.", "key": form["key"].value()}
    landing = client.post(f"{path}respond/", sent)
    assert landing.status_code == 303
    comment = Comment.objects.get()
    assert Client().get(f"/comments/{comment.pk}/report/").status_code == 200
    assert "Azurite" in text_at(client, landing["Location"].partition("#")[0])
    assert "Azurite" in text_at(client, comment.get_branch_url())
    assert "Azurite" in text_at(client, f"{path}feed/")
    assert "Azurite" in text_at(client, "/comments/mine/")
    assert client.get(comment.get_absolute_url())["Location"].startswith(path)
    assert client.get(f"/comments/{comment.pk}/reply/").status_code == 200


@pytest.mark.one_database
@OUTSIDE_THE_LISTS
def test_a_conversation_outside_the_lists_is_new_at_once_for_its_writer(client, place):
    post = tagged(place=place)
    path = post.get_absolute_url()
    assert "Azurite" not in text_at(client, path)
    a_comment(post, "Azurite is cheaper.")
    version = Post.objects.get(pk=post.pk).version
    assert "Azurite" in client.get(f"{path}?v={version}").content.decode()


@pytest.mark.one_database
def test_a_new_conversation_elsewhere_expires_no_page_of_this_blog():
    a_post("An article")
    before = Blog.objects.current().version
    Post.objects.create(
        title=TITLE,
        slug="almanac",
        author=edda(),
        place=ELSEWHERE,
        status=Post.Status.PUBLISHED,
        published_at=timezone.now() - timedelta(hours=1),
        date=timezone.now().date(),
    )
    assert Blog.objects.current().version == before
    Post.objects.get(title="An article").save()
    assert Blog.objects.current().version > before


@pytest.mark.one_database
def test_editors_see_pages_in_the_admin_and_not_what_is_elsewhere(client):
    page, elsewhere = tagged(place=PAGE), a_post("Another site", place=ELSEWHERE)
    client.force_login(edda())
    titles = {"post": a_post("An article").title, "page": page.title}
    for kind, title in titles.items():
        listed = text_at(client, f"/admin/posts/{kind}/")
        assert [each for each in (*titles.values(), elsewhere.title) if each in listed] == [title]


def test_the_database_knows_three_places_only():
    with pytest.raises(IntegrityError):
        a_post(place="cellar")


def test_lists_read_an_index_where_most_posts_are_elsewhere():
    for place in (Post.Place.POST, PAGE, ELSEWHERE, ELSEWHERE, ELSEWHERE):
        a_post(f"A {place}", place=place)
    plan = plans_of(lambda: list(Post.objects.listed().newest_first()[:20]))
    assert "posts_by_place_and_date" in plan
