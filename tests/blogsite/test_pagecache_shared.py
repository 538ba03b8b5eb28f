"""Rendered pages shared between processes; a bad cache never breaks a page."""

import json
import pickle
import re
import socket
import time
from contextlib import ExitStack

import pytest
import redis

from blogsite import release, server_cache
from blogsite.pagecache import shared
from blogsite.pagecache.counters import counts
from blogsite.pagecache.store import MAX_PAGE_SECONDS, pages
from blogsite.shared_cache import caches
from tests.cache_server import MISSING, cache_server, server_path
from tests.cast import a_comment, a_post
from tests.missing_programs import skip_or_fail
from tests.nginx_server import MISSING as NO_NGINX
from tests.nginx_server import nginx_in_front, nginx_path
from tests.site_server import site_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    if server_path() is None:
        skip_or_fail(MISSING)
    with cache_server(tmp_path_factory.mktemp("cache")) as url:
        yield url


@pytest.fixture
def entries(server, settings):
    """The server's own view of what the site of this test keeps there."""
    settings.CACHES = caches(server)
    pages.clear()
    with redis.Redis.from_url(server) as client:
        client.flushdb()
        yield client
    pages.clear()


def read_cold(client, path):
    """Read a page in a process that has none; give it and how many pages had to be drawn."""
    pages.clear()
    before = counts.rendered._value.get()
    answer = client.get(path, headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200
    return answer, counts.rendered._value.get() - before


def test_a_page_is_rendered_once_for_all_processes(client, entries):
    path = a_post().get_absolute_url()
    (first, rendered), (second, drawn_again) = read_cold(client, path), read_cold(client, path)
    assert (rendered, drawn_again) == (1, 0)
    assert first.content == second.content and first["ETag"] == second["ETag"]


def test_a_shared_page_from_before_a_change_is_not_used(client, entries):
    post = a_post()
    read_cold(client, post.get_absolute_url())
    a_comment(post, "News!")
    pages.clear()
    assert b"News!" in client.get(post.get_absolute_url()).content


def test_other_translations_are_another_release(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "requirements.txt").touch()
    catalogue = tmp_path / "locale" / "de" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    digests = set()
    for translation in ("Antworten", "Antwort schreiben"):
        catalogue.write_text(f'msgid "Reply"\nmsgstr "{translation}"\n')
        digests.add(release.digest.__wrapped__())
    assert len(digests) == 2


def test_another_release_does_not_use_the_shared_pages(client, entries, monkeypatch):
    path = a_post().get_absolute_url()
    read_cold(client, path)
    monkeypatch.setattr(release, "digest", lambda: "another")
    assert read_cold(client, path)[1] == 1


def test_an_expired_shared_page_is_rendered_again(client, entries, monkeypatch):
    path = a_post().get_absolute_url()
    read_cold(client, path)
    now = time.time()
    monkeypatch.setattr(shared.time, "time", lambda: now + MAX_PAGE_SECONDS + 1)
    assert read_cold(client, path)[1] == 1


def test_each_url_has_one_cache_entry_of_limited_size_and_time(client, entries, monkeypatch):
    post = a_post()
    for turn in range(3):
        a_comment(post, f"Turn {turn}.")
        read_cold(client, post.get_absolute_url())
    (name,) = entries.keys()
    assert 0 < entries.ttl(name) <= MAX_PAGE_SECONDS
    entries.flushdb()
    monkeypatch.setattr(shared, "MAX_ENTRY_BYTES", 100)
    read_cold(client, post.get_absolute_url())
    assert entries.keys() == []


class Bomb:
    def __reduce__(self):
        return (pytest.fail, ("what came from the cache was run",))


def altered(entry):
    return entry[:-1] + bytes([entry[-1] ^ 1])


def later(entry):
    signature, about, packed = entry.split(b"\n", 2)
    versions, expires = json.loads(about)
    return b"\n".join((signature, json.dumps([versions, expires + 9999]).encode(), packed))


RUBBISH = {
    "a pickle": lambda entry: pickle.dumps(Bomb()),
    "a pickle marked as bytes": lambda entry: b"\0" + pickle.dumps(Bomb()),
    "half of it": lambda entry: entry[: len(entry) // 2],
    "another byte": altered,
    "another date": later,
    "nothing": lambda entry: b"",
    "a number": lambda entry: b"7",
    "JSON": lambda entry: b'["a", "list"]',
    "lines": lambda entry: b"\0\n\n\n",
    "noise": lambda entry: bytes(range(256)),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", RUBBISH)
def test_a_damaged_cache_entry_is_ignored_and_replaced(client, entries, kind):
    path = a_post().get_absolute_url()
    honest, _ = read_cold(client, path)
    (name,) = entries.keys()
    entries.set(name, RUBBISH[kind](entries.get(name)))
    answer, rendered = read_cold(client, path)
    assert (answer.content, rendered) == (honest.content, 1)
    assert read_cold(client, path)[1] == 0


def test_the_entry_of_one_page_is_not_used_for_another(client, entries):
    path = a_post().get_absolute_url()
    read_cold(client, path)
    (one,) = entries.keys()
    read_cold(client, f"{path}?sort=newest")
    (other,) = set(entries.keys()) - {one}
    entries.set(other, entries.get(one))
    assert read_cold(client, f"{path}?sort=newest")[1] == 1


def test_a_cache_that_times_out_is_not_asked_for_a_while(client, settings, monkeypatch):
    monkeypatch.setattr(server_cache, "RETRY_AFTER_SECONDS", 60)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.setblocking(False)
        settings.CACHES = caches(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        path = a_post().get_absolute_url()
        assert [read_cold(client, path)[1] for _ in range(5)] == [1] * 5
        with silent.accept()[0], pytest.raises(BlockingIOError):
            silent.accept()


def test_two_processes_share_pages_but_no_personal_data(server, database_url, tmp_path):
    """Interleaved, byte for byte: cold and kept, straight from either process and through nginx."""
    if nginx_path() is None:
        skip_or_fail(NO_NGINX)
    post = a_post()
    a_comment(post)
    path = post.get_absolute_url()
    options = {"CACHE_URL": server, "SERVER_PROCESSES": "1", "METRICS_TOKEN": "a-token"}
    with ExitStack() as stack:
        sites = [
            stack.enter_context(
                site_server(database_url, tmp_path / name, TRUSTED_PROXIES="127.0.0.1", **options)
            )
            for name in ("first", "second")
        ]
        doors = [*sites, stack.enter_context(nginx_in_front(sites[0].port, tmp_path / "nginx"))]
        people = {name: sites[0].browser(Host="127.0.0.1") for name in ("Wendela", "Ottokar")}
        for name, browser in people.items():
            answer = browser.comment(f"{path}respond/", f"{name} writes this.", name=name)
            assert answer.status == 303, answer.text
        time.sleep(1.1)
        read, own = set(), {name: set() for name in people}
        for _ in range(3):
            for door in doors:
                for name, browser in people.items():
                    browser.port = door.port
                    answer = browser.get(path)
                    assert "Set-Cookie" not in answer.headers
                    read.add(answer.body)
                    own[name].add(browser.get(f"/me/?post={post.pk}").body)
        figures = [site.browser().get("/metrics", Authorization="Bearer a-token") for site in sites]
    assert len(read) == 1
    assert all(len(pieces) == 1 for pieces in own.values()) and own["Wendela"] != own["Ottokar"]
    assert re.search(r"^soundoff_pages_drawn_total [1-9]", figures[0].text, re.MULTILINE)
    assert re.search(r"^soundoff_pages_drawn_total 0", figures[1].text, re.MULTILINE)
    with redis.Redis.from_url(server) as client:
        stored = b"".join(client.get(name) for name in client.keys("page:*"))
    assert stored and not any(
        private in stored for private in (b"soundoff_guest", b"csrf", b"/status/")
    )
