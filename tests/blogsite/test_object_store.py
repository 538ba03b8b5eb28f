"""Pictures in a bucket: stored, read through /media/, and what is said while the store is away."""

import zipfile
from dataclasses import replace
from io import BytesIO
from threading import BoundedSemaphore

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from blogsite.models import BackupCopy
from blogsite.object_store.checks import check_backup_copies, check_media_storage
from blogsite.object_store.url import bucket_at
from posts.models import Blog, FileUpload, Image
from tests.cast import edda
from tests.object_store import (
    a_bucket,
    bucket_url,
    client_at,
    names_in,
    store_pictures_in,
    store_server,
    without_server,
)
from tests.posts.pictures import painted
from tests.site_server import free_port, small_site

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def a_picture():
    file = BytesIO(painted())
    file.name = "morning.jpg"
    return file


def body(response) -> bytes:
    return b"".join(response)


@pytest.mark.one_database
def test_a_picture_in_a_bucket_is_read_through_the_site(client, bucket):
    image = Image.objects.store(painted(size=(420, 250)), alt="A grey morning")
    assert names_in(bucket) == sorted(f"blog/{name}" for name in image.file_names)
    for url, kind in ((image.source, "image/jpeg"), (image.webp(400), "image/webp")):
        response = client.get(url)
        content = body(response)
        assert (response.status_code, response["Content-Type"]) == (200, kind)
        assert int(response["Content-Length"]) == len(content) > 100
        assert "immutable" in response["Cache-Control"]
    assert client.get(f"/media/images/{'0' * 24}.jpg").status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize("place", ["a bucket", "a folder"])
