from django.core.management.base import BaseCommand, CommandError

from accounts.privacy import RetentionFailed
from blogsite.retention import forget
from posts.missing_tables import needing_tables


class Command(BaseCommand):
    help = (
        "Deletes personal data older than the limits in README, and the traces that the database"
        " keeps of erased texts. Run it every day."
    )

    @needing_tables()
    def handle(self, **options):
        try:
            for line in forget():
                self.stdout.write(line)
        except RetentionFailed as failed:
            raise CommandError(f"This could not be ended, and is tried again: {failed}") from None
