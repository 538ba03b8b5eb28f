"""Signing in and out on the readers' pages."""

import re
from urllib.parse import quote

import pytest

from posts.models import Blog
from tests.cast import a_post, account, bob, mona

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.mark.parametrize(("who", "has_desk"), [(bob, False), (mona, True)])
def test_the_sign_in_page_shows_the_account_and_how_to_sign_out(client, who, has_desk):
    user = who()
    signed_in = client.post(
        "/accounts/login/", {"login": user.username, "password": "a long password"}
    )
    assert signed_in["Location"] == ("/admin/" if has_desk else "/")
    page = client.get("/accounts/login/").text
    assert f"As <strong>{user}</strong>" in page and "Sign out" in page
    assert ('href="/admin/"' in page) == has_desk
    client.post("/accounts/logout/")
    assert 'name="password"' in client.get("/accounts/login/").text


def test_the_sign_in_page_has_the_name_of_the_blog_as_heading(client):
    a_post()
    Blog.objects.update(name="The Waiting Room")
    for _ in range(2):
        page = client.get("/accounts/login/").text
        assert re.search(r'<a class="home" href="/">\s*<bdi>The Waiting Room</bdi>\s*</a>', page)
        client.force_login(bob())


def signed_in(client, user, **fields):
    fields = {"login": user.username, "password": "a long password"} | fields
    return client.post("/accounts/login/", fields)


@pytest.mark.parametrize("who", [bob, mona])
def test_signing_in_from_a_post_returns_to_that_post(client, who):
    place = f"{a_post().get_absolute_url()}?page=1#respond"
    page = client.get(f"/accounts/login/?next={quote(place)}").text
    assert f'name="next" value="{place}"' in page
    assert signed_in(client, who(), next=place)["Location"] == place
    assert f'href="{place}">Read on' in client.get(f"/accounts/login/?next={quote(place)}").text
    assert client.post("/accounts/logout/", {"next": place})["Location"] == place


@pytest.mark.parametrize(
    "place",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"],
)
def test_signing_in_or_out_never_redirects_to_another_site(client, place):
    page = client.get(f"/accounts/login/?next={quote(place)}").text
    assert place not in page
    assert signed_in(client, bob(), next=place)["Location"] == "/"
    assert place not in client.get(f"/accounts/login/?next={quote(place)}").text
    assert client.post("/accounts/logout/", {"next": place})["Location"] == "/"


def test_every_page_links_to_sign_in_and_back_to_itself(client):
    post = a_post("नमस्ते दुनिया", commenters="accounts")
    for path in ("/", post.get_absolute_url(), "/archive/", "/search/"):
        page = client.get(path).text
        link = f'href="/accounts/login/?next={path}"'
        assert page.count(link) == (3 if path == post.get_absolute_url() else 2)
        assert "Sign in or out" not in page
    assert 'href="/accounts/login/"' in client.get("/no/such/page/").text
    assert "data-sign-in" not in client.get("/accounts/login/").text


def test_a_page_is_the_same_bytes_for_those_who_are_signed_in(client):
    path = a_post().get_absolute_url()
    anonymous = client.get(path).content
    client.force_login(bob())
    assert client.get(path).content == anonymous


def test_me_says_who_is_signed_in_to_that_browser_alone(client):
    post = a_post()
    for address in ("/me/", f"/me/?post={post.pk}"):
        client.logout()
        answer = client.get(address)
        assert "Signed in" not in answer.text and not answer.cookies
        client.force_login(account("rose", display_name="Rose & <b>Thorn</b>"))
        answer = client.get(address)
        assert "Signed in as Rose &amp; &lt;b&gt;Thorn&lt;/b&gt;" in answer.text
        assert "no-store" in answer["Cache-Control"]
        assert set(answer.cookies) <= {"csrftoken"}  # of forms, which they have from signing in


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/posts/image/add/"])
@pytest.mark.parametrize("cookie", [None, "made-up"])
def test_only_a_signed_in_user_can_send_large_forms_to_the_desk(client, address, cookie):
    if cookie:
        client.cookies["sessionid"] = cookie
    assert client.post(address, {"words": "x" * 300_000}).status_code == 413
    client.force_login(mona())
    assert client.post(address, {"words": "x" * 300_000}).status_code != 413
