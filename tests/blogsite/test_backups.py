"""A backup holds the site as it was; what was erased later stays erased."""

import stat
import subprocess
import tarfile
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.cache import caches as shared
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Mailbox, Message
from blogsite.shared_cache import caches
from comments.models import Comment
from comments.tree_check import audit
from moderation.models import Decision, ReportContents
from posts.models import Follow, Post
from tests.accounts.outbox import make_due
from tests.cache_server import MISSING, cache_server, server_path
from tests.cast import a_comment, a_post, bob, mona
from tests.missing_programs import skip_or_fail
from tests.moderation.deciding import a_report, a_rule

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("postgresql_tools"),
]

TREE = ("pk", "parent_id", "tree_id", "lft", "rght", "level", "body", "status", "number")


@pytest.fixture
def folder(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path / "var" / "media")
    return tmp_path / "backups"


def made(folder) -> Path:
    call_command("backup", str(folder))
    return max(folder.glob("soundoff-*.tar"))


def tree():
    return list(Comment.objects.order_by("pk").values_list(*TREE))


def test_a_restore_brings_back_exactly_what_was_backed_up(folder, settings):
    post = a_post()
    first = a_comment(post)
    answers = [a_comment(post, f"Answer {n}.", parent=first, by=bob()) for n in range(5)]
    Decision.objects.take("remove", answers[0], by=mona(), ground=a_rule())
    picture = Path(settings.MEDIA_ROOT) / "images" / "frost.webp"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"a picture")
    before, backup = tree(), made(folder)

    a_comment(post, "Written later.", parent=first)
    a_post()
    answers[1].remove()
    picture.write_bytes(b"another")
    (picture.parent / "later.webp").write_bytes(b"later")
    call_command("restore", str(backup), "--yes")

    assert tree() == before
    assert list(audit(repair=False)) == []
    assert (Post.objects.count(), Decision.objects.count()) == (1, 1)
    assert [path.name for path in picture.parent.iterdir()] == ["frost.webp"]
    assert picture.read_bytes() == b"a picture"
    assert a_comment(post, "And on it goes.").pk > max(row[0] for row in before)


@pytest.mark.parametrize("remembered_by", ["the database", "a later backup"])
def test_text_erased_after_a_backup_stays_erased_after_a_restore(folder, remembered_by):
    comment = a_comment(a_post(), "My address is 3 Hill Road.", email="w@mail.example")
    report = a_report(a_comment(comment.post), note="I know him.", email="r@mail.example")
    backup = made(folder)
    comment.erase()
    report.contents.erase()
    if remembered_by == "a later backup":
        earlier = timezone.now() - timedelta(days=1)
        backup = backup.rename(folder / f"soundoff-{earlier:%Y%m%dT%H%M%SZ}.tar")
        made(folder)
        Comment.objects.update(erased=None)
        ReportContents.objects.update(erased=None)
    call_command("restore", str(backup), "--yes")
    comment.refresh_from_db()
    assert (comment.body, comment.name, comment.email, bool(comment.erased)) == ("", "", "", True)
    contents = ReportContents.objects.get(report=report)
    assert (contents.note, contents.email, bool(contents.erased)) == ("", "", True)


@pytest.mark.parametrize("is_stored_in", ["the database", "a later backup"])
def test_mail_stopped_after_a_backup_stays_stopped(folder, is_stored_in):
    Mailbox.objects.for_email("rosa@mail.example").confirm()
    backup = made(folder)
    for email in ("rosa@mail.example", "new@mail.example"):
        Mailbox.objects.for_email(email).stop()
    if is_stored_in == "a later backup":
        earlier = timezone.now() - timedelta(days=1)
        backup = backup.rename(folder / f"soundoff-{earlier:%Y%m%dT%H%M%SZ}.tar")
        made(folder)
        Mailbox.objects.all().delete()
    call_command("restore", str(backup), "--yes")
    assert Mailbox.objects.for_email("rosa@mail.example").is_unsubscribed
    assert Mailbox.objects.for_email("new@mail.example").is_unsubscribed