def test_a_part_of_a_picture_is_sent_if_it_is_asked_for(client, request, place, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    if place == "a bucket":
        request.getfixturevalue("bucket")
    url = Image.objects.store(painted(size=(420, 250)), alt="A grey morning").source
    whole = body(client.get(url))
    size = len(whole)
    parts = {"bytes=0-0": (0, 1), "bytes=5-": (5, size), "bytes=-7": (size - 7, size)}
    parts |= {f"bytes=3-{size + 9}": (3, size), f"bytes=-{size + 9}": (0, size)}
    for header, (start, end) in parts.items():
        response = client.get(url, headers={"Range": header})
        assert (response.status_code, body(response)) == (206, whole[start:end])
        assert response["Content-Range"] == f"bytes {start}-{end - 1}/{size}"
        assert response["Content-Length"] == str(end - start)
    for header in ("bytes=-", "bytes=9-2", "bytes=0-1,4-5", "lines=1-2", "bytes=a-b", "bytes=٣-"):
        response = client.get(url, headers={"Range": header})
        assert (response.status_code, body(response)) == (200, whole)
    assert body(client.get(url, headers={"Range": "bytes=0-1", "If-Range": '"x"'})) == whole
    for header in (f"bytes={size}-", "bytes=-0"):
        response = client.get(url, headers={"Range": header})
        assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{size}")


@pytest.mark.one_database
@pytest.mark.parametrize("fault", ["no server", "no bucket"])
def test_a_picture_whose_store_is_away_is_away_for_a_moment(client, bucket, settings, fault):
    image = Image.objects.store(painted(size=(420, 250)), alt="A grey morning")
    blog = Blog.objects.current()
    blog.icon = image
    blog.save()
    lost = without_server(bucket) if fault == "no server" else replace(bucket, name="no-such-one")
    store_pictures_in(settings, lost)
    for path in (image.source, "/favicon.ico"):
        response = client.get(path)
        assert response.status_code == 503
        assert response["Retry-After"] and "no-store" in response["Cache-Control"]


@pytest.mark.one_database
def test_a_slow_store_does_not_hold_all_threads_of_a_server(client, bucket):
    image = Image.objects.store(painted(size=(420, 250)), alt="A grey morning")
    default_storage.turns = BoundedSemaphore(1)
    with default_storage.turns:
        assert client.get(image.source).status_code == 503
    assert client.get(image.source).status_code == 200


@pytest.mark.one_database
def test_an_upload_says_that_pictures_cannot_be_stored(client, bucket, settings):
    store_pictures_in(settings, without_server(bucket))
    client.force_login(edda())
    sent = {"file": a_picture(), "alt": "A grey morning"}
    response = client.post("/admin/posts/image/upload/", sent)
    assert response.status_code == 400
    assert "cannot be stored at the moment" in response.json()["reasons"][0]
    look = {"name": "The Frost Paper", "tagline": "Typed with care", "logo_file": a_picture()}
    page = client.post("/admin/posts/look/", look).text
    assert "cannot be stored at the moment" in page and "Typed with care" in page
    assert Image.objects.count() == 0


@pytest.mark.one_database
def test_a_check_says_in_one_line_what_is_wrong_with_the_store(
    store, bucket, settings, monkeypatch
):
    assert check_media_storage(None) == []
    faults = {
        "There is no bucket": replace(bucket, name="no-such-one"),
        "does not answer": without_server(bucket),
        "refuses our key": bucket,
    }
    for words, wrong in faults.items():
        if words == "refuses our key":
            monkeypatch.setattr("moto.settings.INITIAL_NO_AUTH_ACTION_COUNT", 0)
        store_pictures_in(settings, wrong)
        (error,) = [
            e for e in run_checks(include_deployment_checks=True) if e.id == "soundoff.E009"
        ]
        assert words in error.msg and wrong.name in error.msg
        assert "\n" not in error.msg and bucket.secret not in error.msg


@pytest.mark.one_database
def test_a_check_warns_of_another_site_in_the_same_folder(bucket, settings):
    settings.BACKUP_COPY_TO = bucket
    for day in range(1, 10):
        name = f"soundoff-202601{day:02}T000000Z.tar.age"
        if day > 7:  # of the others, the rows are gone
            BackupCopy.objects.create(backup=name.removesuffix(".age"))
        client_at(bucket).put_object(Bucket=bucket.name, Key=f"{bucket.folder}/{name}", Body=b"")
    own = [Image.objects.store(painted(colour=(n, 9, 9)), alt="A morning") for n in (1, 99)]
    for n in (30, 60, 140):
        Image.objects.prepare(painted(colour=(n, 9, 9)), alt="An upload that was broken off")
    assert check_media_storage(None) == check_backup_copies(None) == []
    for image in own:  # as if the other site had stored them
        image.delete()
    FileUpload.objects.all().delete()
    BackupCopy.objects.all().delete()
    for check, count in ((check_media_storage, 5), (check_backup_copies, 9)):
        (warning,) = check(None)
        assert f"{count} of {count} names" in warning.msg and "\n" not in warning.msg


@pytest.mark.one_database
@pytest.mark.parametrize(
    "written",
    ["pictures", "s3://", "s3://b", "s3://KEY@pictures", "s3://K:a/b@pictures?endpoint=http://s"]
    + ["s3://pictures?endpoint=store.example", "s3://pictures?bucket=other", "https://pictures"]
    + ["s3://pictures?endpoint=http://store.example:port", "s3://K:S@pictures:9000"],
)
def test_a_setting_that_names_no_bucket_is_refused_without_its_secret(written):
    with pytest.raises(ImproperlyConfigured, match="MEDIA_STORAGE is not the URL of a bucket") as e:
        bucket_at(written, "MEDIA_STORAGE")
    assert "a/b" not in str(e.value)


@pytest.mark.django_db(transaction=True)
@pytest.mark.one_database
def test_exports_imports_and_deletions_find_the_pictures_in_a_bucket(bucket, settings, tmp_path):
    image = Image.objects.store(painted(size=(420, 250)), alt="A grey morning")
    stored = names_in(bucket)
    for command, name in (("export_jsonl", "blog.zip"), ("export_wordpress", "blog.xml")):
        call_command(command, str(tmp_path / name))
    with zipfile.ZipFile(tmp_path / "blog.zip") as archive:
        assert {f"media/{name}" for name in image.file_names} <= set(archive.namelist())
    assert (tmp_path / "blog.xml.media" / image.file_names[-1]).read_bytes()
    for key in stored:
        client_at(bucket).delete_object(Bucket=bucket.name, Key=key)
    call_command("import_jsonl", str(tmp_path / "blog.zip"))
    assert names_in(bucket) == stored
    store_pictures_in(settings, without_server(bucket))
    with pytest.raises(CommandError, match="does not answer"):
        call_command("export_jsonl", str(tmp_path / "later.zip"))
    assert not list(tmp_path.glob("*later*"))


@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
def test_files_of_a_deleted_picture_are_deleted_when_their_store_is_back(bucket, settings):
    first, second = (
        Image.objects.store(painted(colour=(n, 9, 9)), alt="A morning") for n in (1, 99)
    )
    store_pictures_in(settings, without_server(bucket))
    for image in (first, second):
        image.forget()
    with pytest.raises(CommandError, match="FileToDelete"):
        call_command("forget")
    store_pictures_in(settings, bucket)
    again = Image.objects.store(painted(colour=(1, 9, 9)), alt="A morning")
    call_command("forget")
    assert names_in(bucket) == sorted(f"blog/{name}" for name in again.file_names)
    again.forget()
    assert names_in(bucket) == []


def test_a_server_reads_pictures_from_the_bucket_in_its_setting(
    database_url, store, settings, tmp_path
):
    bucket = a_bucket(store)
    store_pictures_in(settings, bucket)
    image = Image.objects.store(painted(size=(420, 250)), alt="A grey morning")
    port = free_port()
    setting = bucket_url(f"http://127.0.0.1:{port}", name=bucket.name)
    with small_site(database_url, tmp_path / "log", MEDIA_STORAGE=setting) as site:
        browser = site.browser()
        with store_server(port):
            answer = browser.get(image.source, Range="bytes=1-4")
            assert (answer.status, len(answer.body)) == (206, 4)
            assert browser.get(image.source).headers["Content-Type"] == "image/jpeg"
            assert browser.get(f"/media/images/{'0' * 24}.jpg").status == 404
        away = browser.get(image.source)
        assert away.status == 503 and away.headers["Retry-After"]
