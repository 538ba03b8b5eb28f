import time
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext

from blogsite import private_files
from blogsite.backup.site_lock import SiteIsBusy, activity_of_database, database_lock, media_lock
from blogsite.backup.unfinished import settle_unfinished, unfinished_records
from blogsite.old_database import OldDatabase, refuse_old_database
from blogsite.query_statistics import collect_statistics

LOCK_TIMEOUT = "700ms"  # everybody who uses the table waits behind the migration for this long
ATTEMPTS = 15
PAUSE_SECONDS = 2.0
LOCK_NOT_AVAILABLE = "55P03"


class Command(migrate.Command):
    help = (
        f"{migrate.Command.help} Waits for a running backup or restore, and first finishes or"
        " undoes one that was killed; during a backup it ends if there is nothing to migrate. Does"
        " not hold up readers and writers while a table is busy."
    )

    def handle(self, *args, **options):
        # A server that starts again, as its unit migrates first, must not wait for a backup.
        if not options["app_label"] and activity_of_database() == "backup" and is_up_to_date():
            self._report(gettext("Nothing to migrate, while a backup is running."))
            return
        try:
            with database_lock("migration", on_wait=self._report):
                if unfinished_records():
                    with media_lock("migration", on_wait=self._report):
                        settle_unfinished()
                refuse_old_database()
                with lock_timeout():
                    self._migrate(*args, **options)
                if not options["plan"]:
                    collect_statistics()
        except (OldDatabase, SiteIsBusy, OSError) as error:
            raise CommandError(str(error)) from None
        private_files.close_to_others()

    def _migrate(self, *args, **options):
        """Migrate; try again if a table stays busy. Raises CommandError in the end."""
        for _attempt in range(ATTEMPTS):
            try:
                return super().handle(*args, **options)
            except OperationalError as error:
                if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                    raise
                self._report(gettext("A table is busy; trying again."))
                time.sleep(PAUSE_SECONDS)
        raise CommandError(
            gettext(
                "A table stayed busy, so the migration waits: everything would have waited behind"
                " it. Run it again when no backup or long query is running."
            )
        )

    def _report(self, sentence):
        self.stderr.write(sentence)


def is_up_to_date() -> bool:
    """Return whether all migrations have been run."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


@contextmanager
def lock_timeout():
    """Make PostgreSQL end a statement that waits longer than LOCK_TIMEOUT for a lock."""
    if connection.vendor != "postgresql":
        yield
        return
    _set_lock_timeout(LOCK_TIMEOUT)
    try:
        yield
    finally:
        _set_lock_timeout("0")


def _set_lock_timeout(limit):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [limit])
