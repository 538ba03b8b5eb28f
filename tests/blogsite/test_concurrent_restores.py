"""Backups, restores and migrations at the same time; restores that are killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from comments.models import Comment
from comments.tree_check import audit
from posts.models import Post
from tests.cast import a_comment, a_post
from tests.restores import (
    Site,
    await_that,
    has_begun,
    has_new_media,
    killed_after,
    restored_at_once,
    seconds_of_a_restore,
    started_restore,
)
from tests.site_server import ROOT, TIMEOUT_SECONDS, free_port

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("postgresql_tools"),
]

BACKED_UP = (["There before."], "a picture", [])
CHANGED = (["Came since.", "There before."], "another", [])


@pytest.fixture
def site(loaded_site):
    """The site of the tests, for processes of its own."""
    return Site(loaded_site.url, loaded_site.var, loaded_site)


@pytest.fixture
def backup(site, tmp_path):
    """A backup, from which the site differs by now."""
    a_comment(a_post(), "There before.")
    picture(site).write_text("a picture")
    return backed_up(tmp_path / "backups", site)


def backed_up(folder, site) -> Path:
    call_command("backup", str(folder))
    change(site)
    return next(folder.glob("soundoff-*.tar"))


def picture(site) -> Path:
    return site.var / "media" / "frost.webp"


def change(site):
    a_comment(Post.objects.get(), "Came since.")
    picture(site).write_text("another")
    connection.close()  # a restore refuses to replace a SQLite file that is in use


def contents(site):
    connection.close()  # a restore has made the tables again
    bodies = sorted(Comment.objects.values_list("body", flat=True))
    state = (bodies, picture(site).read_text(), list(audit(repair=False)))
    connection.close()
    return state


def test_two_restores_at_once_leave_one_whole_site(site, backup):
    for _ in range(2):
        ends = restored_at_once(site, backup)
        assert 0 in [status for status, _ in ends], ends
        for status, complaint in ends:
            assert complaint.count("\n") == status, complaint
        assert contents(site) == BACKED_UP
        assert site.leftovers() == []
        change(site)


@pytest.mark.parametrize("command", ["restore", "backup"])
def test_a_command_beside_a_restore_stops_in_one_line(site, backup, command, tmp_path):
    words = {"restore": ["restore", backup, "--yes"], "backup": ["backup", tmp_path / "backups"]}
    with started_restore(site, backup) as first:
        first.send_signal(signal.SIGSTOP)
        second = site.start(*words[command])
        (line,) = second.communicate(timeout=TIMEOUT_SECONDS)[1].splitlines()
        first.send_signal(signal.SIGCONT)
        assert first.wait(TIMEOUT_SECONDS) == 0
    assert second.returncode == 1
    assert "A restore has been running since 20" in line and "UTC" in line
    assert contents(site) == BACKED_UP
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_a_migration_waits_for_the_restore_that_is_running(site, backup):
    with started_restore(site, backup) as restore:
        restore.send_signal(signal.SIGSTOP)
        migration = site.start("migrate")
        assert "A restore has been running since" in migration.stderr.readline()
        assert migration.poll() is None
        restore.send_signal(signal.SIGCONT)
        complaint = restore.communicate(timeout=TIMEOUT_SECONDS)[1]
        assert restore.returncode == 0, complaint
    out, complaints = migration.communicate(timeout=TIMEOUT_SECONDS)
    assert (migration.returncode, complaints) == (0, ""), complaints
    assert "Running migrations" in out
    assert contents(site) == BACKED_UP


def test_a_restore_killed_at_any_moment_is_finished_or_undone(site, backup):
    seconds = seconds_of_a_restore(site, backup)
    change(site)
    for moment in (0.3, 0.9):
        killed_after(site, backup, moment * seconds)
        site.run("migrate", "--verbosity=0")
        assert contents(site) in (BACKED_UP, CHANGED)
        assert site.leftovers() == []
    site.run("restore", backup, "--yes")
    assert contents(site) == BACKED_UP


def killed_with_the_new_media_in_place(site, backup):
    with started_restore(site, backup) as restore:
        await_that(has_new_media(site.var), restore)
        restore.kill()
        restore.wait()


@pytest.mark.parametrize("next_command", ["migrate", "backup", "restore"])
def test_a_half_finished_restore_is_settled_by_the_next_command(
    site, backup, tmp_path, next_command
):
    killed_with_the_new_media_in_place(site, backup)
    words = {
        "migrate": ["migrate", "--verbosity=0"],
        "backup": ["backup", tmp_path / "more"],
        "restore": ["restore", backup, "--yes"],
    }
    site.run(*words[next_command])
    possible = [BACKED_UP] if next_command == "restore" else [BACKED_UP, CHANGED]
    assert contents(site) in possible
    assert site.leftovers() == []


@pytest.mark.parametrize(("end", "state"), [("undone", CHANGED), ("finished", BACKED_UP)])
def test_a_restore_killed_in_the_database_is_undone_or_finished(site, tmp_path, end, state):
    a_comment(a_post(), "There before.")
    picture(site).write_text("a picture")
    last_moment = {"sqlite": killed_at_the_rename, "postgresql": killed_at_the_commit}
    last_moment[connection.vendor](site, tmp_path / "backups", end)
    site.run("migrate", "--verbosity=0")
    assert contents(site) == state
    assert site.leftovers() == []


def killed_at_the_rename(site, folder, end):
    """Kill a restore before or after SQLite's file changes, the new media being in place."""
    backup = backed_up(folder, site)
    database = Path(connection.settings_dict["NAME"])
    if end == "finished":
        with started_restore(site, backup) as restore:
            await_that(has_new_media(site.var), restore)
            await_that(lambda: not any(database.parent.glob("*.restore-*")), restore)
        return
    with connection.cursor() as cursor:  # somebody reads: it waits a second before it gives up
        cursor.execute("BEGIN")
        cursor.execute("SELECT count(*) FROM comments_comment")
        cursor.fetchall()
        killed_with_the_new_media_in_place(site, backup)
        assert picture(site).read_text() == "a picture"
    connection.close()


