import fcntl
import re
import shutil
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext

from blogsite.import_settings import RESERVED_BYTES

# Long enough to try an import twice; a file contains people's e-mail and IP addresses.
IMPORT_FILE_RETENTION = timedelta(days=2)
MAX_NAME_LENGTH = 200
CHUNK_BYTES = 2**16


class UploadRefused(Exception):
    """A file, or a part of one, is refused; the message says why, for people."""


class ImportFileQuerySet(models.QuerySet):
    def older_than(self, moment):
        return self.filter(created__lt=moment)

    def begin(self, *, name: str, size: int, modified: int, by) -> "ImportFile":
        """Return a new upload, or an unfinished one of the same file.

        `modified` is when the file was last changed, from the browser. Raise UploadRefused.
        """
        name = name_for_people(name)
        wanted = {"name": name, "size": size, "modified": modified, "by": by, "is_upload": True}
        for earlier in self.filter(**wanted):
            if earlier.path.is_file():
                return earlier
        self._refuse_size(size)
        file = self.create(**wanted)
        file.folder.mkdir(mode=0o700)
        file.path.touch(mode=0o600)
        return file

    def _refuse_size(self, size):
        if size < 1:
            raise UploadRefused(gettext("The file is empty."))
        if size > settings.IMPORT_MAX_BYTES:
            text = gettext("The file has %(size)s. This site takes files up to %(most)s.")
            sizes = {"size": size, "most": settings.IMPORT_MAX_BYTES}
            raise UploadRefused(text % _in_units(sizes))
        uploads_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        free = shutil.disk_usage(uploads_folder()).free - RESERVED_BYTES
        free -= sum(file.size - file.received for file in self.filter(is_upload=True))
        if size > free:
            text = gettext("The file has %(size)s, and the server has room for %(free)s.")
            raise UploadRefused(text % _in_units({"size": size, "free": max(0, free)}))

    def choose(self, name: str, *, by) -> "ImportFile":
        """Return the file or folder with this name in `var/imports/`. Raise UploadRefused."""
        place = {path.name: path for path in files_in_folder()}.get(name)
        if place is None:
            raise UploadRefused(gettext("There is no such file."))
        file = self.filter(name=name, is_upload=False).first()
        file = file or self.model(name=name, is_upload=False, by=by)
        file.size = place.stat().st_size if place.is_file() else 0
        file.created = timezone.now()
        file.save()
        return file

    def delete(self):
        """Delete the rows, and uploaded files without a row."""
        deleted = super().delete()
        known = {str(key) for key in self.model.objects.values_list("key", flat=True)}
        for folder in uploads_folder().glob("*"):
            if folder.name not in known:
                shutil.rmtree(folder, ignore_errors=True)
        return deleted


class ImportFile(models.Model):
    """The file of a blog to import: uploaded in parts, or found in `var/imports/`.

    An upload has a folder of its own, named by its key, and is deleted after two days. How much of
    it has arrived is its size on disk.
    """

    key = models.UUIDField(default=uuid4, unique=True)
    name = models.CharField(max_length=MAX_NAME_LENGTH)
    size = models.PositiveBigIntegerField()
    modified = models.PositiveBigIntegerField(default=0)  # milliseconds, from the browser
    is_upload = models.BooleanField(default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(default=timezone.now)

    objects = ImportFileQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.name

    @property
    def path(self) -> Path:
        """Return its path; the name of an upload never leads to another path."""
        if not self.is_upload:
            return imports_folder() / self.name
        return self.folder / name_on_disk(self.name)

    @property
    def folder(self) -> Path:
        """Return the folder of an upload, also for files that an import unpacks."""
        return uploads_folder() / str(self.key)

    @property
    def received(self) -> int:
        """Return how many bytes have arrived."""
        return self.path.stat().st_size if self.path.is_file() else 0

    @property
    def is_whole(self) -> bool:
        if not self.is_upload:
            return self.path.is_dir() or self.path.is_file()
        return self.path.is_file() and self.received == self.size

    @property
    def state(self) -> str:
        """Return a text that changes when the file does."""
        try:
            status = self.path.stat()
        except OSError:
            return "gone"
        return f"{status.st_size}-{status.st_mtime_ns}-{status.st_ino}"

    @property
    def removed_on(self):
        """Return when an upload is deleted."""
        return self.created + IMPORT_FILE_RETENTION

    def append(self, start: int, source, length: int) -> int:
        """Store a part of an upload that begins at byte `start`; return how many bytes are here.

        When a connection breaks, the received bytes of the part are stored. Raise UploadRefused for
        a part that does not fit, or while another one is being stored.
        """
        with self.path.open("r+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UploadRefused(gettext("Another part of it is being stored.")) from None
            end = file.seek(0, 2)
            if start != end or end + length > self.size:
                raise UploadRefused(gettext("This part does not follow on what is there."))
            while length and (chunk := source.read(min(length, CHUNK_BYTES))):
                file.write(chunk)
                length -= len(chunk)
            return file.tell()


def _in_units(sizes) -> dict:
    return {name: filesizeformat(size) for name, size in sizes.items()}


def name_for_people(name: str) -> str:
    """Return the last part of a file's name without invisible and bidi characters."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(filter(str.isprintable, last))[-MAX_NAME_LENGTH:].strip() or "export"


def name_on_disk(name: str) -> str:
    """Return a name for a file with only plain letters, digits and the three marks."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", name)[-100:].lstrip(".") or "export"


def uploads_folder() -> Path:
    """Return the folder of uploads, which may not exist yet."""
    return Path(settings.VAR_DIR) / "uploads"


def imports_folder() -> Path:
    """Return the folder where the server's administrators may put files to import."""
    return Path(settings.VAR_DIR) / "imports"


def files_in_folder() -> list[Path]:
    """Return the files and folders in `var/imports/`, by name; hidden ones are left out."""
    try:
        paths = sorted(imports_folder().iterdir())
    except OSError:
        return []
    fitting = [path for path in paths if 0 < len(path.name) <= MAX_NAME_LENGTH]
    listed = [path for path in fitting if path.name[0] != "." and is_unicode(path.name)]
    return [path for path in listed if path.is_file() or path.is_dir()]


def is_unicode(name: str) -> bool:
    """Return whether a file name is valid Unicode; old archives may unpack to other encodings."""
    return not any("\ud800" <= character <= "\udfff" for character in name)
