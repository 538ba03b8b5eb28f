from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

# Backups are made every day at about the same time, and copying one takes a while.
OVERDUE_AFTER = timedelta(hours=26)
COPY_RETENTION = timedelta(days=90)


class BackupCopyManager(models.Manager):
    def newest_verified(self):
        """Return the newest copy that was read back whole; None if there is none."""
        return self.exclude(verified=None).order_by("started", "pk").last()

    def state(self):
        """Return what the desk and `/metrics` say; None if BACKUP_COPY_TO is not set."""
        return CopyState(self.newest_verified()) if settings.BACKUP_COPY_TO else None


class BackupCopy(models.Model):
    """A try to copy a backup elsewhere; it is good only if it was read back whole."""

    backup = models.CharField(max_length=255)  # the name of its file
    place = models.CharField(max_length=500)
    bytes = models.BigIntegerField(null=True)
    started = models.DateTimeField(default=timezone.now)
    verified = models.DateTimeField(null=True)
    problem = models.TextField(db_default="", default="")

    objects = BackupCopyManager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.backup} in {self.place}"

    def verify(self):
        """Store that the copy was read back whole; rows of long ago are deleted."""
        self.verified = timezone.now()
        self.save(update_fields=["bytes", "verified"])
        type(self).objects.filter(started__lt=self.verified - COPY_RETENTION).delete()

    def fail(self, problem: str):
        self.problem = problem
        self.save(update_fields=["bytes", "problem"])


class CopyState:
    """How old the newest good copy of a backup is."""

    def __init__(self, newest: BackupCopy | None):
        self.newest = newest

    @property
    def is_overdue(self) -> bool:
        return not self.newest or timezone.now() - self.newest.started > OVERDUE_AFTER

    @property
    def timestamp(self) -> float:
        """Return when the backup was made, in seconds since 1970; 0 without a good copy."""
        return self.newest.started.timestamp() if self.newest else 0
