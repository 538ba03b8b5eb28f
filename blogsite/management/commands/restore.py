from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from blogsite.backups import BackupFailed, restore


class Command(BaseCommand):
    help = "Puts a backup in the place of everything there is. Stop the site before."

    requires_system_checks = ()  # the database may be new

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, file, yes, **options):
        if not yes and input("Everything there is will be replaced. Type “yes”: ") != "yes":
            raise CommandError("Nothing was restored.")
        try:
            erased = restore(file)
        except (BackupFailed, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Restored. {erased} comments erased since were erased again.")
