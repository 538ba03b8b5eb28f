"""What commands say on a database that is not ready, and whom a restore asks."""

import pytest
from django.db import connection

from comments.models import Comment
from tests.cast import a_comment, a_post
from tests.commands import manage

pytestmark = pytest.mark.usefixtures("postgresql_tools")

SAMPLE = "fixtures/sample.wxr.xml"


@pytest.fixture(autouse=True)
def own_files(monkeypatch, tmp_path):
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))


@pytest.mark.parametrize(
    "words",
    [
        ("import_wordpress", SAMPLE),
        ("import_wordpress", SAMPLE, "--dry-run"),
        ("backup", "{home}/backups"),
        ("check_threads",),
        ("forget",),
        ("resanitize_comments",),
        ("send_mail",),
        ("mail_bounced", "rosa@mail.example"),
    ],
    ids=" ".join,
)
def test_without_tables_a_command_says_what_to_run_first(bare_database_url, tmp_path, words):
    told = manage(bare_database_url, *(word.format(home=tmp_path) for word in words))
    assert told.returncode == 1
    last = told.stderr.splitlines()[-1]
    assert "no tables" in last and "run `manage.py migrate` first" in last
    assert "Whole posts were stored" not in told.stderr and "Traceback" not in told.stderr
    assert not list(tmp_path.glob("backups/*"))


@pytest.fixture
def backup(database_url, tmp_path):
    """A backup of a post with one comment, to which another came since."""
    a_comment(a_post(), "Frost.")
    made = manage(database_url, "backup", tmp_path / "backups")
    assert made.returncode == 0, made.stderr
    a_comment(a_post(), "Thaw.")
    connection.close()  # a restore refuses to take a SQLite file out of anybody's hands
    return next((tmp_path / "backups").glob("*.tar"))


def bodies():
    connection.close()  # a restore has made the tables anew
    return sorted(Comment.objects.values_list("body", flat=True))


@pytest.mark.parametrize(("typed", "left"), [("yes\n", 1), ("no\n", 2)])
def test_whoever_restores_is_told_which_database_is_replaced(database_url, backup, typed, left):
    told = manage(database_url, "restore", backup, typed=typed)
    assert database_name() in told.stdout and connection.vendor in told.stdout.lower()
    assert (told.returncode == 0) == (left == 1), told.stderr
    assert len(bodies()) == left


def test_a_backup_can_be_tried_in_an_empty_database_beside_the_site(backup, bare_database_url):
    told = manage(bare_database_url, "restore", backup, "--yes")
    assert told.returncode == 0 and "Restored" in told.stdout, told.stderr
    checked = manage(bare_database_url, "check_threads")
    assert checked.returncode == 0, checked.stdout
    assert bodies() == ["Frost.", "Thaw."]


def database_name():
    return connection.settings_dict["NAME"]


AWAY = "postgresql://somebody:a-secret@127.0.0.1:1/blog"


@pytest.mark.parametrize(
    "words",
    [
        ("migrate",),
        ("check_threads",),
        ("import_wordpress", SAMPLE, "--dry-run"),
        ("demo", "--port", "0"),
        ("backup", "{home}/backups"),
    ],
    ids=" ".join,
)
def test_a_database_that_is_away_is_told_in_one_line_and_its_password_not_at_all(tmp_path, words):
    told = manage(AWAY, *(word.format(home=tmp_path) for word in words))
    assert told.returncode == 1
    (last,) = told.stderr.splitlines()
    assert "127.0.0.1" in last and "database stopped" in last and "were stored" not in last
    assert "a-secret" not in told.stdout + last


def test_whoever_is_asked_about_a_restore_does_not_read_the_password(backup):
    told = manage(AWAY, "restore", backup, typed="no\n")
    assert "blog at 127.0.0.1" in told.stdout and "a-secret" not in told.stdout + told.stderr


def test_nobody_is_asked_to_replace_everything_by_what_is_no_backup(database_url, tmp_path):
    told = manage(database_url, "restore", tmp_path / "nothing.tar", typed="yes\n")
    assert told.returncode == 1 and not told.stdout and "is no backup" in told.stderr


def test_without_anybody_to_ask_a_restore_names_the_word_that_it_needs(database_url, backup):
    told = manage(database_url, "restore", backup)
    (last,) = told.stderr.splitlines()
    assert told.returncode == 1 and "--yes" in last and database_name() in last
    assert bodies() == ["Frost.", "Thaw."]


def test_a_backup_goes_into_a_database_without_tables(bare_database_url, backup, tmp_path):
    told = manage(bare_database_url, "restore", backup, "--yes")
    assert told.returncode == 0, told.stderr
    assert manage(bare_database_url, "check_threads").returncode == 0
