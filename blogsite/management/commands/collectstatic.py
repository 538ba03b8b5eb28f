from django.conf import settings
from django.contrib.staticfiles.management.commands import collectstatic

from blogsite.static_files import collecting_alone, remove_old_files

# What Django's command counts.
REPORT = ("modified", "unmodified", "post_processed", "skipped", "deleted")


class Command(collectstatic.Command):
    help = (
        f"{collectstatic.Command.help} Keeps those of this release and of the one before; does"
        " nothing if those of this release are there."
    )

    def collect(self):
        """Collect the files once for each release: a server that starts again must not wait."""
        if not settings.STATIC_HASHED or self.dry_run:
            return super().collect()
        with collecting_alone():
            return self._collect_once()

    def _collect_once(self):
        if self.storage.has_all_files() and not self.clear:
            self.storage.mark_as_newest()
            return dict.fromkeys(REPORT, ())
        report = super().collect()
        remove_old_files()
        return report
