from django.core.management.base import BaseCommand

from moderation.notifying.rounds import notify_due
from posts.missing_tables import needing_tables


class Command(BaseCommand):
    help = (
        "Queues the mail that is due to people who work here, as the running server does every"
        " minute; send_mail sends it."
    )

    @needing_tables()
    def handle(self, **options):
        notify_due()
