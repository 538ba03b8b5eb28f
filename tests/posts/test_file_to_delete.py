"""Files of pictures that are deleted, and stored again at the same moment."""

from datetime import timedelta
from threading import Thread

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from posts.models import Blog, FileToDelete, FileUpload, Image
from tests.cast import an_owner
from tests.posts.pictures import painted

pytestmark = pytest.mark.django_db(transaction=True)

PICTURE = painted(size=(90, 60))


class WatchedStorage(FileSystemStorage):
    """A storage that calls a function before it deletes a file, as if it were slow."""

    before_deletion = before_saving = staticmethod(lambda: None)

    def delete(self, name):
        self.before_deletion()
        super().delete(name)

    def _save(self, name, content):
        self.before_saving()
        return super()._save(name, content)


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    backend = {"BACKEND": f"{__name__}.WatchedStorage"}
    settings.STORAGES = settings.STORAGES | {"default": backend}
    return default_storage


def in_thread(act) -> Thread:
    """Run a function in a thread with a connection of its own."""

    def run():
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def store() -> Image:
    return Image.objects.store(PICTURE, alt="A grey morning")


def are_all_stored(image) -> bool:
    return all(default_storage.exists(name) for name in image.file_names)


UPLOADS = [
    ("/admin/posts/image/add/", "file", {"is_decorative": "on"}),
    ("/admin/posts/biography/add/", "picture_file", {"text": "Watches ponds."}),
]


@pytest.mark.parametrize(("path", "field", "form"), UPLOADS)
def test_nobody_waits_for_the_database_while_the_storage_is_slow(
    storage, client, path, field, form
):
    image, waiting, announced = store(), [], []

    def write():
        thread = in_thread(Blog.objects.touch)
        thread.join(timeout=5)
        waiting.append(thread.is_alive())

    def look():
        write()
        thread = in_thread(lambda: announced.append(FileUpload.objects.exists()))
        thread.join()

    storage.before_deletion, storage.before_saving = write, look
    image.forget()
    owner = an_owner()
    client.force_login(owner)
    sent = {field: SimpleUploadedFile("morning.jpg", PICTURE), "author": owner.pk}
    assert client.post(path, form | sent).status_code == 302
    assert waiting and not any(waiting)
    assert announced and all(announced), "who deletes the same files sees it"
    assert not FileUpload.objects.exists()


def test_a_picture_that_is_stored_while_it_is_deleted_keeps_its_files(storage):
    first, threads = store(), []

    def upload():
        if not threads:
            threads.append(in_thread(store))
            threads[0].join(timeout=0.5)  # it waits for the deletion

    storage.before_deletion = upload
    first.forget()
    threads[0].join()
    (again,) = Image.objects.all()
    assert again.stem == first.stem and are_all_stored(again)
    assert not FileToDelete.objects.exists()


def test_a_picture_that_is_deleted_while_it_is_uploaded_keeps_its_files():
    first = store()
    uploaded = Image.objects.prepare(PICTURE, alt="A grey morning")
    first.forget()
    uploaded.save()
    assert are_all_stored(uploaded)
    call_command("forget")
    assert are_all_stored(uploaded) and not FileToDelete.objects.exists()
    uploaded.forget()
    assert not default_storage.exists(uploaded.file_names[0])


def test_files_of_an_upload_without_an_image_are_deleted_after_a_day():
    abandoned = Image.objects.prepare(PICTURE, alt="A grey morning")
    call_command("forget")
    assert are_all_stored(abandoned)
    FileUpload.objects.update(began=timezone.now() - timedelta(days=1, minutes=1))
    call_command("forget")
    assert not default_storage.exists(abandoned.file_names[0])
    assert not FileToDelete.objects.exists()
