"""Commands on a database that is not ready, and what a restore asks first."""

import pytest
from django.core.management import call_command
from django.db import connection

from comments.models import Comment
from tests.cast import a_comment, a_post
from tests.commands import manage, manage_in_turn

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("postgresql_tools")]

SAMPLE = "fixtures/sample.wxr.xml"


@pytest.fixture(autouse=True)
def own_files(monkeypatch, tmp_path):
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))


def test_a_command_on_an_empty_database_says_what_to_run_first(bare_database_url, tmp_path):
    commands = [
        ("import_wordpress", SAMPLE),
        ("import_wordpress", SAMPLE, "--dry-run"),
        ("backup", tmp_path / "backups"),
        ("export_jsonl", tmp_path / "blog.jsonl"),
        ("export_wordpress", tmp_path / "blog.xml"),
        ("check_threads",),
        ("forget",),
        ("resanitize_comments",),
        ("send_mail",),
        ("notify_staff",),
        ("mail_bounced", "rosa@mail.example"),
    ]
    for process in manage_in_turn(bare_database_url, commands):
        last = process.stderr.splitlines()[-1]
        assert process.returncode == 1, process
        assert "no tables" in last and "run `manage.py migrate` first" in last, process
        assert "Whole posts were stored" not in process.stderr, process
        assert "Traceback" not in process.stderr, process
    assert not list(tmp_path.glob("backups/*")) and not list(tmp_path.glob("*blog*"))


@pytest.fixture
def backup(database_url, tmp_path, settings):
    """A backup of a post with one comment, to which another came since."""
    settings.MEDIA_ROOT = tmp_path / "var" / "media"
    settings.MEDIA_ROOT.mkdir(parents=True)
    a_comment(a_post(), "Frost.")
    call_command("backup", str(tmp_path / "backups"))
    a_comment(a_post(), "Thaw.")
    connection.close()  # a restore refuses to take a SQLite file out of anybody's hands
    return next((tmp_path / "backups").glob("*.tar"))


def bodies():
    connection.close()  # a restore has created the tables again
    return sorted(Comment.objects.values_list("body", flat=True))


@pytest.mark.parametrize(("typed", "left"), [("yes\n", 1), ("no\n", 2)])
def test_a_restore_names_the_database_it_would_replace(database_url, backup, typed, left):
    process = manage(database_url, "restore", backup, typed=typed)
    assert database_name() in process.stdout and connection.vendor in process.stdout.lower()
    assert (process.returncode == 0) == (left == 1), process.stderr
    assert len(bodies()) == left


def test_a_backup_can_be_restored_into_a_database_without_tables(backup, bare_database_url):
    commands = [("restore", backup, "--yes"), ("check_threads",)]
    restored, checked = manage_in_turn(bare_database_url, commands)
    assert restored.returncode == 0 and "Restored" in restored.stdout, restored.stderr
    assert checked.returncode == 0, checked.stdout
    assert bodies() == ["Frost.", "Thaw."]


def database_name():
    return connection.settings_dict["NAME"]


AWAY = "postgresql://somebody:a-secret@127.0.0.1:1/blog"


@pytest.mark.one_database  # it is PostgreSQL that is away, in each run
def test_an_unreachable_database_is_one_line_without_its_password(tmp_path):
    commands = [
        ("migrate",),
        ("check_threads",),
        ("import_wordpress", SAMPLE, "--dry-run"),
        ("demo", "--port", "0"),
        ("backup", tmp_path / "backups"),
    ]
    for process in manage_in_turn(AWAY, commands):
        (last,) = process.stderr.splitlines()
        assert process.returncode == 1, process
        assert "127.0.0.1" in last and "database stopped" in last and "were stored" not in last
        assert "a-secret" not in process.stdout + last


def test_the_question_of_a_restore_does_not_show_the_password(backup):
    process = manage(AWAY, "restore", backup, typed="no\n")
    assert "blog at 127.0.0.1" in process.stdout
    assert "a-secret" not in process.stdout + process.stderr


def test_a_file_that_is_no_backup_is_refused_before_the_question(database_url, tmp_path):
    process = manage(database_url, "restore", tmp_path / "nothing.tar", typed="yes\n")
    assert process.returncode == 1 and not process.stdout and "is no backup" in process.stderr


def test_without_a_terminal_a_restore_names_the_option_it_needs(database_url, backup):
    process = manage(database_url, "restore", backup)
    (last,) = process.stderr.splitlines()
    assert process.returncode == 1 and "--yes" in last and database_name() in last
    assert bodies() == ["Frost.", "Thaw."]
