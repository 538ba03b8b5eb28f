from django.core.management.base import CommandError
from django.core.management.commands import migrate

from blogsite import private_files
from blogsite.backup.site_lock import SiteIsBusy, database_lock, media_lock
from blogsite.backup.unfinished import settle_unfinished, unfinished_records
from blogsite.old_database import OldDatabase, refuse_old_database


class Command(migrate.Command):
    help = (
        f"{migrate.Command.help} Waits for a running backup or restore, and first finishes or"
        " undoes one that was killed."
    )

    def handle(self, *args, **options):
        try:
            with database_lock("migration", on_wait=self._report):
                if unfinished_records():
                    with media_lock("migration", on_wait=self._report):
                        settle_unfinished()
                refuse_old_database()
                super().handle(*args, **options)
        except (OldDatabase, SiteIsBusy, OSError) as error:
            raise CommandError(str(error)) from None
        private_files.close_to_others()

    def _report(self, sentence):
        self.stderr.write(sentence)
