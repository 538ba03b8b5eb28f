from django.core.management.base import BaseCommand

from blogsite.retention import forget
from posts.missing_tables import needing_tables


class Command(BaseCommand):
    help = (
        "Deletes personal data older than the limits in README, and the traces that the database"
        " keeps of erased texts. Run it every day."
    )

    @needing_tables()
    def handle(self, **options):
        for line in forget():
            self.stdout.write(line)
