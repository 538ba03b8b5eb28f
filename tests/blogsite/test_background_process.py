"""Long tasks run in a process that the server starts for them and that then ends."""

import re
import signal
import time

import psutil
import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from comments.models import Comment
from moderation.models import Batch
from tests.cast import a_comment, a_post, mona
from tests.commands import manage
from tests.site_server import TIMEOUT_SECONDS, small_site

PREVIEW = "/admin/moderation/heldcomment/bulk/"


@pytest.fixture
def start_site(database_url, tmp_path):
    """Return a function that runs a site with a folder of its own."""

    def start():
        return small_site(database_url, tmp_path / "log", VAR_DIR=str(tmp_path))

    return start


def hold(number):
    post = a_post()
    for index in range(number):
        a_comment(post, f"Comment {index}.", status="held")


def begin_batch(site):
    """Let a moderator reject all held comments as spam, and leave the page."""
    client = Client()
    client.force_login(mona())
    moderator = site.browser()
    moderator.cookies["sessionid"] = client.cookies["sessionid"].value
    page = moderator.open(PREVIEW).text
    before = re.search(r'name="before" value="([^"]*)"', page)[1]
    assert moderator.post(PREVIEW, action="spam", before=before).status == 302


def wait_until(is_true):
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not (value := is_true()):
        assert time.monotonic() < deadline, list(DBTaskResult.objects.values())
        time.sleep(0.05)
    return value


def work_process(tmp_path):
    """Return the process that runs tasks with this folder, or None."""
    for process in psutil.process_iter(["cmdline", "environ"]):
        environment = process.info["environ"] or {}
        is_worker = "run_tasks" in (process.info["cmdline"] or [])
        if is_worker and environment.get("VAR_DIR") == str(tmp_path):
            return process
    return None


def undecided():
    return Comment.objects.filter(status="held").count()


def test_a_batch_continues_when_its_page_is_closed(start_site, tmp_path):
    hold(60)
    with start_site() as site:
        begin_batch(site)
        wait_until(lambda: undecided() == 0)
        assert Batch.objects.get().progress["decided"] == 60
        wait_until(lambda: work_process(tmp_path) is None)
        wait_until(lambda: DBTaskResult.objects.get().status == "SUCCESSFUL")
        assert site.answers("/readyz")


def test_a_batch_whose_process_was_killed_is_finished_after_a_restart(start_site, tmp_path):
    hold(100)
    with start_site() as site:
        begin_batch(site)
        process = wait_until(lambda: work_process(tmp_path))
        wait_until(lambda: undecided() < 100)
        process.send_signal(signal.SIGKILL)
        wait_until(lambda: work_process(tmp_path) is None)
    assert 0 < undecided() < 100
    with start_site():
        wait_until(lambda: undecided() == 0)
    assert Batch.objects.get().progress["decided"] == 100


@pytest.mark.one_database  # it is about processes
@pytest.mark.parametrize("is_at_work", [False, True])
def test_the_background_process_ends_with_the_server(start_site, tmp_path, is_at_work):
    hold(100)
    with start_site() as site:
        begin_batch(site)
        process = wait_until(lambda: work_process(tmp_path))
        if is_at_work:
            wait_until(lambda: undecided() < 100)
            process.suspend()  # it has some seconds to finish, and would decide on all of them
    wait_until(lambda: not process.is_running())
    assert undecided() > 0


def test_two_processes_at_once_do_each_task_once(start_site, tmp_path, database_url):
    hold(40)
    with start_site() as site:
        begin_batch(site)
        environment = {"SERVING": "true", "VAR_DIR": str(tmp_path)}
        assert manage(database_url, "run_tasks", **environment).returncode == 0
        wait_until(lambda: undecided() == 0)
    assert Batch.objects.get().decisions.count() == 40
