"""Owners let the whole blog be written into a file, and fetch it."""

import io
import zipfile
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from blogsite.models import Export, exports_folder
from blogsite.tasks import run_export
from tests.cast import a_comment, a_post, account, edda, mona

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/admin/export/"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def signed_in(user):
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": "a long password"})
    return browser


@pytest.fixture
def owner(db):
    return signed_in(account("olga", "Owners"))


@pytest.mark.parametrize("kind, name", [("jsonl", "blog.jsonl"), ("wordpress", "blog.xml")])
def test_an_owner_downloads_the_whole_blog_as_one_file(owner, kind, name):
    a_comment(a_post(title="The first frost"), email="secret@mail.example")
    page = owner.post(PATH, {"format": kind, "with_personal_data": "on"}, follow=True)
    export = Export.objects.get()
    link = f"{PATH}{export.pk}/file/"
    assert link in page.text
    answer = owner.get(link)
    assert "attachment" in answer["Content-Disposition"] and "no-store" in answer["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        text = archive.read(name).decode()
    assert "The first frost" in text and "secret@mail.example" in text
    assert export.path.stat().st_mode & 0o077 == 0


@pytest.mark.one_database
def test_personal_data_stays_here_unless_its_box_is_ticked(owner):
    a_comment(a_post(), email="secret@mail.example")
    owner.post(PATH, {"format": "jsonl"})
    with zipfile.ZipFile(Export.objects.get().path) as archive:
        assert "secret@mail.example" not in archive.read("blog.jsonl").decode()


@pytest.mark.one_database
@pytest.mark.parametrize("who", [edda, mona])
def test_only_owners_come_to_the_files_of_the_whole_blog(who, owner):
    owner.post(PATH, {"format": "jsonl"})
    pk = Export.objects.get().pk
    browser = signed_in(who())
    for url in (PATH, f"{PATH}{pk}/progress/", f"{PATH}{pk}/file/"):
        assert browser.get(url).status_code == 403
    assert browser.post(PATH, {"format": "jsonl"}).status_code == 403
    assert PATH not in browser.get("/admin/").text
    assert Export.objects.count() == 1


@pytest.mark.one_database
def test_an_owner_who_signed_in_long_ago_types_the_password_again(owner):
    owner.post(PATH, {"format": "jsonl"})
    stale = Client()
    stale.force_login(account("olga"))
    for url in (PATH, f"{PATH}{Export.objects.get().pk}/file/"):
        answer = stale.get(url)
        assert answer.status_code == 302 and "/accounts/" in answer["Location"]
    page = " ".join(stale.get(PATH, follow=True).text.split())
    assert "so the next page asks for your password again" in page
    answer = stale.post(PATH, {"format": "wordpress"})
    url = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
    form = owner.get(url).context["form"]
    assert (form["format"].value(), form["with_personal_data"].value()) == ("wordpress", False)
    Export.objects.update(ended=None)
    progress = stale.get(f"{PATH}{Export.objects.get().pk}/progress/")
    assert progress.status_code == 200 and "hx-get" in progress.text


def test_a_file_is_removed_after_two_days_with_what_was_left_of_others(owner):
    owner.post(PATH, {"format": "jsonl"})
    export = Export.objects.get()
    assert exports_folder().stat().st_mode & 0o077 == 0
    left = exports_folder() / ".0c9f0a52-0000-4000-8000-000000000000.zip.12345678"
    left.write_bytes(b"half")
    Export.objects.update(created=timezone.now() - timedelta(hours=47))
    call_command("forget", stdout=io.StringIO())
    assert export.path.exists()
    Export.objects.update(created=timezone.now() - timedelta(hours=49))
    call_command("forget", stdout=io.StringIO())
    assert list(exports_folder().iterdir()) == []
    assert owner.get(f"{PATH}{export.pk}/file/").status_code == 404


def test_a_second_export_waits_for_the_one_that_runs(owner):
    Export.objects.create(by=account("olga"))
    page = owner.post(PATH, {"format": "jsonl"}, follow=True)
    assert "Another export is still running" in page.text
    assert 'hx-get="/admin/export/' in page.text
    assert Export.objects.count() == 1


def test_an_export_whose_process_died_begins_again_or_says_so(owner):
    export = Export.objects.create(by=account("olga"))
    export.store_progress(5, 10)
    assert owner.get(f"{PATH}{export.pk}/progress/").text.count("5 of 10") == 1
    run_export.func(export.pk)
    export.refresh_from_db()
    assert export.is_ready
    Export.objects.update(ended=None, created=timezone.now() - timedelta(minutes=6))
    assert "It stopped before its end" in owner.get(PATH).text
    assert owner.get(f"{PATH}{export.pk}/progress/")["HX-Refresh"] == "true"
