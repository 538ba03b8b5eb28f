from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from blogsite.backup.dump import BackupFailed, back_up
from blogsite.backup.site_lock import SiteIsBusy
from posts.missing_tables import needing_tables


class Command(BaseCommand):
    help = "Writes the database and the media into one file and removes backups older than 30 days."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="where backups are stored")

    @needing_tables()
    def handle(self, *, folder, **options):
        try:
            path = back_up(folder)
        except (BackupFailed, SiteIsBusy, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{path} ({path.stat().st_size:,} bytes)")
