"""An owner uploads an export, looks at the report of a dry run, and lets the blog move in."""

import io
import os
import zipfile
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from blogsite.backup.site_lock import import_lock
from blogsite.models import Export, Import, ImportFile, imports_folder, uploads_folder
from blogsite.move_in import running, uploads
from blogsite.tasks import run_import
from blogsite.transfer.wordpress import batches
from comments.models import Comment
from posts.models import Blog, Image, Post
from tests.blogsite.exports import a_comment, a_picture, a_post, an_export
from tests.cast import a_page, account, edda, mona
from tests.cast import a_post as a_stored_post
from tests.posts.pictures import painted

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/admin/move-in/"
EXPORT = an_export(a_post(a_comment(1, "So early."), title="The first frost")).encode()


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"


def signed_in(user):
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": "a long password"})
    return browser


@pytest.fixture
def owner(db):
    return signed_in(account("olga", "Owners"))


def begin(browser, content, name="export.xml"):
    about = {"name": name, "size": len(content), "modified": 1700000000000}
    return browser.post(f"{PATH}uploads/", about)


def send(browser, url, content, start=0):
    kind = "application/octet-stream"
    return browser.post(f"{url}?at={start}", content, content_type=kind)


def upload(browser, content=EXPORT, name="export.xml", **fields):
    """Upload a file in one part; return the page that it leads to."""
    urls = begin(browser, content, name).json()
    assert send(browser, urls["parts"], content).json() == {"received": len(content)}
    return browser.get(browser.post(urls["end"], fields).json()["page"])


def press(browser, button, **fields):
    page = f"{PATH}{Import.objects.latest('pk').pk}/"
    return browser.post(page, {"act": button, "pictures": "none"} | fields, follow=True)


def test_an_owner_uploads_looks_first_and_imports_then(owner):
    assert "Bring your blog here" in owner.get("/admin/").text
    assert "WordPress" in upload(owner).text
    page = press(owner, "check")
    assert "Would come in: 1 post, 1 comment" in page.text
    assert page.text.count("Nothing that readers can see would be lost.") == 1
    assert not Post.objects.exists()
    page = press(owner, "import")
    assert "The import is done." in page.text
    assert Client().get("/2010/07/29/the-first-frost/").status_code == 200
    report = owner.get(f"{PATH}{Import.objects.get().pk}/report/")
    assert "attachment" in report["Content-Disposition"] and "Came in: 1 post" in report.text
    assert "Bring your blog here" not in owner.get("/admin/").text


@pytest.mark.one_database
def test_a_file_arrives_in_parts_and_goes_on_after_a_broken_one(owner):
    urls = begin(owner, EXPORT).json()
    assert urls["received"] == 0
    assert send(owner, urls["parts"], EXPORT[:100]).json() == {"received": 100}
    for start, part in ((0, EXPORT[:100]), (50, b"-"), (101, b"-"), (100, EXPORT)):
        assert send(owner, urls["parts"], part, start).status_code == 409
    assert owner.get(urls["parts"]).json() == {"received": 100}
    assert "not complete" in owner.post(urls["end"]).json()["problem"]
    assert begin(owner, EXPORT).json() == urls | {"received": 100}
    assert begin(owner, EXPORT + b" ").json()["parts"] != urls["parts"]
    send(owner, urls["parts"], EXPORT[100:], 100)
    file = ImportFile.objects.get(key=urls["parts"].split("/")[-2])
    assert file.path.read_bytes() == EXPORT
    assert {path.stat().st_mode & 0o077 for path in (file.path, file.folder)} == {0}


