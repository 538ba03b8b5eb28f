from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# An owner downloads the file at once; it contains the whole blog, so it is soon deleted.
EXPORT_RETENTION = timedelta(days=2)
# Longer than any step of an export takes: then its process has died.
STEP_LIMIT = timedelta(minutes=5)


class ExportQuerySet(models.QuerySet):
    def older_than(self, moment):
        return self.filter(created__lt=moment)

    def running(self):
        """Return the exports that are running, or wait for their turn."""
        return [export for export in self.filter(ended=None) if not export.has_stopped]

    def delete(self):
        """Delete the rows, and the files of exports without a row."""
        deleted = super().delete()
        known = {str(key) for key in self.model.objects.values_list("key", flat=True)}
        for path in exports_folder().glob("*"):
            if path.name.lstrip(".").partition(".")[0] not in known:
                path.unlink(missing_ok=True)
        return deleted


class Export(models.Model):
    """A file of the whole blog that an owner requested in the admin; deleted after two days.

    Its progress is in a file beside it: while it reads the database in one snapshot, it cannot
    write there.
    """

    class Format(models.TextChoices):
        JSONL = "jsonl", _("JSON Lines: everything, for another Soundoff or any program")
        WORDPRESS = "wordpress", _("WordPress: posts, pages, tags, comments and pictures")

    key = models.UUIDField(default=uuid4, unique=True)
    format = models.CharField(_("format"), max_length=10, choices=Format, default=Format.JSONL)
    with_personal_data = models.BooleanField(
        _("with personal data"),
        default=True,
        help_text=_("E-mails, IP addresses, and all else that readers do not see of people."),
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True)
    has_failed = models.BooleanField(default=False)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.format}, {self.created:%Y-%m-%d %H:%M}"

    @property
    def path(self) -> Path:
        return exports_folder() / f"{self.key}.zip"

    @property
    def file_name(self) -> str:
        """Return its name in downloads."""
        return f"blog-{self.created:%Y-%m-%d}-{self.format}.zip"

    @property
    def is_ready(self) -> bool:
        return self.ended is not None and not self.has_failed and self.path.is_file()

    @property
    def size(self) -> int:
        """Return the size of the file in bytes."""
        return self.path.stat().st_size

    @property
    def removed_on(self):
        """Return when the file is deleted."""
        return self.created + EXPORT_RETENTION

    @property
    def progress(self) -> tuple[int, int]:
        """Return how much is done, and the total; zeros before it begins."""
        try:
            done, total = self._progress_path.read_text().split()
        except (OSError, ValueError):
            return 0, 0
        return int(done), int(total)

    def store_progress(self, done: int, total: int):
        exports_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        self._progress_path.write_text(f"{done} {total}")

    @property
    def has_stopped(self) -> bool:
        """Whether it will not continue: it failed, or its process has died."""
        if self.ended:
            return self.has_failed
        try:
            moved = self._progress_path.stat().st_mtime
        except OSError:
            moved = self.created.timestamp()
        return moved < (timezone.now() - STEP_LIMIT).timestamp()

    def end(self, *, has_failed=False):
        self.ended, self.has_failed = timezone.now(), has_failed
        self.save(update_fields=["ended", "has_failed"])
        self._progress_path.unlink(missing_ok=True)

    @property
    def _progress_path(self):
        return self.path.with_suffix(".progress")


def exports_folder() -> Path:
    """Return the folder of the files, which may not exist yet."""
    return Path(settings.VAR_DIR) / "exports"
