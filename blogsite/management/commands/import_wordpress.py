import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from blogsite.transfer.files import ImportRefused
from blogsite.transfer.wordpress.importer import import_wordpress
from posts.missing_tables import needing_tables


class Command(BaseCommand):
    help = (
        "Imports the posts and comments of a WordPress export (WXR, plain or .gz). Safe to repeat:"
        " it changes nothing that it imported before and adds what is new."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="the export: an .xml file, or the same as .gz")
        parser.add_argument(
            "--dry-run", action="store_true", help="report what would happen and store nothing"
        )

    def handle(self, *, file, dry_run, stderr=None, **options):
        try:
            with needing_tables():
                report = import_wordpress(file, dry_run=dry_run, stream=stderr or sys.stderr)
        except ImportRefused as refusal:
            raise CommandError(f"{file}: {refusal}") from None
        except DatabaseError as error:
            first_line = str(error).partition("\n")[0]
            raise CommandError(
                f"{file}: the database stopped the import: {first_line}. {what_is_stored(dry_run)}"
            ) from error
        except OSError as error:  # the comments of a large post are spooled to disk
            raise CommandError(
                f"{file}: the disk stopped the import: {error.strerror or error}."
                f" {what_is_stored(dry_run)}"
            ) from error
        except KeyboardInterrupt:
            raise CommandError(
                f"{file}: stopped. {what_is_stored(dry_run)}", returncode=130
            ) from None
        if dry_run:
            self.stdout.write("Dry run: nothing was stored. An import would report:")
        for line in report.lines():
            self.stdout.write(line)


def what_is_stored(dry_run):
    """Return a sentence about the state in which an import has stopped."""
    if dry_run:
        return "Nothing was stored: it was a dry run."
    return "Whole posts were stored; run the command again to go on."
