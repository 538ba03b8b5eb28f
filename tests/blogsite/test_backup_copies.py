"""Backups with pictures in a bucket, and copies of backups elsewhere, which are read back."""

import io
import os
import subprocess
import tarfile
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.utils import timezone
from pyrage import x25519

from blogsite import backup_copy_settings
from blogsite.backup.encryption import encrypt, opened
from blogsite.models import BackupCopy
from comments.models import Comment
from posts.models import Image
from tests.blogsite.test_metrics import figure
from tests.cast import a_comment, a_post, an_owner, edda
from tests.object_store import a_bucket, client_at, names_in, store_pictures_in, without_server
from tests.posts.pictures import painted
from tests.site_server import ROOT, TIMEOUT_SECONDS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("postgresql_tools"),
]

COPYING = 'cp "$1" {folder} && sha256sum {folder}/"$(basename "$1")"'


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path / "var" / "media")
    return Path(settings.MEDIA_ROOT)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


def made(folder, **options):
    """Make a backup; return its path, and what the command printed."""
    output = io.StringIO()
    call_command("backup", str(folder), stdout=output, **options)
    return max(folder.glob("soundoff-*.tar")), output.getvalue()


def restored(path, **options) -> str:
    """Restore a backup; return what the command complained about."""
    complaints = io.StringIO()
    call_command("restore", str(path), "--yes", stdout=io.StringIO(), stderr=complaints, **options)
    return complaints.getvalue()


def pictures_in(path) -> list[str]:
    with tarfile.open(path) as tar:
        return [name for name in tar.getnames() if name.startswith("media/")]


def copied_by(script, folder, settings):
    """Let a script copy backups; its `folder` is where the copies are."""
    folder.mkdir(exist_ok=True)
    settings.BACKUP_COPY_TO = ["sh", "-c", script.format(folder=folder), "copy"]


@pytest.mark.one_database
def test_a_backup_takes_pictures_out_of_a_bucket_if_asked(bucket, folder, settings, media):
    image = Image.objects.store(painted(size=(420, 250)), alt="A grey morning")
    stored = names_in(bucket)
    bare, output = made(folder)
    assert "It holds no pictures" in output and bucket.name in output and not pictures_in(bare)
    whole, output = made(folder, with_pictures=True)
    assert "no pictures" not in output and len(pictures_in(whole)) == len(image.file_names)

    for key in stored[1:]:
        client_at(bucket).delete_object(Bucket=bucket.name, Key=key)
    complaint = restored(bare)
    assert f"{len(stored) - 1} files of pictures are not in {bucket}" in complaint
    assert Image.objects.count() == 1
    assert restored(whole) == "" and names_in(bucket) == stored

    with_folder = settings.STORAGES["default"]
    store_pictures_in(settings, None)
    assert restored(whole) == ""
    assert sorted(path.name for path in (media / "images").iterdir()) == [
        Path(name).name for name in stored
    ]
    assert "files of pictures" not in restored(bare)  # which leaves the folder as it is
    settings.STORAGES = settings.STORAGES | {"default": with_folder}


def test_a_copy_in_a_bucket_is_encrypted_and_can_be_restored(store, folder, settings, tmp_path):
    secret, bucket = x25519.Identity.generate(), a_bucket(store, folder="copies")
    settings.BACKUP_COPY_TO, settings.BACKUP_COPY_KEY = bucket, [str(secret.to_public())]
    others = ["copies/another-site/soundoff-29990101T000000Z.tar", "copies/notes.txt"]
    for old in ("copies/soundoff-20200101T000000Z.tar.age", *others):
        client_at(bucket).put_object(Bucket=bucket.name, Key=old, Body=b"old")
    comment = a_comment(a_post(), "Zq, as it was.")
    path, output = made(folder)
    assert "read back" in output and list(folder.iterdir()) == [path]
    assert names_in(bucket) == [*others, f"copies/{path.name}.age"]
    assert BackupCopy.objects.newest_verified().backup == path.name

    path.unlink()
    Comment.objects.update(body="Changed.")
    fetched = io.StringIO()
    call_command("fetch_backup", str(tmp_path / "fetched"), stdout=fetched)
    copy = Path(fetched.getvalue().strip())
    assert copy.read_bytes().startswith(b"age-encryption.org/v1\n")
    (tmp_path / "other").write_text(f"# another\n{x25519.Identity.generate()}\n")
    (tmp_path / "key").write_text(f"# created: today\n# public key: …\n{secret}\n")
    (tmp_path / "image").write_bytes(b"\xff\xd8\xff")
    for key, problem in (
        (None, "--key names"),
        ("other", "does not open"),
        ("gone", "No such file"),
        ("image", "holds no secret key"),
    ):
        with pytest.raises(CommandError, match=problem):
            restored(copy, key=key and tmp_path / key)
    with pytest.raises(CommandError, match="no such file"):
        call_command("fetch_backup", str(copy.parent), name=f"{path.name}.gone")
    with opened(copy, tmp_path / "key") as content:
        assert tarfile.is_tarfile(content)
        assert list(copy.parent.iterdir()) == [copy], "a killed process would leave more"
    restored(copy, key=tmp_path / "key")
    comment.refresh_from_db()
    assert comment.body == "Zq, as it was." and list(copy.parent.iterdir()) == [copy]


