import time
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from posts.models.file_to_delete import FileToDelete

UPLOAD_TIME = timedelta(days=1)  # from storing the files of a picture to storing its image
MAX_WAIT_SECONDS = 15  # for a deletion of the same file


class FileUploadManager(models.Manager):
    def announce(self, names: Iterable[str]) -> list[int]:
        """Let nobody delete files until their image is stored; return the keys of the rows.

        No transaction may be open: others could not see the rows. `end` takes them, in the
        transaction that stores the image. Files that no image has after UPLOAD_TIME are deleted.
        Raises OSError if one is being deleted for long.
        """
        names = list(names)
        rows = self.bulk_create([self.model(name=name) for name in names])
        self._wait_for_deletions(names)
        return [row.pk for row in rows]

    def end(self, keys: Sequence[int]):
        """Note that the image is stored; its transaction is open."""
        if keys:
            self.filter(pk__in=keys).delete()

    def of(self, name: str):
        """Return the uploads of a file that may still get its image."""
        return self.filter(name=name, began__gt=timezone.now() - UPLOAD_TIME)

    @staticmethod
    def _wait_for_deletions(names):
        end = time.monotonic() + MAX_WAIT_SECONDS
        while FileToDelete.objects.being_deleted(names).exists():
            if time.monotonic() > end:
                raise OSError("A file of the same picture is being deleted.")
            time.sleep(0.1)


class FileUpload(models.Model):
    """A file that is stored, or being stored, before the image that has it.

    It is not a row of FileToDelete, which the release before would delete at once.
    """

    name = models.CharField(max_length=120, db_index=True)  # in the storage
    began = models.DateTimeField(auto_now_add=True)

    objects = FileUploadManager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.name

    def give_up(self):
        """Delete the file of an upload that was broken off, unless an image has it."""
        with transaction.atomic():
            self.delete()
            FileToDelete.objects.delete_soon([self.name])
