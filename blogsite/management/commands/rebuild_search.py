from django.core.management.base import BaseCommand

from blogsite.search.rebuild import INDEXES, rebuild
from posts.missing_tables import needing_tables


class Command(BaseCommand):
    help = "Compares the search index with the texts, and writes again what differs."

    @needing_tables()
    def handle(self, **options):
        counts, total_written = [], 0
        for name, entries in INDEXES.items():
            total = 0
            for compared, written in rebuild(entries):
                total, total_written = total + compared, total_written + written
            counts.append(f"{total:,} {name}")
        self.stdout.write(
            f"{' and '.join(counts)} compared, {total_written:,} of them written again"
        )
