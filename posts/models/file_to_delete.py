import logging

from django.core.files.storage import default_storage
from django.db import models, transaction

log = logging.getLogger(__name__)


class FileToDeleteManager(models.Manager):
    def delete_soon(self, names):
        """Delete stored files after this transaction; `forget` tries again what is not deleted."""
        rows = self.bulk_create([self.model(name=name) for name in names])
        transaction.on_commit(lambda: [row.try_now() for row in rows])

    def keep(self, names):
        """Let files stay that are stored again; wait for one that is being deleted."""
        self.filter(name__in=list(names)).delete()


class FileToDelete(models.Model):
    """A stored file of a picture that was deleted. It stays a row while the storage is away."""

    name = models.CharField(max_length=120)  # in the storage

    objects = FileToDeleteManager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.name

    def delete_file(self):
        """Delete the file, then the row. Raises OSError."""
        with transaction.atomic():
            if type(self).objects.filter(pk=self.pk).delete()[0]:
                default_storage.delete(self.name)

    def try_now(self):
        """Delete the file unless the storage is away."""
        try:
            self.delete_file()
        except OSError as error:
            log.error("The file of a deleted picture is not deleted yet: %s", error)
