from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from blogsite.backup.dump import BackupFailed, read_description
from blogsite.backup.restore import restore
from blogsite.backup.site_data import database_name
from blogsite.backup.site_lock import SiteIsBusy
from blogsite.old_database import OldDatabase


class Command(BaseCommand):
    help = "Replaces the whole site with a backup. Stop the site first."

    requires_system_checks = ()  # the database may be new

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument(
            "--without-later",
            action="store_true",
            help="ignore later backups in the folder, if one is damaged. Texts that only those list"
            " as erased come back.",
        )

    def handle(self, *, file, yes, without_later, **options):
        try:
            read_description(file)
            if not yes:
                self._ask()
            erased = restore(file, without_later=without_later)
        except (BackupFailed, OldDatabase, SiteIsBusy, OSError) as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            first_line = str(error).strip().partition("\n")[0]
            raise CommandError(f"The database refused it: {first_line}") from None
        self.stdout.write(f"Restored. {erased} texts erased since were erased again.")

    def _ask(self):
        try:
            answer = input(f"Everything in {database_name()} will be replaced. Type “yes”: ")
        except EOFError:
            raise CommandError(
                f"Nobody is there to ask: --yes replaces everything in {database_name()}."
            ) from None
        if answer != "yes":
            raise CommandError("Nothing was restored.")
