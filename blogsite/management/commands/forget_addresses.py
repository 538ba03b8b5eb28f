from django.core.management.base import BaseCommand

from blogsite.retention import forget_addresses


class Command(BaseCommand):
    help = "Shortens addresses after 30 days and drops them after 90; to be run every day."

    def handle(self, **options):
        shortened, dropped = forget_addresses()
        self.stdout.write(f"{shortened} addresses shortened, {dropped} dropped.")
