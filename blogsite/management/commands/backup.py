from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from blogsite.backup.copies import copy_elsewhere, remove_old_copies
from blogsite.backup.dump import BackupFailed, back_up
from blogsite.backup.site_lock import SiteIsBusy
from blogsite.object_store.media import media_bucket
from posts.missing_tables import needing_tables


class Command(BaseCommand):
    help = (
        "Writes the database and the media into one file and removes backups older than 30 days."
        " With BACKUP_COPY_TO, copies it elsewhere, too."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="where backups are stored")
        parser.add_argument(
            "--with-pictures",
            action="store_true",
            help="take pictures along that are in a bucket; those in a folder always are",
        )

    @needing_tables()
    def handle(self, *, folder, with_pictures, **options):
        try:
            path = back_up(folder, with_pictures=with_pictures)
        except (BackupFailed, SiteIsBusy, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{path} ({path.stat().st_size:,} bytes)")
        if settings.BACKUP_COPY_TO:
            self._copy(path)
        if media_bucket() and not with_pictures:
            self.stdout.write(
                f"It holds no pictures: they are in {media_bucket()}. --with-pictures adds them."
            )

    def _copy(self, path):
        try:
            copy = copy_elsewhere(path)
        except BackupFailed as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Copied to {copy.place} and read back ({copy.bytes:,} bytes).")
        if problem := remove_old_copies():
            self.stderr.write(problem)
