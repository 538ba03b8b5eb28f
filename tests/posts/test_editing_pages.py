"""The editors' side of pages: the same form and rights as for posts, with a path of their own."""

from uuid import uuid4

import pytest

from blogsite.pagecache.store import pages
from posts.models import Page, Post, Revision, WorkingCopy
from tests.cast import a_page, a_post, alice, edda, milo

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/posts/page/", "/admin/posts/page/add/"


@pytest.fixture
def desk(client):
    client.force_login(edda())
    return client


def url_of(page):
    return f"{LIST}{page.pk}/change/"


def typed(page=None, **fields):
    return {
        "title": page.title if page else "About us",
        "page_path": (page.page_path or "") if page else "about",
        "author": edda().pk,
        "body": page.body if page else "<p>We write about winters.</p>",
        "excerpt": "",
        "comment_mode": page.comment_mode if page else "closed",
        "commenters": "everybody",
        "later_comment_mode": "",
        "publish_at_0": "",
        "publish_at_1": "",
        "based_on": page.updated.isoformat() if page else "",
        "key": str(uuid4()),
    } | fields


def send(desk, page=None, button="_save", **fields):
    return desk.post(url_of(page) if page else ADD, typed(page, **fields) | {button: "1"})


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("who", "looks", "writes"),
    [(None, 302, 302), (alice, 302, 302), (milo, 200, 403), (edda, 200, 200)],
    ids=["stranger", "reader", "moderator", "editor"],
)
def test_the_permission_for_posts_is_enough_for_pages(client, who, looks, writes):
    page = a_page()
    revision = Revision.objects.record(page, by=edda())
    if who:
        client.force_login(who())
    of_page = f"{LIST}{page.pk}"
    for path in (LIST, url_of(page), f"{of_page}/revisions/"):
        assert client.get(path).status_code == looks, path
    assert client.get(ADD).status_code == writes
    copy = {"title": "x", "excerpt": "", "body": "", "key": str(uuid4()), "post": page.pk}
    assert client.post(f"{LIST}autosave/", copy).status_code == writes
    if writes != 200:
        for path in (url_of(page), ADD, f"{of_page}/revisions/{revision.pk}/"):
            assert client.post(path, typed(page, title="Taken over")).status_code == writes
    assert client.get(f"{of_page}/delete/").status_code in (302, 403)
    page.refresh_from_db()
    assert page.title == "About us"


def test_an_editor_writes_publishes_moves_and_hides_a_page(desk):
    send(desk)
    page = Page.objects.get()
    assert (page.place, page.page_path, page.state) == ("page", "about", "draft")
    assert desk.get("/about/").status_code == 404
    answer = send(desk, page, "_publish", page_path="/about/us/")
    assert answer["Location"] == url_of(page)
    assert desk.get("/about/us/").status_code == 200
    page.refresh_from_db()
    send(desk, page, page_path="über-uns")
    pages.clear()
    assert desk.get("/about/us/")["Location"] == "/%C3%BCber-uns/"
    page.refresh_from_db()
    send(desk, page, "_unpublish")
    pages.clear()
    assert desk.get("/%C3%BCber-uns/").status_code == 404


@pytest.mark.one_database
def test_a_page_without_a_path_gets_one_when_it_is_published(desk):
    send(desk, page_path="")
    page = Page.objects.get()
    assert page.page_path is None and desk.get(LIST).status_code == 200
    send(desk, page, "_publish")
    page.refresh_from_db()
    assert page.page_path == "about-us"
    answer = send(desk, page, page_path="")
    assert "A page that readers know needs a path." in answer.text


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/search/", "“/search/” belongs to the site itself."),
        ("2010/winter", "“/2010/” belongs to the archive of that year."),
        ("about", "The page “About us” is at “/about/”."),
        ("a/respond", "“respond” belongs to the comments of every page."),
        ("two words", "“two words”: use letters"),
        ("x" * 400, "A path has at most 300 characters."),
    ],
)
@pytest.mark.parametrize("button", ["_save", "_publish"])
def test_a_refused_path_gives_the_text_back_with_the_reason(desk, path, words, button):
    a_page("about")
    answer = send(desk, None, button, page_path=path, body="<p>Not lost.</p>")
    assert answer.status_code == 200
    assert words in answer.text and "Not lost." in answer.text
    assert Page.objects.filter(place="page").count() == 1


