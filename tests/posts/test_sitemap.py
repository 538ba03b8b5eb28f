"""The sitemap names the front page and every post that readers may see."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from posts.models import Post
from posts.sitemaps import Posts
from tests.cast import a_post, edda

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def places(client, address="/sitemap.xml"):
    """Give what a sitemap or an index names, with the dates of change."""
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    return {
        place.find(f"{SITEMAP}loc").text: place.findtext(f"{SITEMAP}lastmod")
        for place in ElementTree.fromstring(response.content)
    }


def address_of(post):
    return f"http://testserver{post.get_absolute_url()}"


def test_it_names_the_front_page_and_the_posts_with_their_last_change(client):
    post = a_post()
    Post.objects.filter(pk=post.pk).update(
        updated="2026-03-01T12:00Z", published_at="2010-07-29T12:00Z"
    )
    assert places(client) == {"http://testserver/": None, address_of(post): "2026-03-01"}


def test_it_names_nothing_that_readers_may_not_see(client):
    a_post().unpublish()
    a_post().publish(at=timezone.now() + timedelta(hours=1))
    Post.objects.create(title="A draft", author=edda())
    assert places(client) == {"http://testserver/": None}


def test_a_post_in_another_script_has_an_address_that_machines_read(client):
    post = a_post("Pruebas años")
    Post.objects.filter(pk=post.pk).update(slug="años")
    assert any(address.endswith("/a%C3%B1os/") for address in places(client))


def test_more_posts_than_a_file_may_hold_make_an_index(client, monkeypatch):
    monkeypatch.setattr(Posts, "limit", 2)
    posts = {address_of(a_post()) for _ in range(5)}
    index = places(client)
    assert list(index) == [
        "http://testserver/sitemap-front.xml",
        "http://testserver/sitemap-posts.xml",
        "http://testserver/sitemap-posts.xml?p=2",
        "http://testserver/sitemap-posts.xml?p=3",
    ]
    named = {}
    for file in index:
        named |= places(client, file)
    assert set(named) == posts | {"http://testserver/"}


@pytest.mark.parametrize("query", ["p=2", "p=0", "p=-1", "p=x", "p=" + "9" * 5000])
def test_a_page_that_is_not_there_is_not_found(client, query):
    assert client.get(f"/sitemap-posts.xml?{query}").status_code == 404
    assert client.get("/sitemap-other.xml").status_code == 404


@pytest.mark.parametrize("count", [10, 200])
def test_it_asks_as_often_for_many_posts_as_for_few(client, django_assert_num_queries, count):
    for _ in range(count):
        a_post()
    with django_assert_num_queries(3):
        client.get("/sitemap.xml")


def test_robots_may_read_everything_but_desks_and_forms(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"
    assert "Disallow: /admin/" in lines
    assert "Disallow: /" not in lines