@pytest.mark.one_database
def test_a_browser_without_scripts_sends_the_whole_file(owner):
    file = io.BytesIO(EXPORT)
    file.name = "export.xml"
    page = owner.post(f"{PATH}uploads/whole/", {"file": file}, follow=True)
    assert "Look first" in page.text and ImportFile.objects.get().path.read_bytes() == EXPORT
    assert "Choose a file first" in owner.post(f"{PATH}uploads/whole/", follow=True).text


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["../../../manage.py", "C:\\blog\\x.xml", "\u202e.xml", "."])
def test_the_name_of_an_upload_leads_nowhere_else(owner, name, tmp_path):
    upload(owner, name=name)
    file = ImportFile.objects.get()
    assert file.path.parent == uploads_folder() / str(file.key)
    assert "/" not in file.name and "\\" not in file.name and file.name.isprintable()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<!doctype html><p>Hello", "“photo.xml”: line 1: this is an HTML page, not an export"),
        (b"\xff\xd8\xff\xe0 JFIF", "“photo.xml”: line 1: this does not begin like XML"),
    ],
)
def test_a_file_that_is_no_export_is_refused_and_removed(owner, content, reason):
    page = upload(owner, content, "photo.xml")
    assert reason in page.text
    assert not Import.objects.exists() and list(uploads_folder().iterdir()) == []


def test_a_file_that_is_cut_off_is_refused_with_its_place_and_stores_nothing(owner):
    upload(owner, EXPORT[:-30])
    page = press(owner, "check")
    assert "export.xml</bdi>: line" in page.text and "cut off" in page.text
    assert 'value="import"' not in page.text
    Blog.objects.update(language="de")
    Blog.objects.current()  # this process reads the language again
    page = owner.get(f"{PATH}{Import.objects.get().pk}/")
    assert "Zeile" in page.text and "abgeschnitten" in page.text
    press(owner, "import")
    assert not Post.objects.exists()


@pytest.mark.one_database
def test_files_that_are_too_large_for_the_site_or_its_disk_are_refused(
    owner, settings, monkeypatch
):
    settings.IMPORT_MAX_BYTES = 1000
    answer = begin(owner, b"-" * 1001)
    assert answer.status_code == 422 and "takes files up to" in answer.json()["problem"]
    settings.IMPORT_MAX_BYTES = 10**15
    answer = owner.post(f"{PATH}uploads/", {"name": "x", "size": 10**14, "modified": 1})
    assert answer.status_code == 422 and "the server has room for" in answer.json()["problem"]
    monkeypatch.setattr(uploads, "PART_BYTES", 10)
    urls = begin(owner, EXPORT).json()
    assert send(owner, urls["parts"], EXPORT[:11]).status_code == 422
    assert begin(owner, b"").status_code == 422


def test_a_file_of_the_servers_folder_is_imported_and_stays(owner):
    imports_folder().mkdir()
    (imports_folder() / "blog.xml").write_bytes(EXPORT)
    (imports_folder() / ".secret").write_bytes(EXPORT)
    (imports_folder() / os.fsdecode(b"gr\xfc\xdfe.xml")).write_bytes(EXPORT)
    page = owner.get(PATH).text
    assert 'value="blog.xml"' in page and ".secret" not in page
    for name in (".secret", "../secret-key", "/etc/passwd", "", "none.xml"):
        assert "There is no such file" in owner.post(PATH, {"name": name}, follow=True).text
    owner.post(PATH, {"name": "blog.xml"})
    press(owner, "check")
    press(owner, "import")
    assert Post.objects.count() == 1
    press(owner, "remove")
    assert (imports_folder() / "blog.xml").exists()


@pytest.mark.one_database
def test_a_file_that_changed_since_the_dry_run_is_not_imported(owner):
    imports_folder().mkdir()
    file = imports_folder() / "blog.xml"
    file.write_bytes(EXPORT)
    owner.post(PATH, {"name": "blog.xml"})
    press(owner, "check")
    file.write_bytes(EXPORT.replace(b"The first", b"A second"))
    page = press(owner, "import").text
    assert "The file has changed since the dry run" in page and 'value="import"' not in page
    assert not Post.objects.exists()
    assert 'value="import"' in press(owner, "check").text
    press(owner, "import")
    assert Post.objects.get().title == "A second frost"


