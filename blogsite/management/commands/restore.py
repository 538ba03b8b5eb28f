from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from blogsite.backup.dump import BackupFailed, read_description
from blogsite.backup.encryption import opened
from blogsite.backup.pictures import missing_pictures, place_of_pictures
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
            "--key",
            type=Path,
            help="the file with the secret key of age, for encrypted copies, later ones too",
        )
        parser.add_argument(
            "--trial",
            action="store_true",
            help="only try: nothing of it stays. On PostgreSQL, DATABASE_URL is of an empty"
            " database.",
        )
        parser.add_argument(
            "--without-later",
            action="store_true",
            help="ignore later backups in the folder, if one is damaged. Texts that only those list"
            " as erased come back.",
        )

    def handle(self, *, file, key, **options):
        try:
            with opened(file, key) as content:
                self._restore(file, content, key, **options)
        except (BackupFailed, OldDatabase, SiteIsBusy, OSError) as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            first_line = str(error).strip().partition("\n")[0]
            raise CommandError(f"The database refused it: {first_line}") from None

    def _restore(self, file, content, key, *, yes, trial, without_later, **options):
        about = read_description(content)
        if not (yes or trial):
            self._ask()
        erased = restore(file, content, without_later=without_later, is_trial=trial, key_file=key)
        if trial:
            self.stdout.write(f"{file.name} can be restored. Nothing was changed.")
            return
        self.stdout.write(f"Restored. {erased} texts erased since were erased again.")
        self._say_what_is_missing(about["pictures"]["place"])

    def _say_what_is_missing(self, place):
        try:
            missing = missing_pictures()
        except OSError as error:
            self.stderr.write(f"Whether pictures are missing is not known: {error}")
            return
        if missing:
            self.stderr.write(
                f"{len(missing)} files of pictures are not in {place_of_pictures()}, such as"
                f" {missing[0]}. When the backup was made, they were in {place}."
            )

    def _ask(self):
        try:
            answer = input(f"Everything in {database_name()} will be replaced. Type “yes”: ")
        except EOFError:
            raise CommandError(
                f"Nobody is there to ask: --yes replaces everything in {database_name()}."
            ) from None
        if answer != "yes":
            raise CommandError("Nothing was restored.")
