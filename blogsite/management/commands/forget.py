from django.core.management.base import BaseCommand

from blogsite.retention import forget
from posts.missing_tables import needing_tables


class Command(BaseCommand):
    help = (
        "Takes away what is kept of people once it has been kept long enough, and what was erased"
        " out of the database's own traces of it; to be run every day. README says for how long."
    )

    @needing_tables()
    def handle(self, **options):
        for line in forget():
            self.stdout.write(line)
