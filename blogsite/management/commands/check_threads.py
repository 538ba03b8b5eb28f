from django.core.management.base import BaseCommand, CommandError

from blogsite.transfer.progress import Progress
from comments.models import Comment
from comments.tree_check import audit
from posts.missing_tables import needing_tables


class Command(BaseCommand):
    help = (
        "Compares every tree column and stored count with the comments themselves, lists the "
        "differences and exits with status 1 if there are any. With --repair it corrects them."
    )

    def add_arguments(self, parser):
        parser.add_argument("--repair", action="store_true", help="correct the differences")

    @needing_tables()
    def handle(self, *, repair, **options):
        faults = 0
        progress = Progress(self.stdout, "Threads", Comment.objects.count())
        for fault in audit(repair=repair, on_progress=lambda n: progress.show(n, n, "comments")):
            faults += 1
            self.stdout.write(fault)
        progress.end()
        if not faults:
            self.stdout.write("Every thread is sound.")
        elif repair:
            self.stdout.write(f"{faults} faults, all repaired.")
        else:
            raise CommandError(f"{faults} faults; run check_threads --repair to mend them.")
