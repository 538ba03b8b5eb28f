"""A restore that is refused or killed leaves the blog as it was."""

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from comments.models import Comment
from tests.cast import a_comment, a_post
from tests.site_server import ROOT, TIMEOUT_SECONDS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("postgresql_tools"),
]


@pytest.fixture
def folder(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path / "var" / "media")
    return tmp_path / "backups"


@pytest.fixture
def picture(folder, settings):
    path = Path(settings.MEDIA_ROOT) / "frost.webp"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a picture")
    return path


def made(folder) -> Path:
    call_command("backup", str(folder))
    return max(folder.glob("soundoff-*.tar"))


def everything(settings) -> dict:
    """What there is of the blog: rows of each model, and files."""
    rows = {
        model._meta.label: sorted(model._base_manager.values_list(), key=str)
        for model in apps.get_models(include_auto_created=True)
    }
    media = Path(settings.MEDIA_ROOT)
    files = {path.name: path.read_bytes() for path in media.iterdir() if path.is_file()}
    return rows | {"media": files}


def with_rows_missing(folder):
    return described_otherwise(
        made(folder), lambda about: about["rows"].update({"comments.Comment": 7})
    )


def with_a_tree_that_is_wrong(folder):
    Comment.objects.update(lft=41)
    backup = made(folder)
    Comment.objects.update(lft=1)
    return backup


def with_other_tables(folder):
    change = "ALTER TABLE moderation_ban RENAME COLUMN {} TO {}"
    with connection.cursor() as cursor:
        cursor.execute(change.format("created", "began"))
        backup = made(folder)
        cursor.execute(change.format("began", "created"))
    return backup


def of_a_later_release(folder):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('comments', '0999_stars', CURRENT_TIMESTAMP)"
        )
        backup = made(folder)
        cursor.execute("DELETE FROM django_migrations WHERE name = '0999_stars'")
    return backup


def with_a_damaged_database(folder):
    """A backup whose database was damaged already when it was made."""
    backup = rewritten(made(folder), "database", halved)
    with tarfile.open(backup) as tar:
        digest = hashlib.file_digest(tar.extractfile("database"), "sha256").hexdigest()
    return described_otherwise(backup, lambda about: about["files"].update(database=digest))


def with_half_its_database(folder):
    return rewritten(made(folder), "database", halved)


def with_one_byte_changed(folder):
    def changed(content):
        return content[:5000] + bytes([content[5000] ^ 1]) + content[5001:]

    return rewritten(made(folder), "database", changed)


def with_another_picture(folder):
    return rewritten(made(folder), "media/frost.webp", lambda content: b"advertisement")


def with_another_description(folder):
    def changed(content):
        return content.replace(b'"comments.Comment": 1', b'"comments.Comment": 2')

    return rewritten(made(folder), "about.json", changed)


def without_its_database(folder):
    return rewritten(made(folder), "database", lambda content: None)


def made_without_a_database(folder):
    return described_otherwise(without_its_database(folder), lambda a: a["files"].pop("database"))


def without_a_picture(folder):
    return rewritten(made(folder), "media/frost.webp", lambda content: None)


def with_a_file_added(folder):
    backup = made(folder)
    with tarfile.open(backup, "a") as tar:
        member = tarfile.TarInfo("media/page.html")
        tar.addfile(member, io.BytesIO())
    return backup


def with_a_file_that_leads_out(folder):
    backup = made(folder)
    with tarfile.open(backup, "a") as tar:
        tar.addfile(tarfile.TarInfo("media/../../out.txt"), io.BytesIO())
    return backup