@pytest.mark.one_database
def test_comments_of_a_new_page_are_closed_at_first(desk):
    form = desk.get(ADD).context["adminform"].form
    assert form.initial["comment_mode"] == "closed"
    assert "tag_names" not in form.fields and "slug" not in form.fields


def test_pages_are_listed_by_their_paths_and_posts_apart(desk):
    for path in ("about-us", "team", "about/team", "about", "about/team/x"):
        a_page(path, f"At {path}")
    post = a_post("An article")
    results = desk.get(LIST).context["cl"].result_list
    assert [page.page_path for page in results] == [
        *("about", "about/team", "about/team/x", "about-us", "team")
    ]
    listed = desk.get(LIST).text
    assert 'in-tree--3">At about/team/x' in listed and "An article" not in listed
    assert desk.get(f"{LIST}{post.pk}/change/").status_code == 302
    assert desk.get(f"{LIST}{post.pk}/revisions/").status_code == 404
    assert "At about" not in desk.get("/admin/posts/post/").text
    assert "At about/team" in desk.get(f"{LIST}?q=about/team").text


def test_a_page_has_revisions_previews_and_working_copies(desk):
    page = a_page()
    send(desk, page, body="<p>Second.</p>")
    first = Post.objects.get(pk=page.pk).revisions.last()
    revisions = desk.get(f"{LIST}{page.pk}/revisions/")
    assert f"{LIST}{page.pk}/revisions/{first.pk}/" in revisions.text
    answer = desk.post(f"{LIST}{page.pk}/revisions/{first.pk}/")
    assert answer["Location"] == url_of(page)
    page.refresh_from_db()
    assert "winters" in page.body
    preview = desk.get(f"{LIST}{page.pk}/preview/")["Location"]
    assert "winters" in desk.get(preview).text


def test_unsaved_text_of_a_new_page_is_offered_for_a_page(desk):
    words = {"title": "Contact", "excerpt": "", "body": "<p>Write.</p>", "key": str(uuid4())}
    answer = desk.post(f"{LIST}autosave/", words | {"post": ""}).json()
    assert answer["slug"] == "contact"
    preview = desk.get(answer["preview"]).text
    assert "Write." in preview and "post__date" not in preview
    assert "Contact" in desk.get(ADD).text
    assert "Contact" not in desk.get("/admin/posts/post/add/").text
    copy = WorkingCopy.objects.get()
    assert desk.post(f"{LIST}copies/{copy.pk}/")["Location"] == ADD


@pytest.mark.one_database
def test_the_first_page_of_the_desk_offers_drafts_while_there_are_no_pages(desk):
    a_post()
    assert "/admin/starting-pages/" in desk.get("/admin/").text
    a_page()
    assert "/admin/starting-pages/" not in desk.get("/admin/").text


@pytest.mark.one_database
def test_the_first_page_of_the_desk_leads_to_the_form_of_a_page(desk):
    page = a_page()
    assert url_of(page) in desk.get("/admin/").text


@pytest.mark.one_database
def test_a_page_below_one_that_is_missing_says_so(desk):
    sentence = "There is no page /about/ yet"
    answer = desk.post(ADD, typed(page_path="about/team") | {"_save": "1"}, follow=True)
    assert sentence in answer.text
    a_page("about")
    page = Page.objects.get(page_path="about/team")
    answer = desk.post(url_of(page), typed(page) | {"_save": "1"}, follow=True)
    assert answer.status_code == 200 and sentence not in answer.text
