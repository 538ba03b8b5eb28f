"""Imports that are killed, run twice or refused, in separate processes."""

import re
import time

import pytest
from django.core.management import call_command
from django.db.models import Count

from accounts.models import Person, User
from blogsite.backup.site_lock import import_lock
from comments.models import Comment
from posts.models import Image, OldAddress, Post
from tests.blogsite.exports import (
    a_comment,
    a_meta,
    a_picture,
    a_post,
    a_term,
    an_author,
    an_export,
)
from tests.posts.pictures import painted
from tests.snapshot import Snapshot

POSTS, COMMENTS = 120, 5  # three batches, of fifty posts at most
ILLUSTRATED = 110  # posts with a picture each, of which two files are made: three batches
UPLOADS = "http://old.example/wp-content/uploads"
DEADLINE = 60  # seconds, generous

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "export.xml"
    path.write_text(an_export(*map(numbered_post, range(POSTS)), authors=an_author()))
    return path


def numbered_post(number):
    first = number * COMMENTS + 1
    comments = [
        a_comment(id, "Well <b>said</b>. ", parent=(first + id) // 2 if id > first else 0)
        for id in range(first, first + COMMENTS)
    ]
    return a_post(*comments, post_id=number + 1, post_name=f"post-{number}")


@pytest.fixture
def start(loaded_site, export):
    """Return a function that starts an import as a process."""
    running = []

    def starting(path=export, *options):
        running.append(loaded_site.start("import_wordpress", path, *options))
        return running[-1]

    yield starting
    for process in running:
        process.kill()
        process.communicate()


def wait_for_posts(number, process):
    deadline = time.monotonic() + DEADLINE
    while Post.objects.count() < number:
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline, "the import stores nothing"
        time.sleep(0.005)


def assert_all_is_there_once():
    assert Post.objects.count() == POSTS
    assert set(Post.objects.values_list("comment_count", flat=True)) == {COMMENTS}
    assert Comment.objects.count() == POSTS * COMMENTS
    assert (User.objects.count(), Person.objects.count()) == (1, 2)
    call_command("check_threads")


def test_a_killed_import_is_completed_by_repeating_it(start, export):
    process = start()
    wait_for_posts(1, process)
    process.kill()
    process.wait()
    stored = Post.objects.annotate(rows=Count("comments")).values_list("rows", "comment_count")
    assert 1 <= len(stored) < POSTS
    assert set(stored) == {(COMMENTS, COMMENTS)}
    call_command("check_threads")
    call_command("import_wordpress", str(export))
    assert_all_is_there_once()


def illustrated_post(number):
    picture = f'<img src="{UPLOADS}/{number}.png" alt="Picture {number}">'
    return a_post(
        *(a_comment(number * 3 + n, "So.", parent=number * 3 + 1 if n > 1 else 0) for n in (1, 2)),
        a_term(f"tag-{number % 7}", f"Tag {number % 7}", "post_tag"),
        a_meta("_thumbnail_id", 1000 + number),
        content=f"{picture}<p>Well.</p>{picture}",
        post_id=number + 1,
        post_name=f"p{number}",
        link=f"http://old.example/old/{number}/",
    )


def all_that_is_stored(folder):
    """Return the rows of an import without their ids and times, and the files of its pictures."""
    posts = Post.objects.order_by("origin").prefetch_related("tags", "old_addresses")
    comments = Comment.objects.order_by("origin")
    return {
        "posts": [
            (
                *(post.origin, post.title, post.path, post.body_html, post.comment_count),
                *(post.lead_image.origin, post.author.username, post.search_entry.terms),
                sorted(tag.name for tag in post.tags.all()),
                sorted(old.path for old in post.old_addresses.all()),
            )
            for post in posts
        ],
        "comments": [
            (c.origin, c.post.origin, c.parent and c.parent.origin, c.number, c.level, c.body_html)
            for c in comments.select_related("post", "parent")
        ],
        "pictures": sorted(Image.objects.values_list("origin", "alt", "stem", "widths")),
        "urls": sorted(OldAddress.objects.values_list("path", "url")),
        "files": {
            str(file.relative_to(folder)): file.read_bytes()
            for file in folder.rglob("*")
            if file.is_file()
        },
    }


@pytest.mark.slow
def test_an_import_killed_at_ten_moments_is_equal_to_one_run(start, tmp_path, settings):
    media = settings.MEDIA_ROOT
    uploads, export = tmp_path / "uploads", tmp_path / "pictures.xml"
    uploads.mkdir()
    for number in range(ILLUSTRATED):
        (uploads / f"{number}.png").write_bytes(
            painted("PNG", size=(400, 300), colour=(number, 60, 90))
        )
    items = [
        a_picture(1000 + number, f"{UPLOADS}/{number}.png", f"Picture {number}")
        for number in range(ILLUSTRATED)
    ]
    export.write_text(
        an_export(*items, *map(illustrated_post, range(ILLUSTRATED)), authors=an_author())
    )
    before = Snapshot()
    settings.MEDIA_ROOT = tmp_path / "whole" / "media"
    call_command("import_wordpress", str(export), uploads=str(uploads))
    whole = all_that_is_stored(settings.MEDIA_ROOT)
    before.put_back()
    settings.MEDIA_ROOT = media
    for kill in range(1, 11):
        process = start(export, "--uploads", uploads)
        wait_for_files(media, kill * ILLUSTRATED // 6, process)
        process.kill()
        process.wait()
        stored = Post.objects.annotate(rows=Count("comments")).values_list("rows", "comment_count")
        assert set(stored) <= {(2, 2)}
    call_command("check_threads")
    call_command("import_wordpress", str(export), uploads=str(uploads))
    assert all_that_is_stored(media) == whole


def wait_for_files(folder, number, process):
    """Wait until as many files are stored."""
    deadline = time.monotonic() + DEADLINE
    while sum(file.is_file() for file in folder.rglob("*")) < number:
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline, "the import stores nothing"
        time.sleep(0.02)


def test_two_imports_at_once_store_everything_once(start, export):
    processes = [start(), start()]
    for process in processes:
        _, complaint = process.communicate(timeout=DEADLINE)
        assert process.returncode == 0 or complaint.count("\n") == 1, complaint
    call_command("import_wordpress", str(export))
    assert_all_is_there_once()


def test_a_refused_import_is_one_line_and_a_failing_exit_status(start, tmp_path):
    broken = tmp_path / "broken.xml"
    broken.write_text("<html>")
    output, complaint = start(broken).communicate(timeout=DEADLINE)
    assert output == ""
    assert complaint == f"CommandError: {broken}: line 1: this is an HTML page, not an export\n"
    assert not Post.objects.exists()


def test_an_import_is_refused_while_another_one_runs(start, export):
    with import_lock():
        _, complaint = start().communicate(timeout=DEADLINE)
        output, _ = start(export, "--dry-run").communicate(timeout=DEADLINE)
    assert re.fullmatch(r"CommandError: .*: An import has been running since .*\n", complaint)
    assert "Dry run" in output and not Post.objects.exists()
