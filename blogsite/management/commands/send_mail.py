from django.core.management.base import BaseCommand, CommandError

from accounts.mail.delivery import send_due
from posts.announcing import announce_due
from posts.missing_tables import needing_tables


class Command(BaseCommand):
    help = "Sends the mail that is due, as the running server does."

    @needing_tables()
    def handle(self, **options):
        announce_due()
        counts = send_due()
        sent, waiting, failed = (counts[status] for status in ("sent", "waiting", "returned"))
        self.stdout.write(f"{sent} sent, {waiting} wait for the next try, {failed} given up")
        if waiting or failed:
            raise CommandError("The mail server did not take everything.")
