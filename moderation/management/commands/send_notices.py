from django.core.management.base import BaseCommand, CommandError

from moderation.models import Notice
from posts.tables import needing_tables


class Command(BaseCommand):
    help = "Sends the letters about decisions that wait, as the running server does."

    @needing_tables()
    def handle(self, **options):
        came_to = Notice.objects.send_due()
        sent, waiting = came_to[Notice.Status.SENT], came_to[Notice.Status.WAITING]
        self.stdout.write(f"{sent} sent, {waiting} wait for the next try")
        if waiting:
            raise CommandError("The mail server did not take everything.")
