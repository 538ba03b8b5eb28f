"""Lists of posts by date, tag and author, with their feeds; and related posts."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from blogsite.pagecache.store import pages
from posts.models import Post, Tag
from tests.cast import a_post, alice, edda

pytestmark = pytest.mark.django_db


def on(year, month, day, title):
    post = Post(title=title, slug=title.lower(), author=edda())
    post.write("<p>x</p>")
    post.publish(at=datetime(year, month, day, 12, tzinfo=UTC))
    return post


def listed(client, address):
    pages.clear()
    response = client.get(address)
    assert response.status_code == 200
    return [post.title for post in response.context["page"]]


def test_posts_are_listed_by_year_month_and_day(client):
    on(2010, 7, 29, "July")
    on(2010, 7, 30, "Later")
    on(2010, 8, 1, "August")
    on(2011, 7, 29, "Next")
    assert listed(client, "/2010/") == ["August", "Later", "July"]
    assert listed(client, "/2010/07/") == ["Later", "July"]
    assert listed(client, "/2010/07/29/") == ["July"]
    archive = " ".join(client.get("/archive/").text.split())
    assert 'href="/2010/07/">July</a> 2 posts' in archive and 'href="/2011/"' in archive


@pytest.mark.one_database
@pytest.mark.parametrize("address", ["/", "/2010/", "/search/", "/2010/07/29/july/"])
def test_the_header_of_every_page_links_to_search_and_archive(client, address):
    on(2010, 7, 29, "July")
    head = client.get(address).text.partition("</header>")[0]
    assert 'href="/search/"' in head and 'href="/archive/"' in head


def test_a_list_without_posts_is_not_found(client):
    on(2010, 7, 29, "July")
    for address in (
        *("/0000/", "/2009/", "/2010/13/", "/2010/00/", "/2010/06/", "/2010/02/30/", "/99999/"),
        *("/2010/?page=2", "/2010/?page=x", "/tags/nothing/", "/tags/%00/", "/authors/99/"),
        *("/authors/0/", "/tags/nothing/feed/", "/authors/99/feed/", "/20١٠/"),
    ):
        assert client.get(address).status_code == 404, address


def test_a_tag_has_a_list_and_a_feed_of_its_posts(client):
    first, second = a_post("First"), a_post("Second")
    a_post("Another")
    first.tag(["Night shift", "Tea"])
    second.tag(["night-shift"])
    tag = Tag.objects.get(slug="night-shift")
    assert listed(client, tag.get_absolute_url()) == ["Second", "First"]
    feed = client.get(f"{tag.get_absolute_url()}feed/").text
    assert "Second" in feed and "First" in feed and "Another" not in feed
    assert f'href="{tag.get_absolute_url()}" rel="tag"' in client.get(first.get_absolute_url()).text


def test_a_tag_in_another_script_has_a_url(client):
    post = a_post()
    post.tag(["Здоров'я", " "])
    assert [tag.slug for tag in post.tags.all()] == ["здоровя"]
    assert listed(client, post.tags.get().get_absolute_url()) == [post.title]


@pytest.mark.one_database
def test_the_page_of_an_author_lists_their_posts_without_their_user_name(client):
    post = a_post()
    address = f"/authors/{post.author_id}/"
    assert listed(client, address) == [post.title]
    assert "Edda" in client.get(address).text
    assert post.title in client.get(f"{address}feed/").text
    assert client.get(f"/authors/{alice().pk}/").status_code == 404


@pytest.mark.parametrize(
    "state",
    [
        "draft",
        *(pytest.param(s, marks=pytest.mark.one_database) for s in ("scheduled", "unpublished")),
    ],
)
def test_posts_that_are_not_published_are_in_no_list(client, state):
    visible, hidden = a_post("Shown"), a_post("Hidden")
    for post in (visible, hidden):
        post.tag(["Tea"])
    if state == "scheduled":
        hidden.publish(at=timezone.now() + timedelta(hours=1))
    else:
        Post.objects.filter(pk=hidden.pk).update(status=state)
    day = visible.date
    for address in (
        "/",
        f"/{day:%Y}/",
        f"/{day:%Y/%m}/",
        f"/{day:%Y/%m/%d}/",
        "/tags/tea/",
        f"/authors/{visible.author_id}/",
    ):
        assert listed(client, address) == ["Shown"]
    for address in ("/tags/tea/feed/", f"/authors/{visible.author_id}/feed/", "/feed/"):
        assert "Hidden" not in client.get(address).text
    assert "Hidden" not in client.get(visible.get_absolute_url()).text.replace(
        "visually-hidden", ""
    )
    Post.objects.filter(pk=visible.pk).update(status="unpublished")
    pages.clear()
    assert client.get("/tags/tea/").status_code == 404


def test_sticky_posts_come_first_on_the_front_page_alone(client):
    for month, title in enumerate(("Oldest", "Old", "New"), 1):
        on(2010, month, 1, title)
    Post.objects.filter(title__in=["Old", "Oldest"]).update(is_sticky=True)
    assert listed(client, "/") == ["Old", "Oldest", "New"]
    assert client.get("/").text.count("· Pinned") == 2
    assert listed(client, "/2010/") == ["New", "Old", "Oldest"]
    assert "Pinned" not in client.get("/2010/").text


def test_related_posts_share_most_tags():
    post, near, far, other = (a_post(title) for title in ("Post", "Near", "Far", "Other"))
    post.tag(["Tea", "Sleep", "Heat"])
    near.tag(["Tea", "Sleep"])
    far.tag(["Heat"])
    other.tag(["Walking"])
    assert [each.title for each in post.related] == ["Near", "Far"]


@pytest.mark.one_database
@pytest.mark.parametrize("count", [3, 15])
def test_a_list_makes_as_many_queries_for_many_posts_as_for_few(
    client, django_assert_num_queries, count
):
    for number in range(count):
        a_post(f"Post {number}").tag(["Tea", f"Tag {number}"])
    with django_assert_num_queries(6):
        client.get("/")
