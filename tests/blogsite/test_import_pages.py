"""Pages of a WordPress export: at the paths they had, nested, with their conversations."""

import pytest

from blogsite.pagecache.store import pages
from comments.models import Comment
from posts.models import Post
from tests.blogsite.exports import a_comment, a_post, an_export

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_page_cache():
    pages.clear()


def a_page(id, name, *comments, parent=0, **values):
    path = values.pop("path", name)
    fields = {
        "title": name.title(),
        "post_id": id,
        "post_name": name,
        "post_type": "page",
        "wp:post_parent": parent,
        "link": f"http://old.example/{path}/",
        "guid": f"http://old.example/?page_id={id}",
    }
    return a_post(*comments, **fields | values)


def paths():
    return list(Post.objects.order_by("pk").values_list("page_path", flat=True))


def test_a_page_is_at_its_path_with_its_conversation(take, client):
    report = take(an_export(a_page(2, "about", a_comment(1), a_comment(2, "No.", parent=1))))
    page = Post.objects.get()
    assert (page.is_page, page.is_published, page.comment_count) == (True, True, 2)
    assert "Came in: 1 page, 2 comments" in report
    text = client.get("/about/").text
    assert "It came early this year." in text and "Well said." in text and "No." in text
    for old in ("/?page_id=2", "/?p=2", "/about/feed/atom/", "/about/comment-page-1/"):
        there = "/about/feed/" if "feed" in old else "/about/"
        assert client.get(old)["Location"] == there
    comment = Comment.objects.get(body="No.")
    there = client.get(f"/posts/{page.pk}/old-comments/2/")["Location"]
    assert there == f"/about/#comment-{comment.pk}"


def test_pages_are_nested_also_where_a_parent_comes_later(take, client):
    take(
        an_export(
            a_page(5, "ada", parent=4, path="about/team/ada"),
            a_page(4, "team", parent=2, path="about/team"),
            a_page(2, "about"),
            a_page(6, "lost", parent=99),
            a_page(7, "one", parent=8),
            a_page(8, "two", parent=7),
        )
    )
    assert paths()[:4] == ["about/team/ada", "about/team", "about", "lost"]
    assert all(client.get(f"/{path}/").status_code == 200 for path in paths())


def test_a_path_of_the_site_is_left_to_it_and_the_page_is_listed(take, client):
    report = take(
        an_export(
            *(a_page(1, "search"), a_page(2, "2010"), a_page(3, "feed"), a_page(4, "about")),
            a_page(5, "archive"),
            a_page(6, "2010", parent=5, path="archive/2010"),
        )
    )
    assert paths() == ["search-2", "2010-2", "feed-2", "about", "archive-2", "archive-2/2010"]
    assert "page 1 (line 4), “Search”: /search/, now /search-2/" in report
    assert client.get("/?page_id=1")["Location"] == "/search-2/"


@pytest.mark.one_database
def test_a_page_that_was_not_public_is_a_draft_with_its_path(take):
    take(an_export(a_page(1, "plans", status="draft"), a_page(2, "secret", post_password="x")))
    assert [page.status for page in Post.objects.order_by("pk")] == ["draft", "draft"]
    assert paths() == ["plans", "secret"]


def test_pages_that_are_imported_again_stay_as_they_are(take):
    export = an_export(a_page(2, "about"), a_page(4, "team", parent=2))
    take(export)
    before = list(Post.objects.values_list())
    assert "Already there: 2 pages" in take(export)
    assert list(Post.objects.values_list()) == before
