from django.core.management.base import BaseCommand

from comments.resanitizing import resanitize
from posts.missing_tables import needing_tables

COMMENTS_PER_LINE = 10_000  # comments for each line of output: a line every ten seconds or so


class Command(BaseCommand):
    help = "Sanitizes every comment again under the present policy; the typed text stays."

    @needing_tables()
    def handle(self, **options):
        total = changed = 0
        for checked, corrected in resanitize():
            if total // COMMENTS_PER_LINE < (total + checked) // COMMENTS_PER_LINE:
                self.stdout.write(f"{total + checked:,} comments …")
            total, changed = total + checked, changed + corrected
        self.stdout.write(f"{total:,} comments, {changed:,} of them changed.")
