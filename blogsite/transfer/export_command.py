"""A management command that writes the blog into a file: its arguments, and its errors."""

import sys
from functools import partial

from django.core.management.base import BaseCommand, CommandError

from blogsite.transfer.output import ExportFailed
from blogsite.transfer.progress import Progress
from posts.missing_tables import needing_tables
from posts.replicas import read_from_replica


class ExportCommand(BaseCommand):
    """Writes `file`, says what is in it, and ends with one line when that is not possible."""

    file_help = ""
    without_help = ""  # what is left out without personal data

    def add_arguments(self, parser):
        parser.add_argument("file", help=self.file_help)
        parser.add_argument("--without-personal-data", action="store_true", help=self.without_help)

    def export(self, file, *, with_personal_data, progress_of) -> str:
        """Write the file, and return what is in it, in words. Raises ExportFailed."""
        raise NotImplementedError

    def handle(self, *, file, without_personal_data, stderr=None, **options):
        settings = {
            "with_personal_data": not without_personal_data,
            "progress_of": partial(Progress, stderr or sys.stderr),
        }
        try:
            with needing_tables():
                content = read_from_replica(partial(self.export, file, **settings))
        except ExportFailed as failure:
            raise CommandError(failure) from None
        except KeyboardInterrupt:
            raise CommandError(f"{file}: stopped, nothing was written", returncode=130) from None
        self.stdout.write(f"{file}: {content}")
