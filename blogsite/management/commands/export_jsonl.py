import sys
from functools import partial

from django.core.management.base import BaseCommand, CommandError

from blogsite.transfer.jsonl.writer import export_jsonl
from blogsite.transfer.output import ExportFailed
from blogsite.transfer.progress import Progress
from posts.missing_tables import needing_tables


class Command(BaseCommand):
    help = (
        "Writes the whole blog into a file of JSON Lines, which import_jsonl and other programs can"
        " read. With a name that ends with .zip, the pictures are in it; else they are copied into"
        " a folder beside it."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="where the file is written, such as blog.zip")
        parser.add_argument(
            "--without-personal-data",
            action="store_true",
            help="leave out e-mails, IP addresses, and all that readers do not see of people",
        )

    def handle(self, *, file, without_personal_data, stderr=None, **options):
        progress_of = partial(Progress, stderr or sys.stderr)
        try:
            with needing_tables():
                count = export_jsonl(
                    file, with_personal_data=not without_personal_data, progress_of=progress_of
                )
        except ExportFailed as failure:
            raise CommandError(failure) from None
        except KeyboardInterrupt:
            raise CommandError(f"{file}: stopped, nothing was written", returncode=130) from None
        self.stdout.write(f"{file}: {count:,} records")
