"""Websites of commenters: they come in, and are shown only where the blog says so."""

import pytest

from blogsite.pagecache.store import pages
from comments.models import Comment
from posts.models import Blog, Post
from tests.blogsite.exports import a_comment, a_post, after_import, an_export

pytestmark = pytest.mark.django_db
LINK = '<a href="https://ann.example/a?b=1&amp;c=%222" rel="nofollow ugc">Ann</a>'


@pytest.fixture
def url(take):
    pages.clear()
    sites = (
        "https://ann.example/a?b=1&amp;c=%222",
        "javascript:alert(1)",
        "http://",
        "",
        "x" * 300,
    )
    take(
        an_export(
            a_post(
                *(
                    a_comment(number, **{"wp:comment_author_url": site})
                    for number, site in enumerate(sites, 1)
                ),
                a_comment(6, parent=1, **{"wp:comment_author_url": "http://bo.example/"}),
            )
        )
    )
    return Post.objects.get().get_absolute_url()


def test_websites_are_stored_and_shown_only_if_the_blog_says_so(url, client):
    stored = Comment.objects.order_by("origin").values_list("website", flat=True)
    assert [site for site in stored if site] == [
        "https://ann.example/a?b=1&c=%222",
        "http://bo.example/",
    ]
    assert "ann.example" not in client.get(url).text
    blog = Blog.objects.current()
    blog.shows_websites = True
    blog.save()
    pages.clear()
    page = " ".join(client.get(url).text.split())
    assert page.count(LINK) == 1 and page.count("nofollow ugc") == 2
    assert "javascript:" not in page


def test_the_report_says_which_websites_readers_do_not_see(take):
    website = {"wp:comment_author_url": "https://ann.example/"}
    spam = website | {"comment_approved": "spam"}
    export = an_export(a_post(a_comment(1, **website), a_comment(2), a_comment(3, **spam)))
    dry = take(export, dry_run=True, verbose=False)
    report = take(export, verbose=False)
    assert after_import(dry) == report
    assert "websites of commenters (1): switch on “link names to websites”" in report
    assert "(/admin/posts/blog/1/change/#id_shows_websites)" in report
    assert report.endswith("Nothing was lost, but readers do not see all of it yet.\n")
    Blog.objects.update(shows_websites=True)
    newer = an_export(a_post(a_comment(4, **website), post_id=2, post_name="b"))
    assert take(newer).endswith("Nothing that readers can see was lost.\n")


def test_the_website_goes_with_the_rest_of_what_is_erased(url):
    erased, nameless = Comment.objects.exclude(website="").order_by("pk")
    erased.erase()
    nameless.anonymize()
    assert not Comment.objects.exclude(website="").exists()
