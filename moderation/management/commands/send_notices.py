from django.core.management.base import BaseCommand, CommandError

from moderation.models import Notice
from posts.tables import needing_tables


class Command(BaseCommand):
    help = "Sends the letters about decisions that wait, as the running server does."

    @needing_tables()
    def handle(self, **options):
        sent, failed = Notice.objects.send_due()
        self.stdout.write(f"{sent} sent, {len(failed)} wait for the next try")
        if failed:
            raise CommandError(f"The mail server did not take everything: {failed[-1]}")
