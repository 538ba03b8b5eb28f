from django.core.management.base import BaseCommand

from accounts.models import Mailbox
from posts.missing_tables import needing_tables


class Command(BaseCommand):
    help = "Notes that a mail to this e-mail came back; it gets no mail for a month."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="E-MAIL")

    @needing_tables()
    def handle(self, *, email, **options):
        Mailbox.objects.for_email(email).bounce()
        self.stdout.write("It gets no mail for a month.")
