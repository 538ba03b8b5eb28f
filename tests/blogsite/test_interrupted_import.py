"""Imports that are killed, run twice or refused, in separate processes."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Count

from accounts.models import Person, User
from comments.models import Comment
from posts.models import Post
from tests.blogsite.exports import a_comment, a_post, an_author, an_export

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"
POSTS, COMMENTS = 60, 15
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
def start(database_url, export):
    """Return a function that starts an import as a process."""
    running = []

    def starting(path=export):
        running.append(
            subprocess.Popen(
                [sys.executable, MANAGE, "import_wordpress", path],
                env=os.environ | {"DATABASE_URL": database_url},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
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


@pytest.mark.parametrize("posts", [1, 20])
def test_a_killed_import_is_completed_by_repeating_it(start, export, posts):
    process = start()
    wait_for_posts(posts, process)
    process.kill()
    process.wait()
    stored = Post.objects.annotate(rows=Count("comments")).values_list("rows", "comment_count")
    assert posts <= len(stored) < POSTS
    assert set(stored) == {(COMMENTS, COMMENTS)}
    call_command("check_threads")
    call_command("import_wordpress", str(export))
    assert_all_is_there_once()


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
