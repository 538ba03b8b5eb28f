import logging
import re
import time
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

UPLOAD_TIME = timedelta(days=1)  # from storing the files of a picture to storing its image
DELETION_TIME = timedelta(minutes=10)  # longer than any storage lets us wait
MAX_WAIT_SECONDS = 15  # of an upload, for a deletion of the same file
END_OF_STEM = re.compile("[-.]")  # in the name of a file

log = logging.getLogger(__name__)


class FileToDeleteManager(models.Manager):
    def delete_soon(self, names):
        """Delete stored files after this transaction; `forget` tries again what is not deleted."""
        rows = self.bulk_create([self.model(name=name) for name in names])
        transaction.on_commit(lambda: [row.try_now() for row in rows])

    def announce_upload(self, names: Iterable[str]) -> list[int]:
        """Let nobody delete files until their image is stored; return the keys of the rows.

        `end_upload` takes them, in the transaction that stores the image. Files that no image has
        after UPLOAD_TIME are deleted. Raises OSError if one is being deleted for long.
        """
        due = timezone.now() + UPLOAD_TIME
        rows = self.bulk_create([self.model(name=name, due=due) for name in names])
        self._wait_for_deletions(names)
        return [row.pk for row in rows]

    def end_upload(self, keys: Sequence[int]):
        """Note that the image is stored; its transaction is open."""
        if keys:
            self.filter(pk__in=keys).delete()

    def due(self):
        return self.filter(Q(due=None) | Q(due__lte=timezone.now()))

    def _wait_for_deletions(self, names):
        end = time.monotonic() + MAX_WAIT_SECONDS
        rows = self.filter(name__in=list(names))
        while rows.filter(deletion_began__gt=timezone.now() - DELETION_TIME).exists():
            if time.monotonic() > end:
                raise OSError("A file of the same picture is being deleted.")
            time.sleep(0.1)


class FileToDelete(models.Model):
    """A stored file that is deleted when it is due, unless an image has it.

    That of a deleted picture is due at once, and stays a row while the storage is away. That of an
    upload is due in a day: its image may not be stored yet.

    No row is locked while the storage is asked, which may be slow. Instead, a process that deletes
    a file and one that stores it again first say so in a row, then look for the row of the other.
    """

    name = models.CharField(max_length=120)  # in the storage
    due = models.DateTimeField(null=True)  # None: at once
    deletion_began = models.DateTimeField(null=True)

    objects = FileToDeleteManager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.name

    def delete_file(self):
        """Delete the file, unless it is needed, then the row. Raises OSError."""
        row = type(self).objects.filter(pk=self.pk)
        now = timezone.now()
        is_free = Q(deletion_began=None) | Q(deletion_began__lte=now - DELETION_TIME)
        if not row.filter(is_free).update(deletion_began=now):
            return  # another process deletes it
        try:
            if not self._is_needed:
                default_storage.delete(self.name)
        except OSError:
            row.update(deletion_began=None)
            raise
        row.delete()

    @property
    def _is_needed(self) -> bool:
        """Return whether the file is being uploaded, or an image has it."""
        # In this order: when an upload ends, its rows go as its image comes.
        if type(self).objects.filter(name=self.name, due__gt=timezone.now()).exists():
            return True
        images = self._meta.apps.get_model("posts", "Image").objects
        return images.filter(stem=END_OF_STEM.split(self.name)[0]).exists()

    def try_now(self):
        """Delete the file unless the storage is away."""
        try:
            self.delete_file()
        except OSError as error:
            log.error("The file of a deleted picture is not deleted yet: %s", error)
