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


def urls_in(client, address="/sitemap.xml"):
    """Return the URLs in a sitemap or an index, with their dates of change."""
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    return {
        element.find(f"{SITEMAP}loc").text: element.findtext(f"{SITEMAP}lastmod")
        for element in ElementTree.fromstring(response.content)
    }


def url_of(post):
    return f"http://testserver{post.get_absolute_url()}"


def test_the_sitemap_has_the_front_page_and_posts_with_their_last_change(client):
    post = a_post()
    Post.objects.filter(pk=post.pk).update(
        updated="2026-03-01T12:00Z", published_at="2010-07-29T12:00Z"
    )
    assert urls_in(client) == {"http://testserver/": None, url_of(post): "2026-03-01"}


@pytest.mark.one_database
def test_the_sitemap_has_no_posts_that_are_not_published(client):
    a_post().unpublish()
    a_post().publish(at=timezone.now() + timedelta(hours=1))
    Post.objects.create(title="A draft", author=edda())
    assert urls_in(client) == {"http://testserver/": None}


@pytest.mark.one_database
def test_a_post_in_another_script_has_a_percent_encoded_url(client):
    post = a_post("Pruebas años")
    Post.objects.filter(pk=post.pk).update(slug="años")
    assert any(address.endswith("/a%C3%B1os/") for address in urls_in(client))


def test_too_many_posts_for_one_file_are_split_with_an_index(client, monkeypatch):
    monkeypatch.setattr(Posts, "limit", 2)
    posts = {url_of(a_post()) for _ in range(5)}
    index = urls_in(client)
    assert list(index) == [
        "http://testserver/sitemap-front.xml",
        "http://testserver/sitemap-posts.xml",
        "http://testserver/sitemap-posts.xml?p=2",
        "http://testserver/sitemap-posts.xml?p=3",
    ]
    urls = {}
    for file in index:
        urls |= urls_in(client, file)
    assert set(urls) == posts | {"http://testserver/"}


@pytest.mark.one_database
def test_the_sitemap_is_cached_until_a_post_changes(client, django_assert_max_num_queries):
    post = a_post()
    first = client.get("/sitemap.xml")
    with django_assert_max_num_queries(1):  # whether it has changed
        again = client.get("/sitemap.xml")
    assert again.content == first.content
    assert again["X-Robots-Tag"] == "noindex, noodp, noarchive"
    post.unpublish()
    assert urls_in(client, "/sitemap.xml?v=1") == {"http://testserver/": None}


@pytest.mark.one_database
@pytest.mark.parametrize("query", ["p=2", "p=0", "p=-1", "p=x", "p=" + "9" * 5000])
def test_a_missing_page_of_the_sitemap_is_not_found(client, query):
    assert client.get(f"/sitemap-posts.xml?{query}").status_code == 404
    assert client.get("/sitemap-other.xml").status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize("count", [10, 60])
def test_the_sitemap_makes_as_many_queries_for_many_posts_as_for_few(
    client, django_assert_num_queries, count
):
    for _ in range(count):
        a_post()
    with django_assert_num_queries(4):
        client.get("/sitemap.xml")


@pytest.mark.one_database
def test_robots_may_read_everything_but_the_admin_and_forms(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"
    assert "Disallow: /admin/" in lines
    assert "Disallow: /" not in lines
