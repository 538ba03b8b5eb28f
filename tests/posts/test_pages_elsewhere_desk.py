"""Sites and their pages in the admin: what owners enter, and where they find conversations."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from posts.foreign_pages import find, find_or_make, standing_for
from posts.models import Blog, ForeignPage, Post, Site
from tests.cast import a_comment, a_post, account, edda, milo, mona

pytestmark = pytest.mark.django_db

ORIGIN = "https://harbour.example"
PAGES = "/admin/posts/pageelsewhere/"


@pytest.fixture
def owner(client):
    client.force_login(account("olga", "Owners"))
    return client


@pytest.fixture
def site():
    return Site.objects.create(origin=ORIGIN, name="The harbour")


def an_imported_page():
    post = standing_for("old.example/a", title="Imported", origin="page old.example/a")
    post.author = edda()
    post.publish()
    return post


SETTINGS = {"comment_mode": "closed", "commenters": "accounts", "comments_note": "Be brief."}


def test_an_owner_enters_a_site_and_sees_its_pages(owner):
    fields = {"origin": ORIGIN, "name": "The harbour", "comment_mode": "", "commenters": ""}
    answer = owner.post("/admin/posts/site/add/", fields | {"comments_note": ""})
    assert answer.status_code == 302
    site = Site.objects.get()
    find_or_make(f"{ORIGIN}/a")
    assert f'<a href="{PAGES}?site={site.pk}">1</a>' in owner.get("/admin/posts/site/").text
    refused = owner.post("/admin/posts/site/add/", fields | {"origin": f"{ORIGIN}/blog/"})
    assert "Write it like" in refused.text and f'value="{ORIGIN}/blog/"' in refused.text


def test_all_conversations_elsewhere_are_in_one_list_of_constant_queries(owner, site):
    a_post("An article of ours")
    an_imported_page()
    find_or_make(f"{ORIGIN}/a", title="<i>Ships</i>")
    queries = []
    for number in range(2):
        with CaptureQueriesContext(connection) as captured:
            page = owner.get(PAGES).text
        queries.append(len(captured))
        find_or_make(f"{ORIGIN}/{number}")
    assert "Imported" in page and "&lt;i&gt;Ships" in page and "An article of ours" not in page
    assert f'<a href="{ORIGIN}/a" rel="noreferrer">harbour.example/a</a>' in page
    assert queries[0] == queries[1]
    assert "Imported" not in owner.get(f"{PAGES}?site={site.pk}").text
    assert "Ships" not in owner.get(f"{PAGES}?site=none").text
    for odd in ("?site=x", "?site=0", "?q=%00", "?site=99999999999999999999"):
        assert owner.get(PAGES + odd).status_code in (200, 302)


def test_an_owner_closes_a_conversation_and_says_where_its_page_is(owner, site):
    version, post = Blog.objects.current().version, an_imported_page()
    other = find_or_make(f"{ORIGIN}/b", "b")
    a_comment(post)
    page = f"{PAGES}{post.pk}/change/"
    assert owner.get(page).status_code == 200
    fields = SETTINGS | {"title": "Ships", "url": f"{ORIGIN}/a/?fbclid=x", "identifier": "a"}
    assert owner.post(page, fields).status_code == 302
    post.refresh_from_db()
    assert (post.title, post.comment_mode, post.comment_count) == ("Ships", "closed", 1)
    assert find(f"{ORIGIN}/a") == find(f"{ORIGIN}/x", "a") == post
    assert Blog.objects.current().version == version
    assert owner.post(page, fields | {"url": "https://moved.example/a"}).status_code == 302
    assert ForeignPage.objects.get(post=post).site is None
    assert find(f"{ORIGIN}/a") is None and find(f"{ORIGIN}/b") == other


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"url": "javascript:alert(1)"}, "not the URL of a page"),
        ({"url": "https://harbour.example/" + "x" * 8_000}, "at most 2"),
        ({"url": f"{ORIGIN}/b/#x"}, "Another conversation has this URL"),
        ({"identifier": "a\u202eb"}, "printable characters"),
        ({"identifier": "b"}, "Another page of its site has it"),
        ({"url": ""}, "needs its URL"),
        ({"title": ""}, "required"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(owner, site, fields, sentence):
    find_or_make(f"{ORIGIN}/b", "b")
    post = find_or_make(f"{ORIGIN}/a")
    fields = SETTINGS | {"title": "Ships", "url": f"{ORIGIN}/a", "identifier": ""} | fields
    answer = owner.post(f"{PAGES}{post.pk}/change/", fields)
    assert answer.status_code == 200 and sentence in answer.text
    assert Post.objects.get(pk=post.pk).comment_mode == "open"


@pytest.mark.one_database
def test_without_the_permission_for_posts_pages_elsewhere_are_read_only(client, site):
    post = find_or_make(f"{ORIGIN}/a")
    client.force_login(mona())
    assert client.get(PAGES).status_code == 200
    assert client.post(f"{PAGES}{post.pk}/change/", SETTINGS).status_code == 403
    assert client.get("/admin/posts/site/").status_code == 403
    client.force_login(account("rita"))
    assert client.get(PAGES).status_code == 302


def test_a_moderator_can_look_after_the_pages_of_one_site(client, owner, site):
    here, there = a_post(), find_or_make(f"{ORIGIN}/a")
    a_comment(here, "Seen at home.", status="held")
    a_comment(there, "Seen at the harbour.", status="held")
    owner.get("/admin/moderation/moderatorscope/add/")
    fields = {
        "user": milo().pk,
        "kind": "author",
        "author": site.account().pk,
        "may_moderate": "on",
    }
    assert owner.post("/admin/moderation/moderatorscope/add/", fields).status_code == 302
    client.force_login(milo())
    queue = client.get("/admin/moderation/heldcomment/", follow=True).text
    assert "Seen at the harbour." in queue and "Seen at home." not in queue
