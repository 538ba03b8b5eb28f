from django.core.management.base import BaseCommand, CommandError

from moderation.learning.every_ground import train_every_ground
from moderation.models import Training
from posts.missing_tables import needing_tables


class Command(BaseCommand):
    help = (
        "Trains the learned screening from the decisions of this site's moderators, and prints what"
        " it would have done. Run it every night."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--share",
            type=float,
            help="How many good comments may be held, in percent; else as the rule is set.",
        )

    @needing_tables()
    def handle(self, *, share, **options):
        training = train_every_ground(share)
        if training is None:
            raise CommandError("Another process is training.")
        if training.outcome == Training.Outcome.FAILED:
            raise CommandError("The training failed; the model before it stays in use.")
        for line in training.report():
            self.stdout.write(line)
