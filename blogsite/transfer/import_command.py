"""A management command that imports a file: its arguments, errors and output."""

import sys
from contextlib import nullcontext

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from blogsite.backup.site_lock import SiteIsBusy, import_lock
from blogsite.transfer.files import ImportRefused
from blogsite.transfer.report_texts import ReportTexts
from blogsite.transfer.stopping import reason_of
from posts.missing_tables import needing_tables

NOTHING_STORED = "Nothing was stored: it was a dry run."


class ImportCommand(BaseCommand):
    """Imports `file`, or only reports on it; ends with one line if that is not possible."""

    file_help = ""
    stored = ""  # the unit of storing, for the message after an interruption

    def add_arguments(self, parser):
        parser.add_argument("file", help=self.file_help)
        parser.add_argument(
            "--dry-run", action="store_true", help="report what would happen and store nothing"
        )
        parser.add_argument(
            "--verbose",
            action="store_true",
            help="report all changes, not only what readers of the blog can miss",
        )

    def import_file(self, file, **options):
        """Import a file and return its ImportReport; `options` has dry_run, stream and others."""
        raise NotImplementedError

    def handle(self, *, file, dry_run, verbose, stderr=None, **options):
        options |= {"dry_run": dry_run, "stream": stderr or sys.stderr}
        state = NOTHING_STORED if dry_run else f"{self.stored}; run the command again to go on."
        try:
            with needing_tables(), nullcontext() if dry_run else import_lock():
                report = self.import_file(file, **options)
        except (ImportRefused, SiteIsBusy) as refusal:
            raise CommandError(f"{file}: {refusal}") from None
        except (DatabaseError, OSError) as error:
            raise CommandError(f"{file}: {reason_of(error)}. {state}") from error
        except KeyboardInterrupt:
            raise CommandError(f"{file}: stopped. {state}", returncode=130) from None
        if dry_run:
            self.stdout.write("Dry run: nothing was stored.")
        for line in ReportTexts(report, verbose=verbose).lines():
            self.stdout.write(line)