SLOW_COMMIT = """
    CREATE FUNCTION slow_commit() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_sleep(3); {then}; RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON blogsite_restore
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow_commit();
"""


def killed_at_the_commit(site, folder, end):
    """Kill a restore while PostgreSQL commits it, which takes long and may fail."""
    then = {"undone": "RAISE 'no room'", "finished": "PERFORM 1"}[end]
    with connection.cursor() as cursor:
        cursor.execute(SLOW_COMMIT.format(then=then))
    backup = backed_up(folder, site)
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION slow_commit CASCADE")
    with started_restore(site, backup) as restore:
        await_that(is_committing, restore)


def is_committing() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
            " AND datname = current_database()"  # other processes test on the same server
        )
        return bool(cursor.fetchall())


@pytest.fixture(autouse=True)
def no_slow_commit():
    """A restored database may bring the function with it."""
    yield
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION IF EXISTS slow_commit CASCADE")


def test_a_site_is_not_served_before_a_killed_restore_is_settled(site, backup):
    killed_with_the_new_media_in_place(site, backup)
    server = subprocess.run(
        [sys.executable, "-m", "blogsite.serving"],
        cwd=ROOT,
        env=site.environment | {"PORT": str(free_port())},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )
    (line,) = server.stderr.splitlines()
    assert server.returncode == 1
    assert "stopped half-way" in line and "manage.py migrate" in line
    site.run("migrate", "--verbosity=0")
    assert site.leftovers() == []


def test_a_restore_removes_no_files_of_another_restore(site, backup):
    others = [site.var / ".restoring-of-somebody", site.var / ".restore-of-somebody"]
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        others.append(database.with_name(f"{database.name}.restoring"))
    for folder in others:
        folder.mkdir()
        (folder / "draft").write_text("their work")
    site.run("restore", backup, "--yes")
    assert contents(site) == BACKED_UP
    assert [(folder / "draft").read_text() for folder in others] == ["their work"] * len(others)
    for folder in others:  # beside the database of other tests
        shutil.rmtree(folder)


def test_the_next_backup_removes_what_a_killed_one_left(site, backup, tmp_path):
    folder = tmp_path / "backups"
    killed = site.start("backup", folder)
    await_that(lambda: has_begun(site.var)() and any(folder.glob(".*/database")), killed)
    killed.kill()
    killed.communicate()
    time.sleep(1)  # the next has another name
    site.run("backup", folder)
    assert len(list(folder.iterdir())) == 2
    assert [path for path in folder.iterdir() if path.suffix != ".tar"] == []
    assert site.leftovers() == []


def test_an_unfinished_restore_into_another_database_is_named(site, backup, tmp_path):
    killed_with_the_new_media_in_place(site, backup)
    other = Site(f"sqlite:///{tmp_path}/other.sqlite3", site.var)
    command = other.start("backup", tmp_path / "more")
    (line,) = command.communicate(timeout=TIMEOUT_SECONDS)[1].splitlines()
    assert command.returncode == 1
    assert "stopped half-way" in line and os.path.basename(site.url) in line
    site.run("migrate", "--verbosity=0")
    assert site.leftovers() == []
