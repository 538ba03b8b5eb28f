from django.core.management.base import BaseCommand

from comments.resanitizing import resanitize
from posts.missing_tables import needing_tables

A_LINE = 10_000  # comments: some ten seconds


class Command(BaseCommand):
    help = "Writes the HTML of every comment anew under today's policy; their words stay."

    @needing_tables()
    def handle(self, **options):
        seen = changed = 0
        for looked_at, mended in resanitize():
            if seen // A_LINE < (seen + looked_at) // A_LINE:
                self.stdout.write(f"{seen + looked_at:,} comments …")
            seen, changed = seen + looked_at, changed + mended
        self.stdout.write(f"{seen:,} comments, {changed:,} of them changed.")
