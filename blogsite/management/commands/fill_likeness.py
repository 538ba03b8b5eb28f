from django.core.management.base import BaseCommand

from blogsite.transfer.progress import Progress
from moderation.similarity.filling import fill, missing
from posts.missing_tables import needing_tables


class Command(BaseCommand):
    help = (
        "Stores the fingerprints by which comments with similar words are found: of those that"
        " moderators decided on, and of the last 90 days. The server does so for new comments; run"
        " it after an import, or an upgrade from a version without them."
    )

    @needing_tables()
    def handle(self, **options):
        progress = Progress(self.stdout, "Fingerprints", missing())
        done = 0
        for number in fill():
            done += number
            progress.show(done, done, "comments")
        progress.end()
        self.stdout.write(f"{done:,} comments had no fingerprint yet; it was made now.")
