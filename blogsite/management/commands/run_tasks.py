from django.core.management.base import BaseCommand

from blogsite.serving import background
from posts.missing_tables import needing_tables


class Command(BaseCommand):
    help = "Runs the tasks that wait, such as a long batch, and ends. The server starts it."

    requires_system_checks = ()  # the server runs already, and somebody waits for the batch

    def add_arguments(self, parser):
        parser.add_argument("--parent", type=int, help="End at once if this process has ended.")

    @needing_tables()
    def handle(self, *, parent, **options):
        background.run(parent)
