"""Signing in and out, where readers do."""

import pytest

from tests.cast import bob, mona

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("who", "has_desk"), [(bob, False), (mona, True)])
def test_whoever_has_signed_in_is_told_so_and_finds_the_way_out(client, who, has_desk):
    user = who()
    signed_in = client.post(
        "/accounts/login/", {"username": user.username, "password": "a long password"}
    )
    assert signed_in["Location"] == ("/admin/" if has_desk else "/")
    page = client.get("/accounts/login/").text
    assert f"As <strong>{user}</strong>" in page and "Sign out" in page
    assert ('href="/admin/"' in page) == has_desk
    client.post("/accounts/logout/")
    assert 'name="password"' in client.get("/accounts/login/").text


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/posts/image/add/"])
@pytest.mark.parametrize("cookie", [None, "made-up"])
def test_only_who_has_signed_in_sends_much_to_the_desk(client, address, cookie):
    if cookie:
        client.cookies["sessionid"] = cookie
    assert client.post(address, {"words": "x" * 300_000}).status_code == 413
    client.force_login(mona())
    assert client.post(address, {"words": "x" * 300_000}).status_code != 413
