"""Files of the whole blog: written under another name until complete, with pictures beside them."""

import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from django.core.files.storage import default_storage
from django.db import connection, transaction

from blogsite.object_store.media import stored_names
from posts.models import Image

FOLDER = "{}.media"  # of pictures, beside the file
OLD_DATE = (1980, 1, 1, 0, 0, 0)  # of all files in a zip, so that equal blogs make equal files


class ExportFailed(Exception):
    """An export that left no file; the message says why, in one line."""


@contextmanager
def snapshot():
    """Make all queries of a `with` block read one snapshot of the database."""
    if connection.in_atomic_block:  # the caller's transaction
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        # `atomic` would begin IMMEDIATE, and block all writers meanwhile.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


@contextmanager
def whole_file(path: Path):
    """Yield an open file that is renamed to `path` at the end of the block, when it is complete.

    Only its owner may read it. Raises ExportFailed.
    """
    draft = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
    try:
        with draft.open("xb") as file:
            draft.chmod(0o600)
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except OSError as error:
        raise ExportFailed(f"{path}: {error.strerror or error}") from None
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def write(path: Path, name: str, write_text, pictures):
    """Write a file to `path` with the function `write_text`, and the `pictures` with it.

    For a path that ends with .zip, write a zip of both, in which the file is named `name`; else
    copy the pictures into a folder beside the file. Raises ExportFailed.
    """
    with snapshot(), whole_file(path) as file:
        if path.suffix != ".zip":
            write_text(file)
            copy_pictures(path, pictures)
            return
        with zipfile.ZipFile(file, "w") as archive:
            with _member(archive, name, zipfile.ZIP_DEFLATED) as member:
                write_text(member)
            for picture in pictures:
                target = _member(archive, f"media/{picture}", zipfile.ZIP_STORED)
                with default_storage.open(picture) as source, target as member:
                    shutil.copyfileobj(source, member)


def _member(archive, name, compression):
    info = zipfile.ZipInfo(name, OLD_DATE)
    info.compress_type, info.external_attr = compression, 0o600 << 16
    return archive.open(info, "w", force_zip64=True)


def picture_names(*, all_sizes=True) -> Iterator[str]:
    """Yield the names of the files of all images, or of the largest file of each."""
    stored, names = stored_names(), set()
    for image in Image.objects.order_by("pk").iterator(chunk_size=1_000):
        for name in image.file_names if all_sizes else image.file_names[-1:]:
            if name not in names and name in stored:
                names.add(name)
                yield name


def copy_pictures(path: Path, names):
    """Copy pictures into the folder beside the file at `path`; existing ones stay."""
    folder = path.with_name(FOLDER.format(path.name))
    for name in names:
        target = folder / name
        if not target.exists():  # its name is derived from its content
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = target.with_name(f".{target.name}")
            with default_storage.open(name) as source, draft.open("wb") as copy:
                shutil.copyfileobj(source, copy)
            os.replace(draft, target)