def test_what_a_later_encrypted_copy_lists_as_erased_is_erased_again(folder, tmp_path):
    secret, comment = x25519.Identity.generate(), a_comment(a_post(), "Zq, as it was.")
    (tmp_path / "key").write_text(f"{secret}\n")
    first, _ = made(folder)
    yesterday = timezone.now() - timedelta(days=1)
    first = first.rename(folder / f"soundoff-{yesterday:%Y%m%dT%H%M%SZ}.tar")
    comment.erase()
    later, _ = made(folder)
    encrypt(later, later.with_name(f"{later.name}.age"), [str(secret.to_public())])
    later.unlink()
    Comment.objects.update(erased=None)  # as on a new machine, which knows of no erasure

    with pytest.raises(CommandError, match="is encrypted: --key .* --without-later"):
        restored(first)
    restored(first, key=tmp_path / "key")
    comment.refresh_from_db()
    assert comment.erased and comment.body == ""
    assert len(list(folder.iterdir())) == 2


def test_a_trial_restores_the_newest_backup_and_leaves_nothing(
    folder, worker_database_url, bare_database_url, vendor
):
    a_comment(a_post(), "Zq, as it was.")
    path, _output = made(folder)
    settings = {"BACKUPS": str(folder), "DATABASE_URL": worker_database_url}
    process = subprocess.run(
        [ROOT / "deploy" / "trial-restore"],
        env=os.environ | settings | {"TRIAL_DATABASE_URL": bare_database_url},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )
    assert process.stdout == f"{path.name} can be restored. Nothing was changed.\n", process.stderr
    if vendor == "postgresql":
        with psycopg.connect(bare_database_url) as database:
            assert (
                database.execute("SELECT FROM pg_class WHERE relname = 'posts_post'").rowcount == 0
            )


def test_a_trial_changes_nothing_and_refuses_a_damaged_backup(folder, vendor):
    comment = a_comment(a_post(), "Zq, as it was.")
    path, _output = made(folder)
    comment.edit("Zq, as it is.")
    if vendor == "sqlite":
        call_command("restore", str(path), "--trial")
    content = path.read_bytes()
    path.write_bytes(content.replace(b"Zq, as it was.", b"Xq, as it was."))
    problem = "empty database" if vendor == "postgresql" else "damaged"
    with pytest.raises(CommandError, match=problem):
        call_command("restore", str(path), "--trial")
    comment.refresh_from_db()
    assert comment.body == "Zq, as it is."


FAULTS = {
    "exit 3": "ended with 3: it says nothing",
    "echo No route to host >&2; exit 1": "ended with 1: No route to host",
    'cp "$1" {folder}': "printed no SHA-256",
    "echo $(printf x | sha256sum)": "is not what was sent",
    "sleep 60": "took too long",
    "exit 137": "ended with 137",
}


@pytest.mark.one_database
@pytest.mark.parametrize("script", [*FAULTS, "a store that is away"])
def test_a_copy_that_was_not_read_back_whole_is_no_copy(
    folder, settings, script, store, tmp_path, monkeypatch
):
    if script == "sleep 60":
        monkeypatch.setattr("blogsite.backup.copy_targets.MAX_COMMAND_SECONDS", 0.1)
    if script in FAULTS:
        copied_by(script, tmp_path / "elsewhere", settings)
    else:
        settings.BACKUP_COPY_TO = without_server(a_bucket(store))
    problem = FAULTS.get(script, "does not answer")
    with pytest.raises(CommandError, match=problem):
        made(folder)
    assert len(list(folder.glob("*.tar"))) == 1
    assert problem in BackupCopy.objects.get().problem
    assert BackupCopy.objects.newest_verified() is None


@pytest.mark.one_database
def test_a_command_copies_a_backup_and_says_what_it_has_read_back(folder, settings, tmp_path):
    copied_by(COPYING, tmp_path / "elsewhere", settings)
    path, output = made(folder)
    assert "Copied to the command sh and read back" in output
    assert (tmp_path / "elsewhere" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.one_database
def test_the_desk_and_the_metrics_say_when_copies_of_backups_are_overdue(client, settings):
    settings.METRICS_TOKEN = "token"

    def warns(by):
        client.force_login(by)
        return "good copy elsewhere" in client.get("/admin/").text

    def moment():
        metrics = client.get("/metrics", headers={"Authorization": "Bearer token"}).text
        return figure(metrics, "soundoff_backup_copy_timestamp_seconds")

    owner, now = an_owner(), timezone.now()
    assert not warns(owner) and moment() is None
    settings.BACKUP_COPY_TO = ["copy"]
    assert warns(owner) and not warns(edda()) and moment() == 0
    copy = BackupCopy.objects.create(started=now - timedelta(hours=25), verified=now)
    BackupCopy.objects.create(started=now, problem="No route to host")
    assert not warns(owner) and moment() == pytest.approx(copy.started.timestamp())
    BackupCopy.objects.update(started=now - timedelta(hours=27))
    assert warns(owner)


@pytest.mark.one_database
@pytest.mark.parametrize("written", ["http://store.example", "copy 'it", "s3://", "s3://K@copies"])
def test_a_place_for_copies_that_is_none_is_refused(written):
    with pytest.raises(ImproperlyConfigured, match="BACKUP_COPY_TO"):
        backup_copy_settings.target({"BACKUP_COPY_TO": written})


@pytest.mark.one_database
@pytest.mark.parametrize("written", ["age1none", "AGE-SECRET-KEY-1QQQ", "secret"])
def test_a_key_that_is_no_public_key_of_age_is_refused(written):
    with pytest.raises(ImproperlyConfigured, match="BACKUP_COPY_KEY"):
        backup_copy_settings.public_keys({"BACKUP_COPY_KEY": written})
