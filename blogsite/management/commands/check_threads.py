from functools import partial

from django.core.management.base import BaseCommand, CommandError

from blogsite.transfer.progress import Progress
from comments.models import Comment
from comments.tree_check import audit
from posts.missing_tables import needing_tables
from posts.replicas import read_from_replica


class Command(BaseCommand):
    help = (
        "Compares every tree column and stored count with the comments themselves, lists the "
        "differences and exits with status 1 if there are any. With --repair it corrects them."
    )

    def add_arguments(self, parser):
        parser.add_argument("--repair", action="store_true", help="correct the differences")

    @needing_tables()
    def handle(self, *, repair, **options):
        check = partial(self.check_each, repair=repair, listed=set())
        faults = check() if repair else read_from_replica(check)
        if not faults:
            self.stdout.write("Every thread is sound.")
        elif repair:
            self.stdout.write(f"{faults} faults, all repaired.")
        else:
            raise CommandError(f"{faults} faults; run check_threads --repair to mend them.")

    def check_each(self, *, repair, listed: set[str]) -> int:
        """List the faults, and return their number.

        Those in `listed` are known: a replica named them before it failed.
        """
        faults = 0
        progress = Progress(self.stdout, "Threads", Comment.objects.count())
        for fault in audit(repair=repair, on_progress=lambda n: progress.show(n, n, "comments")):
            faults += 1
            if fault not in listed:
                self.stdout.write(fault)
                listed.add(fault)
        progress.end()
        return faults
