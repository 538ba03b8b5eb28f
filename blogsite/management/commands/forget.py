from django.core.management.base import BaseCommand

from blogsite.retention import forget_addresses, forget_banned_emails, forget_words
from posts.tables import needing_tables


class Command(BaseCommand):
    help = (
        "Shortens addresses after 30 days, drops them after 90, drops"
        " the e-mails of bans that ended 90 days ago, and takes what was erased out of"
        " the database's own traces of it; to be run every day."
    )

    @needing_tables()
    def handle(self, **options):
        shortened, dropped = forget_addresses()
        forgotten = forget_banned_emails()
        forget_words()
        self.stdout.write(
            f"{shortened} addresses shortened, {dropped} dropped,"
            f" and {forgotten} e-mails of bans that ended."
        )