def test_the_time_zone_of_the_export_is_offered_after_the_dry_run(owner):
    a_stored_post()
    night = {"post_date": "2014-05-07 01:30:00", "post_date_gmt": "2014-05-06 23:30:00"}
    upload(owner, an_export(a_post(**night)).encode())
    page = press(owner, "check").text
    assert "1 post would stand at another day than before" in page
    assert "Set this blog’s time zone to Europe/Berlin, and look again" in page
    page = press(owner, "zone").text
    assert Blog.objects.current().time_zone == "Europe/Berlin" and "another day" not in page
    press(owner, "import")
    assert Post.objects.get(origin__isnull=False).path == "/2014/05/07/the-first-frost/"


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_pictures_come_from_a_folder_of_the_server_or_an_uploaded_archive(owner, kind):
    export = an_export(
        a_picture(5, "http://old.example/wp-content/uploads/2014/05/frost.png"),
        a_post(content=PICTURE),
    ).encode()
    upload(owner, export)
    if kind == "folder":
        folder = imports_folder() / "old" / "uploads" / "2014" / "05"
        folder.mkdir(parents=True)
        (folder / "frost.png").write_bytes(painted("PNG"))
        choice = "folder:old"
    else:
        row = Import.objects.get()
        upload(owner, zipped("uploads/2014/05/frost.png"), "uploads.zip", **{"import": row.pk})
        row.refresh_from_db()
        choice = f"upload:{row.pictures.key}"
    press(owner, "check", pictures=choice)
    press(owner, "import")
    assert Image.objects.count() == 1
    assert Image.objects.get().source in Post.objects.get().body_html


PICTURE = '<img src="http://old.example/wp-content/uploads/2014/05/frost.png" alt="Ice">'


def zipped(name):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, painted("PNG"))
    return buffer.getvalue()


@pytest.mark.one_database
def test_another_choice_of_pictures_asks_for_another_dry_run(owner):
    upload(owner)
    press(owner, "check")
    upload(owner, b"no archive", "uploads.zip", **{"import": Import.objects.get().pk})
    row = Import.objects.get()
    assert not row.may_import
    answer = press(owner, "check", pictures=f"upload:{row.pictures.key}")
    assert answer.status_code == 422 and "uploads.zip: this is no zip archive" in answer.text


def test_one_import_runs_at_a_time_in_the_admin_and_on_the_command_line(owner):
    upload(owner)
    press(owner, "check")
    other = Import.objects.create(
        file_name="other.xml", source="wordpress", by=account("olga"), state="importing"
    )
    page = owner.post(f"{PATH}{Import.objects.last().pk}/", {"act": "import"}, follow=True)
    assert "Another import is still running" in page.text
    other.delete()
    with import_lock():
        assert "Another import is still running" in press(owner, "import").text
    assert not Post.objects.exists()


def test_an_import_whose_process_was_killed_goes_on_at_a_press(owner):
    upload(owner)
    press(owner, "check")
    row = Import.objects.get()
    row.begin(Import.State.IMPORTING)
    assert "It begins in a moment" in owner.get(f"{PATH}{row.pk}/").text
    row.take_up()
    with import_lock():
        Import.objects.update(step="Storing", done=5, total=20, counted=1234, noun="comments")
        page = owner.get(f"{PATH}{row.pk}/progress/").text
        assert "Storing: 25 %" in page and "1,234 comments" in page
    assert owner.get(f"{PATH}{row.pk}/report/").status_code == 404  # that of a run before
    assert "was interrupted" in owner.get(f"{PATH}{row.pk}/").text
    assert owner.get(f"{PATH}{row.pk}/progress/")["HX-Refresh"] == "true"
    assert "The import is done" in press(owner, "import").text
    run_import.func(row.pk)  # a worker that takes the killed task up finds nothing to do
    assert Post.objects.count() == Comment.objects.count() == 1


