from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Restore(models.Model):
    """A restore that put this database in its place.

    Written into the restored database before it replaces the site's: a database with the row proves
    that the restore was finished.
    """

    id = models.UUIDField(primary_key=True)
    backup = models.CharField(max_length=255, help_text=_("The name of the file."))
    restored = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.backup}, {self.restored:%Y-%m-%d %H:%M} UTC"
