"""Static files of two releases: each server serves those of both."""

import fcntl
import os

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import RequestFactory

from blogsite import release, static_files


@pytest.fixture
def sources(tmp_path, settings):
    """Return the folder of the static files, of which hashed copies are made elsewhere."""
    folder = tmp_path / "sources"
    folder.mkdir()
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [folder], tmp_path / "static"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT.mkdir()
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "blogsite.static_files.ReleaseStorage"}
    }
    settings.STATIC_HASHED = True
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = False
    return folder


@pytest.fixture
def collect(sources, monkeypatch):
    """Return a function that collects a style sheet as a release does, and returns its path."""

    def collect(number, style):
        monkeypatch.setattr(release, "digest", lambda: f"{number:012d}")
        (sources / "page.css").write_text(style)
        call_command("collectstatic", interactive=False, verbosity=0)
        return f"/static/{static_files.ReleaseStorage().stored_name('page.css')}"

    return collect


def server():
    """Return what a server begins with; behind it there is nothing but 404."""
    return static_files.StaticFilesMiddleware(lambda request: HttpResponse(status=404))


def ask(server, path):
    return server(RequestFactory().head(path, headers={"accept-encoding": "br"}))


def statuses(server, *paths):
    return [ask(server, path).status_code for path in paths]


def test_a_running_server_serves_files_of_the_next_release(collect):
    first = collect(1, "a { color: red }")
    running = server()
    second = collect(2, "a { color: blue }" * 50)
    assert first != second
    answer = ask(running, second)
    assert (answer.status_code, answer["Content-Encoding"]) == (200, "br")
    assert "immutable" in answer["Cache-Control"]
    assert "immutable" in ask(server(), first)["Cache-Control"]
    assert statuses(running, first) == statuses(server(), first) == [200]


def test_files_of_the_release_before_the_last_are_removed(collect, settings):
    paths = [collect(number, f"a {{ order: {number} }}") for number in (1, 2, 3)]
    assert statuses(server(), *paths) == [404, 200, 200]
    collect(2, "a { order: 2 }")  # its server starts again
    assert statuses(server(), *paths) == [404, 200, 200]
    assert len(list(settings.STATIC_ROOT.glob("staticfiles*.json"))) == 2


def test_the_files_of_a_release_are_collected_once(collect, settings):
    path = collect(1, "a { color: red }" * 50)
    (compressed,) = settings.STATIC_ROOT.glob("page.????????????.css.gz")
    compressed.unlink()
    assert collect(1, "a { color: red }" * 50) == path
    assert not compressed.exists()
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    assert compressed.exists()


def test_a_release_that_was_not_collected_to_the_end_is_collected_again(collect, monkeypatch):
    with monkeypatch.context() as patch, pytest.raises(OSError, match="full"):
        patch.setattr(static_files.ReleaseStorage, "compress_files", fail)
        collect(1, "a { color: red }")
    path = collect(1, "a { color: red }" * 50)
    assert ask(server(), path)["Content-Encoding"] == "br"


def test_releases_are_collected_one_after_the_other(collect, monkeypatch, settings):
    compress = static_files.ReleaseStorage.compress_files

    def compress_alone(storage, names):
        folder = os.open(settings.STATIC_ROOT, os.O_RDONLY)
        with pytest.raises(BlockingIOError):  # another one would wait
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(folder)
        yield from compress(storage, names)

    monkeypatch.setattr(static_files.ReleaseStorage, "compress_files", compress_alone)
    collect(1, "a { color: red }")


def fail(storage, names):
    raise OSError("The disk is full.")


def test_a_worker_that_starts_again_uses_the_files_of_its_release(collect, monkeypatch):
    first = collect(1, "a { color: red }")
    collect(2, "a { color: blue }")
    monkeypatch.setattr(release, "digest", lambda: f"{1:012d}")
    assert f"/static/{static_files.ReleaseStorage().stored_name('page.css')}" == first


PATHS = (
    "../secret.0123456789ab.css",
    "..%2fsecret.0123456789ab.css",
    "x/../../secret.0123456789ab.css",
    "/secret.0123456789ab.css",
    "secret.0123456789ab.css%00",
    "folder.0123456789ab.css",
)


def test_no_other_files_are_served(collect, settings):
    collect(1, "a { color: red }")
    running = server()
    (settings.STATIC_ROOT.parent / "secret.0123456789ab.css").write_text("secret")
    (settings.STATIC_ROOT / "folder.0123456789ab.css").mkdir()
    for path in PATHS:
        assert statuses(running, f"/static/{path}") == [404], path
