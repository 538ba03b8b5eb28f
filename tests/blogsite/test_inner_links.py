"""Links inside an imported blog lead to where their targets are now."""

import re

import pytest

from posts.models import Post
from tests.blogsite.exports import a_post, a_term, an_author, an_export

pytestmark = pytest.mark.django_db

SITE = "http://old.example"
LINKS = {
    f"{SITE}/archives/2": "/2010/07/29/second/",
    f"{SITE}/archives/2#more": "/2010/07/29/second/#more",
    "https://www.old.example/?p=2": "/2010/07/29/second/",
    f"{SITE}/about/": "/about/",
    f"{SITE}/category/tea/": "/tags/tea/",
    f"{SITE}/2010/07/29/first/": "/2010/07/29/first/",
    f"{SITE}/feed/": "/feed/",
    f"{SITE}/": "/",
    f"{SITE}/unknown/": f"{SITE}/unknown/",
    f"{SITE}/no%00text/": f"{SITE}/no%00text/",
    "http://old.example.elsewhere.example/archives/2": None,
    "https://elsewhere.example/archives/2": None,
}
BODY = " ".join(f"<a href='{url}'>x</a>" for url in LINKS)
EXPORT = an_export(
    a_post(a_term("tea", "Tea"), post_id=1, post_name="first", content=BODY),
    a_post(post_id=2, post_name="second", link=f"{SITE}/archives/2", content="<p>No link.</p>"),
    a_post(post_id=3, post_name="about", post_type="page", link=f"{SITE}/about/"),
    authors=an_author(),
)


def test_links_lead_to_imported_posts_also_to_later_ones(take, client):
    take(EXPORT)
    post = Post.objects.get(slug="first")
    hrefs = re.findall(r'href="([^"]*)"', post.body_html)
    assert hrefs == [new or old for old, new in LINKS.items()]
    assert f'href="{LINKS[f"{SITE}/archives/2"]}"' in post.body
    for path in filter(None, LINKS.values()):
        assert path.startswith(SITE) or client.get(path).status_code == 200


def test_a_second_import_changes_no_link_again(take):
    take(EXPORT)
    before = list(Post.objects.values_list())
    take(EXPORT)
    assert list(Post.objects.values_list()) == before