def halved(content):
    return content[: len(content) // 2]


def described_otherwise(backup, change):
    """Change what a backup says of itself, its checksum with it."""

    def changed(content):
        about = json.loads(content)
        change(about)
        others = {key: value for key, value in about.items() if key != "checksum"}
        digest = hashlib.sha256(json.dumps(others, sort_keys=True).encode()).hexdigest()
        return json.dumps(others | {"checksum": digest}).encode()

    return rewritten(backup, "about.json", changed)


def rewritten(backup, name, change):
    """Change one file in a backup; without it where `change` returns None."""
    with tarfile.open(backup) as tar:
        held = [(member, tar.extractfile(member)) for member in tar.getmembers()]
        held = [(member, file.read() if file else b"") for member, file in held]
    with tarfile.open(backup, "w") as tar:
        for member, content in held:
            content = change(content) if member.name == name else content
            if content is None:
                continue
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return backup


# These are refused before a database reads anything of them.
BROKEN_FILES = [
    (with_one_byte_changed, "damaged or was changed: database is not what it was"),
    (with_another_picture, "damaged or was changed: media/frost.webp is not"),
    (with_another_description, "changed after it was made: about.json is not"),
    (without_its_database, "is not whole: it lacks database"),
    (made_without_a_database, "holds no database"),
    (without_a_picture, "is not whole: it lacks media/frost.webp"),
    (with_a_file_added, "damaged or was changed: media/page.html is not"),
    (with_a_file_that_leads_out, "is damaged"),
]


@pytest.mark.parametrize(
    ("a_backup", "why"),
    [
        (with_rows_missing, "not what the backup says"),
        (with_a_tree_that_is_wrong, "threads are not whole: .*lft is 41"),
        (with_other_tables, "not those of this release .*created"),
        (of_a_later_release, "later release, which has comments.0999_stars"),
        (with_a_damaged_database, "damaged|could not read"),
        (with_half_its_database, "damaged or was changed: database is not what it was"),
        *(pytest.param(*each, marks=pytest.mark.one_database) for each in BROKEN_FILES),
    ],
)
def test_a_backup_that_is_refused_replaces_nothing(folder, settings, picture, a_backup, why):
    post = a_post()
    a_comment(post, "There before.")
    backup = a_backup(folder)
    a_comment(post, "Came since.", parent=Comment.objects.get())
    picture.write_bytes(b"another")
    before = everything(settings)
    with pytest.raises(CommandError, match=why) as refusal:
        call_command("restore", str(backup), "--yes")
    assert "\n" not in str(refusal.value)
    assert everything(settings) == before
    assert not list(picture.parent.parent.glob(".*"))
    a_comment(post, "And on it goes.")


def test_a_truncated_backup_replaces_nothing(folder, settings, picture):
    a_comment(a_post(), "There before.")
    backup = made(folder)
    content = backup.read_bytes()
    with tarfile.open(backup) as tar:
        about = tar.getmember("about.json")
    a_comment(a_post(), "Came since.")
    before = everything(settings)
    for length in (0, 100, 512, len(content) // 2, about.offset, about.offset_data + 7):
        backup.write_bytes(content[:length])
        with pytest.raises(CommandError, match="is no backup|is not whole") as refusal:
            call_command("restore", str(backup), "--yes")
        assert "\n" not in str(refusal.value)
    assert everything(settings) == before
    backup.write_bytes(content)
    call_command("restore", str(backup), "--yes")
    assert [comment.body for comment in Comment.objects.all()] == ["There before."]


def test_tables_added_by_a_later_release_are_replaced_too(folder, settings, picture):
    a_comment(a_post(), "There before.")
    backup = made(folder)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE comments_star (id bigint PRIMARY KEY,"
            " comment_id bigint REFERENCES comments_comment (id))"
        )
        cursor.execute("INSERT INTO comments_star SELECT id, id FROM comments_comment")
    call_command("restore", str(backup), "--yes")
    assert Comment.objects.get().body == "There before."
    assert "comments_star" not in connection.introspection.table_names()


def test_a_model_this_release_has_dropped_is_not_missed(folder):
    a_comment(a_post(), "There before.")
    backup = described_otherwise(
        made(folder), lambda about: about["rows"].update({"comments.Star": 7})
    )
    call_command("restore", str(backup), "--yes")
    assert Comment.objects.get().body == "There before."


@pytest.mark.one_database
def test_a_media_folder_that_is_a_symlink_stays_one(folder, settings, picture):
    media = Path(settings.MEDIA_ROOT)
    media.rename(media.parent.parent / "large-disk")
    media.symlink_to(media.parent.parent / "large-disk")
    backup = made(folder)
    picture.write_bytes(b"another")
    call_command("restore", str(backup), "--yes")
    assert media.is_symlink() and picture.read_bytes() == b"a picture"


@pytest.mark.one_database
def test_a_damaged_later_backup_is_named_with_a_way_around_it(folder):
    comment = a_comment(a_post(), "There before.")
    backup = made(folder)
    comment.erase()
    later = folder / "soundoff-29990101T000000Z.tar"
    later.write_text("torn")
    with pytest.raises(CommandError, match=f"{later.name} is no backup.* --without-later"):
        call_command("restore", str(backup), "--yes")
    comment.refresh_from_db()
    assert comment.erased
    call_command("restore", str(backup), "--yes", "--without-later")
    assert Comment.objects.get().body == ""  # the database itself knew


@pytest.mark.one_database
@pytest.mark.parametrize(
    "change", [{"erased": [3]}, {"rows": [3]}, {"rows": None}, {"erased": {"comments.Comment": 3}}]
)
def test_a_backup_of_an_earlier_version_is_not_called_damaged(folder, change):
    comment = a_comment(a_post(), "There before.")
    backup = described_otherwise(made(folder), lambda about: about.update(change))
    with pytest.raises(CommandError, match=f"{backup.name} was made by an earlier version"):
        call_command("restore", str(backup), "--yes")
    assert Comment.objects.get() == comment


def test_a_restore_that_is_killed_early_replaces_nothing(folder, settings, picture, database_url):
    post = a_post()
    a_comment(post, "There before.")
    backup = made(folder)
    a_comment(post, "Came since.")
    picture.write_bytes(b"another")
    before = everything(settings)
    connection.close()
    with waiting_restore(backup, database_url, picture.parent.parent) as restore:
        restore.kill()
        restore.wait()
    assert everything(settings) == before
    call_command("restore", str(backup), "--yes")
    assert [comment.body for comment in Comment.objects.all()] == ["There before."]
    assert picture.read_bytes() == b"a picture"
    assert not list(picture.parent.parent.glob(".*"))


@contextmanager
def waiting_restore(backup, database_url, var):
    """Return a restore that cannot finish, for somebody reads what it is to replace."""
    with transaction.atomic():
        Comment.objects.count()
        restore = subprocess.Popen(
            [sys.executable, "manage.py", "restore", str(backup), "--yes"],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": database_url, "VAR_DIR": str(var)},
            stderr=subprocess.DEVNULL,
        )
        try:
            await_the(restore)
            yield restore
        finally:
            restore.kill()
            restore.wait()


def await_the(restore):
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not is_under_way():
        assert restore.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)


def is_under_way() -> bool:
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        return any(database.parent.glob(f"{database.name}.restore-*"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks WHERE NOT granted AND database ="  # not another process's test
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return bool(cursor.fetchall())


def test_a_sqlite_file_in_use_by_a_server_is_not_replaced(folder, settings, picture):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL waits until readers are done")
    a_comment(a_post(), "There before.")
    backup = made(folder)
    a_comment(a_post(), "Came since.")
    before = everything(settings)
    with closing(connection.copy()) as reader, reader.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT count(*) FROM comments_comment")
        cursor.fetchall()
        with pytest.raises(CommandError, match="in use, so stop the site"):
            call_command("restore", str(backup), "--yes")
    assert everything(settings) == before
