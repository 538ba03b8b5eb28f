import logging
import re
from collections.abc import Iterable
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

DELETION_TIME = timedelta(minutes=10)  # longer than any storage lets us wait
END_OF_STEM = re.compile("[-.]")  # in the name of a file

log = logging.getLogger(__name__)


class FileToDeleteManager(models.Manager):
    def delete_soon(self, names):
        """Delete stored files after this transaction; `forget` tries again what is not deleted."""
        rows = self.bulk_create([self.model(name=name) for name in names])
        transaction.on_commit(lambda: [row.try_now() for row in rows])

    def being_deleted(self, names: Iterable[str]):
        """Return the rows of files, among these, that a process is deleting."""
        began = timezone.now() - DELETION_TIME
        return self.filter(name__in=list(names), deletion_began__gt=began)


class FileToDelete(models.Model):
    """A stored file of a deleted picture, while the storage is away or asked to delete it.

    No row is locked while the storage is asked, which may be slow. Instead, a process that deletes
    a file and one that stores it again (FileUpload) first say so in a row, then look for the row of
    the other.
    """

    name = models.CharField(max_length=120)  # in the storage
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
        if self._meta.apps.get_model("posts", "FileUpload").objects.of(self.name).exists():
            return True
        images = self._meta.apps.get_model("posts", "Image").objects
        return images.filter(stem=END_OF_STEM.split(self.name)[0]).exists()

    def try_now(self):
        """Delete the file unless the storage is away."""
        try:
            self.delete_file()
        except OSError as error:
            log.error("The file of a deleted picture is not deleted yet: %s", error)