def test_mail_sent_after_a_backup_is_not_sent_again(folder, settings):
    settings.SERVING = True
    for _ in range(2):
        Decision.objects.take("remove", a_comment(a_post()), by=mona(), ground=a_rule())
    backup = made(folder)
    first = Message.objects.order_by("pk").first()
    Message.objects.filter(pk=first.pk).update(send_after=timezone.now())
    call_command("send_mail")
    call_command("restore", str(backup), "--yes")
    make_due()
    call_command("send_mail")
    assert len(mail.outbox) == 2
    assert set(Message.objects.values_list("status", flat=True)) == {"sent"}


def test_a_post_announced_after_a_backup_is_not_announced_again(folder, settings):
    settings.SERVING = True
    Follow.objects.start(None, user=bob())
    a_post()
    backup = made(folder)
    for _ in range(2):  # the first announces it
        call_command("send_mail")
        make_due()
    call_command("restore", str(backup), "--yes")
    for _ in range(2):
        call_command("send_mail")
        make_due()
    assert len(mail.outbox) == 1


@pytest.mark.one_database
def test_a_restore_clears_the_cached_pages(folder, settings, tmp_path):
    if server_path() is None:
        skip_or_fail(MISSING)
    with cache_server(tmp_path) as url:
        settings.CACHES = caches(url)
        backup = made(folder)
        shared["pages"].set("an-address", b"drawn from a version that comes again", 600)
        call_command("restore", str(backup), "--yes")
        assert shared["pages"].get("an-address") is None


def test_only_its_owner_can_read_a_backup_and_no_part_file_stays(folder):
    backup = made(folder)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert list(folder.iterdir()) == [backup]
    with tarfile.open(backup) as tar:
        assert {"about.json", "database"} <= set(tar.getnames())


@pytest.mark.one_database
def test_backups_older_than_thirty_days_are_deleted(folder):
    folder.mkdir()
    (folder / "soundoff-20200101T000000Z.tar").write_text("old")
    (folder / "notes.tar").write_text("not ours")
    backup = made(folder)
    assert sorted(path.name for path in folder.iterdir()) == sorted(["notes.tar", backup.name])


@pytest.mark.one_database
@pytest.mark.parametrize("content", [b"", b"no tar at all"])
def test_a_file_that_is_no_backup_replaces_nothing(folder, tmp_path, content):
    comment = a_comment(a_post())
    file = tmp_path / "soundoff-x.tar"
    file.write_bytes(content)
    with pytest.raises(CommandError, match="is no backup"):
        call_command("restore", str(file), "--yes")
    assert list(Comment.objects.all()) == [comment]


def test_a_backup_made_while_people_write_can_be_restored(folder):
    post, over = a_post(), threading.Event()

    def write():
        while not over.is_set():
            a_comment(post, "Meanwhile.")
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        backups = [made(folder / str(number)) for number in range(4)]
    finally:
        over.set()
        writer.join()
    for backup in backups:
        call_command("restore", str(backup), "--yes")
    assert list(audit(repair=False)) == []


def test_erased_text_is_not_in_a_backup_of_the_next_day(folder):
    post = a_post()
    comment = a_comment(post, "Zqbody was first.", name="Zqname", email="zqmail@mail.example")
    a_comment(post, "Another.")
    comment.edit("Zqedited it was then.")
    comment.erase()
    call_command("forget")
    contents = stored_in(made(folder)).lower()
    assert b"another." in contents
    for word in (b"zqbody", b"zqname", b"zqmail", b"zqedited"):
        assert word not in contents


def stored_in(backup) -> bytes:
    """Return what a backup says of the database, unpacked."""
    with tarfile.open(backup) as tar:
        tar.extract("database", backup.parent, filter="data")
    database = backup.parent / "database"
    if connection.vendor == "sqlite":
        return database.read_bytes()
    return subprocess.run(
        ["pg_restore", "--file=-", database], capture_output=True, check=True
    ).stdout
