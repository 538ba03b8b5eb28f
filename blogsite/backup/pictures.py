"""The uploaded pictures in a backup: from the site's storage into it, and back.

In a folder they are a part of each backup, and a restore replaces the folder. In a bucket they are
a part only if asked for, since they never change and the store has copies of its own; a restore
adds those that the bucket lacks and deletes none.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.core.files import File
from django.core.files.storage import default_storage

from blogsite.backup.site_data import media_folder
from blogsite.object_store.media import FOLDER, media_bucket, stored_names
from posts.models import Image

IN_FOLDER = "the folder of the site"


def place_of_pictures() -> str:
    """Return where the pictures are stored, for people and for `about.json`."""
    return str(media_bucket() or IN_FOLDER)


def stored_files() -> Iterator[tuple[str, Callable[[], BinaryIO]]]:
    """Yield the name of each stored file and a function that opens it.

    That raises FileNotFoundError for one that was removed meanwhile: the site is serving.
    """
    if media_bucket():
        for name in sorted(stored_names()):
            yield name, lambda name=name: default_storage.open(name)
        return
    media = media_folder()
    for path in sorted(media.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(media)), lambda path=path: path.open("rb")


def add_missing(media: Path):
    """Store the unpacked pictures that the bucket lacks: equal names have equal content."""
    known = stored_names()
    for path in sorted((media / FOLDER).glob("*")):
        name = str(path.relative_to(media))
        if name not in known:
            with path.open("rb") as file:
                default_storage.save(name, File(file))


def missing_pictures() -> list[str]:
    """Return the names of the files that images of the database have and the storage lacks."""
    known = stored_names()
    images = Image.objects.iterator(chunk_size=1_000)
    return sorted({name for image in images for name in image.file_names} - known)
