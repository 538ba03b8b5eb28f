from django.core.management.base import BaseCommand, CommandError

from moderation.models import Notice
from posts.tables import needing_tables


class Command(BaseCommand):
    help = "Sends letters about decisions that wait: the mail server was away, or a worker died."

    @needing_tables()
    def handle(self, **options):
        sent, failed = 0, []
        for notice in Notice.objects.due().iterator():
            try:
                sent += notice.deliver()
            except OSError as error:  # also smtplib's: the mail server is away or refuses
                failed.append(error)
        self.stdout.write(f"{sent} sent, {len(failed)} wait for the next try")
        if failed:
            raise CommandError(f"The mail server did not take everything: {failed[-1]}")