def test_stop_ends_an_import_between_two_posts_and_the_rest_follows(owner, monkeypatch):
    posts = [
        a_post(a_comment(number, "Cold."), post_id=number, post_name=f"p{number}")
        for number in range(1, 6)
    ]
    upload(owner, an_export(*posts).encode())
    press(owner, "check")
    row = Import.objects.get()
    monkeypatch.setattr(running.StoredProgress, "REPORT_SECONDS", 0)
    monkeypatch.setattr(batches, "MAX_POSTS", 2)

    def ask_after_two(progress, *numbers):
        if Post.objects.count() >= 2:
            Import.objects.get().ask_to_stop()
        note(progress, *numbers)

    note = running.StoredProgress.note
    with monkeypatch.context() as patch:
        patch.setattr(running.StoredProgress, "note", ask_after_two)
        page = press(owner, "import")
    assert "Whole posts were stored until then" in page.text
    assert 2 <= Post.objects.count() == Comment.objects.count() < 5
    press(owner, "import")
    assert Post.objects.count() == Comment.objects.count() == 5
    row.refresh_from_db()
    assert row.state == "done"


@pytest.mark.one_database
@pytest.mark.parametrize("who", [edda, mona])
def test_only_owners_may_move_a_blog_in(who, owner):
    upload(owner)
    row, file = Import.objects.get(), ImportFile.objects.get()
    browser = signed_in(who())
    pages = ("", f"{row.pk}/", f"{row.pk}/progress/", f"{row.pk}/report/", f"uploads/{file.key}/")
    for page in pages:
        assert browser.get(f"{PATH}{page}").status_code == 403
    for page in ("", f"{row.pk}/", "uploads/", "uploads/whole/", f"uploads/{file.key}/end/"):
        assert browser.post(f"{PATH}{page}", {"act": "check"}).status_code == 403
    assert PATH not in browser.get("/admin/").text


@pytest.mark.one_database
def test_an_owner_who_signed_in_long_ago_types_the_password_before_an_import(owner):
    upload(owner)
    press(owner, "check")
    stale = Client()
    stale.force_login(account("olga"))
    answer = stale.post(f"{PATH}{Import.objects.get().pk}/", {"act": "import"})
    assert answer.status_code == 302 and answer["Location"].startswith("/accounts/")
    assert not Post.objects.exists()


def test_uploads_go_after_two_days_and_reports_after_three_months(owner):
    upload(owner)
    press(owner, "check")
    left = uploads_folder() / "0c9f0a52-0000-4000-8000-000000000000"
    left.mkdir()
    for hours, count in ((47, 1), (49, 0)):
        ImportFile.objects.update(created=timezone.now() - timedelta(hours=hours))
        call_command("forget", stdout=io.StringIO())
        assert ImportFile.objects.count() == count
    assert list(uploads_folder().iterdir()) == []
    page = owner.get(f"{PATH}{Import.objects.get().pk}/").text
    assert "no longer here" in page and "Would come in: 1 post" in page
    Import.objects.update(created=timezone.now() - timedelta(days=91))
    call_command("forget", stdout=io.StringIO())
    assert not Import.objects.exists()


@pytest.mark.one_database
def test_a_blog_with_posts_says_that_there_is_no_undo_one_with_pages_not(owner):
    a_page()
    assert "There is no undo" not in owner.get(PATH).text
    assert "Bring your blog here" in owner.get("/admin/").text
    a_stored_post()
    upload(owner)
    assert "There is no undo" in press(owner, "check").text
    page = owner.get(PATH).text
    assert "/admin/export/" in page and "Bring your blog here" not in owner.get("/admin/").text


def test_json_lines_come_in_as_they_went_out(owner):
    a_stored_post(title="Thaw")
    owner.post("/admin/export/", {"format": "jsonl"})
    archive = Export.objects.get().path.read_bytes()
    page = upload(owner, archive, "blog.zip")
    assert "Take the blog with you" in page.text and 'name="pictures"' not in page.text
    assert "it was exported from this blog" in press(owner, "check").text
