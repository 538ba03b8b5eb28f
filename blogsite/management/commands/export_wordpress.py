import sys
from functools import partial

from django.core.management.base import BaseCommand, CommandError

from blogsite.transfer.nouns import counted
from blogsite.transfer.output import ExportFailed
from blogsite.transfer.progress import Progress
from blogsite.transfer.wxr.writer import export_wordpress
from posts.missing_tables import needing_tables


class Command(BaseCommand):
    help = (
        "Writes posts, pages, tags, authors, comments and pictures as a WordPress export, for"
        " WordPress's importer. The pictures are copied into a folder beside it. Everything else"
        " leaves with export_jsonl alone."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="where the file is written, such as blog.xml")
        parser.add_argument(
            "--without-personal-data",
            action="store_true",
            help="leave out e-mails, IP addresses, and comments that readers do not see",
        )

    def handle(self, *, file, without_personal_data, stderr=None, **options):
        progress_of = partial(Progress, stderr or sys.stderr)
        try:
            with needing_tables():
                counts = export_wordpress(
                    file, with_personal_data=not without_personal_data, progress_of=progress_of
                )
        except ExportFailed as failure:
            raise CommandError(failure) from None
        except KeyboardInterrupt:
            raise CommandError(f"{file}: stopped, nothing was written", returncode=130) from None
        numbers = ", ".join(counted(number, noun) for noun, number in counts.items())
        self.stdout.write(f"{file}: {numbers}")
