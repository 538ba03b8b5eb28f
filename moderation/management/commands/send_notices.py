from django.core.management.base import BaseCommand, CommandError

from moderation.models import Notice
from posts.missing_tables import needing_tables


class Command(BaseCommand):
    help = "Sends the letters about decisions that wait, as the running server does."

    @needing_tables()
    def handle(self, **options):
        came_to = Notice.objects.send_due()
        sent, waiting, returned = (came_to[status] for status in ("sent", "waiting", "returned"))
        self.stdout.write(f"{sent} sent, {waiting} wait for the next try, {returned} given up")
        if waiting or returned:
            raise CommandError("The mail server did not take everything.")
