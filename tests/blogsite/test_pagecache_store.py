"""A page is the same bytes for everybody and is rendered once for each version."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blogsite.pagecache.encodings import COMPRESS, DECOMPRESS
from blogsite.pagecache.store import MAX_PAGE_SECONDS, Page, Pages, pages
from posts.models import Blog
from tests.cast import NEWER, a_comment, a_post, alice, mona

pytestmark = pytest.mark.django_db


def fetch(client, post, query="", **headers):
    response = client.get(post.get_absolute_url() + query, headers=headers)
    assert response.status_code == 200
    return response


@pytest.mark.one_database
def test_everybody_gets_the_same_bytes_of_a_post():
    post = a_post()
    a_comment(post)
    stranger, reader, moderator = Client(), Client(), Client()
    reader.force_login(alice())
    moderator.force_login(mona())
    bodies = {fetch(client, post).content for client in (stranger, reader, moderator)}
    assert len(bodies) == 1


@pytest.mark.one_database
def test_a_page_sets_no_cookie_and_varies_only_on_encoding(client):
    client.force_login(alice())
    response = fetch(client, a_post())
    assert not response.cookies
    assert response["Vary"] == "Accept-Encoding"
    assert "public" in response["Cache-Control"]
    assert b"csrf" not in response.content


@pytest.mark.one_database
def test_everybody_gets_the_same_bytes_of_a_list(client):
    post = a_post()
    client.force_login(mona())
    for address in ("/", "/archive/", f"/{post.date.year}/", f"/authors/{post.author_id}/"):
        response = client.get(address)
        assert "public" in response["Cache-Control"] and not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        again = client.get(address, headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304


@pytest.mark.one_database
def test_a_matching_etag_is_answered_with_304(client):
    post = a_post()
    etag = fetch(client, post)["ETag"]
    again = client.get(post.get_absolute_url(), headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    a_comment(post)
    newer = client.get(f"{post.get_absolute_url()}?v={NEWER}", headers={"If-None-Match": etag})
    assert newer.status_code == 200 and newer["ETag"] != etag


@pytest.mark.one_database
@pytest.mark.parametrize("encoding", COMPRESS)
def test_a_compressed_page_has_the_same_text_and_its_own_etag(client, encoding):
    post = a_post()
    plain, packed = fetch(client, post), fetch(client, post, **{"Accept-Encoding": encoding})
    assert DECOMPRESS[encoding](packed.content) == plain.content
    assert packed["Content-Encoding"] == encoding and packed["ETag"] != plain["ETag"]


@pytest.mark.one_database
def test_a_cached_page_needs_no_query_for_a_second_and_then_one(client):
    post = a_post()
    fetch(client, post)
    with CaptureQueriesContext(connection) as queries:
        fetch(client, post)
    assert len(queries) == 0
    for page in pages.pages.values():
        page.fresh_until -= 2
    with CaptureQueriesContext(connection) as queries:
        fetch(client, post)
    assert len(queries) == 1


def test_a_change_shows_after_a_second_and_at_once_to_its_writer(client):
    post = a_post()
    fetch(client, post)
    a_comment(post, "News!")
    post.refresh_from_db()
    assert b"News!" not in fetch(client, post).content
    assert b"News!" in fetch(client, post, f"?v={post.version}").content
    assert b"News!" in fetch(client, post).content


@pytest.mark.one_database
@pytest.mark.parametrize("forged", ["99999999", "0", "-1", "x", "9" * 50, "١"])
def test_a_forged_version_parameter_changes_nothing(client, forged):
    post = a_post()
    honest = fetch(client, post).content
    assert fetch(client, post, f"?v={forged}").content == honest
    assert len(pages.pages) == 1


@pytest.mark.one_database
def test_unknown_parameters_are_not_part_of_the_cache_key(client):
    post = a_post()
    honest = fetch(client, post).content
    assert fetch(client, post, "?utm_source=x&page=1&evil=<script>").content == honest
    assert len(pages.pages) == 1


@pytest.mark.one_database
def test_a_change_of_the_blog_renders_the_page_again(client):
    post = a_post()
    before = Blog.objects.current().version
    other = a_post("Another")
    between = Blog.objects.current().version
    blog = Blog.objects.current()
    blog.name = "Renamed"
    blog.save()
    assert before < between < Blog.objects.current().version
    other.unpublish()
    assert b"Renamed" in fetch(client, post).content


def test_a_cached_page_expires_when_a_scheduled_post_appears(client):
    post, soon = a_post(), timezone.now() + timedelta(seconds=30)
    scheduled = a_post("Tomorrow")
    scheduled.publish(at=soon)
    fetch(client, post)
    (page,) = pages.pages.values()
    assert abs(page.expires - soon.timestamp()) < 1


@pytest.mark.one_database
def test_an_unpublished_post_is_gone_within_a_second(client):
    post = a_post()
    fetch(client, post)
    post.unpublish()
    assert client.get(f"{post.get_absolute_url()}?v={NEWER}").status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize(
    "query",
    [
        "?page=2",
        "?page=0",
        "?page=-1",
        "?page=" + "9" * 30,
        "?page=x",
        "?sort=best",
        "?view=half",
        "?page=%00",
    ],
)
def test_an_unknown_page_is_answered_with_404(client, query):
    assert client.get(a_post().get_absolute_url() + query).status_code == 404
    assert not pages.pages


def test_a_malformed_url_of_a_post_is_not_found(client):
    for address in (
        "/0000/00/00/x/",
        "/9999/99/99/x/",
        "/2010/02/30/x/",
        "/2010/07/29/nothing/",
        "/2010/07/29/%00/",
        "/2010/07/29/%FF/",
        "/2010/07/29/" + "x" * 3000 + "/",
        "/comments/0/",
        "/comments/99999999999999999999999/",
        "/comments/99999999999999999999999/thread/",
        "/comments/-1/",
        "/?page=0",
        "/?page=99",
        "/?page=%00",
        "/?page=" + "9" * 5000,
    ):
        assert client.get(address).status_code == 404, address[:40]


@pytest.mark.one_database
@pytest.mark.parametrize("verb", ["post", "put", "delete"])
def test_a_page_for_readers_refuses_every_post(client, verb):
    assert getattr(client, verb)(a_post().get_absolute_url()).status_code == 405


@pytest.mark.one_database
def test_memory_is_bounded_and_the_least_used_page_goes_first():
    store = Pages(memory=1600)
    for name in "abcdefghi":
        store.set(name, Page(b"x" * 100, (1,), float("inf")))
    assert store.get("a") is None and store.get("b") and store.used == 1600
    store.set("j", Page(b"x" * 100, (1,), float("inf")))
    assert list(store.pages) == [*"defghibj"]


@pytest.mark.one_database
def test_a_page_that_would_drive_many_others_out_is_not_stored():
    store = Pages(memory=1600)
    store.set("small", Page(b"x" * 100, (1,), float("inf")))
    store.set("large", Page(b"x" * 101, (1,), float("inf")))
    store.set("small", Page(b"x" * 101, (2,), float("inf")))  # it has grown
    assert list(store.pages) == [] and store.used == 0


@pytest.mark.one_database
def test_many_readers_at_once_render_a_page_once():
    store, drawings, barrier = Pages(), [], threading.Barrier(8)

    def render():
        drawings.append(1)
        time.sleep(0.1)
        return b"page"

    def read():
        barrier.wait()
        store.get_or_render("key", read_versions=lambda: ((1,), float("inf")), render=render)

    readers = [threading.Thread(target=read) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert len(drawings) == 1


@pytest.mark.one_database
def test_versions_are_read_before_the_page_is_rendered(client):
    """A comment that comes in while a page is drawn must not be hidden by a newer version."""
    post = a_post()
    store, version = Pages(), [1]

    def render():
        version[0] = 2  # somebody writes meanwhile
        return b"old"

    def read_versions():
        return (version[0],), float("inf")

    store.get_or_render("key", read_versions=read_versions, render=render)
    page = store.get_or_render(
        "key", read_versions=read_versions, render=lambda: b"new", min_version=2
    )
    assert page.body == b"new" and post


def away():
    raise OperationalError("the database is away")


def known(version):
    return lambda: ((version,), float("inf"))


@pytest.fixture
def store():
    """Pages of which one was read, a moment too long ago to be given out unasked."""
    store = Pages()
    store.get_or_render("key", read_versions=known(1), render=lambda: b"page").fresh_until -= 2
    return store


@pytest.mark.one_database
def test_a_stored_page_is_used_while_the_database_is_away(store):
    assert store.get_or_render("key", read_versions=away, render=away).body == b"page"
    assert store.get("key").is_fresh(time.time()), "the next reader does not ask at once"
    with pytest.raises(OperationalError):
        store.get_or_render("other", read_versions=away, render=away)


@pytest.mark.one_database
def test_a_writer_never_gets_a_page_of_an_older_version(store):
    with pytest.raises(OperationalError):
        store.get_or_render("key", read_versions=away, render=away, min_version=2)


@pytest.mark.one_database
def test_a_stale_page_is_used_for_ten_minutes_and_no_longer(store):
    store.get("key").confirmed_at -= MAX_PAGE_SECONDS + 1
    with pytest.raises(OperationalError):
        store.get_or_render("key", read_versions=away, render=away)


@pytest.mark.one_database
def test_one_reader_waits_for_the_database_and_others_read(store):
    store.get_or_render("key", read_versions=away, render=away).fresh_until -= 2
    asks, gone = threading.Event(), threading.Event()

    def wait():
        asks.set()
        gone.wait(20)
        away()

    waiting = threading.Thread(
        target=store.get_or_render, args=["key"], kwargs=dict(read_versions=wait, render=away)
    )
    waiting.start()
    asks.wait(20)
    assert store.get_or_render("key", read_versions=away, render=away).body == b"page"
    assert waiting.is_alive()
    gone.set()
    waiting.join()


@pytest.mark.one_database
def test_a_replica_that_fails_does_not_count_as_the_database(store, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(connections["default"], "alias", "replica-1")
        with pytest.raises(OperationalError):
            store.get_or_render("key", read_versions=away, render=away)
    assert store.away_since < 0
    store.get_or_render("key", read_versions=away, render=away)
    assert store.away_since > 0


@pytest.mark.one_database
def test_when_the_database_is_back_the_page_is_new_again(store):
    store.get_or_render("key", read_versions=away, render=away).fresh_until -= 2
    page = store.get_or_render("key", read_versions=known(2), render=lambda: b"news")
    assert page.body == b"news"


@pytest.mark.one_database
def test_a_page_of_one_host_is_not_given_to_another(client, settings):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    post = a_post()
    for host in settings.ALLOWED_HOSTS:
        client.get(post.get_absolute_url(), headers={"Host": host})
    assert len(pages.pages) == 2


# Permalinks


def test_a_permalink_redirects_to_the_page_with_the_comment(client):
    post = a_post()
    comments = [a_comment(post, f"No. {n}.") for n in range(51)]
    first, last = (
        client.get(f"/comments/{comments[0].pk}/"),
        client.get(f"/comments/{comments[50].pk}/"),
    )
    assert first["Location"] == f"{post.get_absolute_url()}#comment-{comments[0].pk}"
    assert last["Location"] == f"{post.get_absolute_url()}?page=2#comment-{comments[50].pk}"


def test_a_permalink_into_a_cut_branch_leads_to_its_own_page(client):
    post = a_post()
    root = a_comment(post)
    last = [a_comment(post, f"No. {n}.", parent=root) for n in range(21)][-1]
    location = client.get(f"/comments/{last.pk}/")["Location"]
    assert location == f"/comments/{last.pk}/thread/#comment-{last.pk}"
    assert f'id="comment-{last.pk}"' in client.get(location).content.decode()


@pytest.mark.one_database
@pytest.mark.parametrize("address", ["/comments/{}/", "/comments/{}/thread/"])
@pytest.mark.parametrize("hide", ["hold", "remove", "withdraw", "unpublish the post"])
def test_a_hidden_comment_has_no_permalink(client, hide, address):
    post = a_post()
    comment = a_comment(post)
    if hide == "unpublish the post":
        post.unpublish()
    else:
        getattr(comment, hide)()
    assert client.get(address.format(comment.pk)).status_code == 404


def test_a_tombstone_of_a_comment_keeps_its_permalink(client):
    post = a_post()
    root = a_comment(post)
    a_comment(post, parent=root)
    root.remove()
    assert client.get(f"/comments/{root.pk}/").status_code == 302
