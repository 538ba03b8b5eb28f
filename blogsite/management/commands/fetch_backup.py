from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from blogsite.backup.copy_targets import target_of
from blogsite.object_store.url import Bucket


class Command(BaseCommand):
    help = "Fetches a copy of a backup from the bucket in BACKUP_COPY_TO: the newest, or NAME."

    requires_system_checks = ()  # the database may be new

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, nargs="?", help="where it is written to")
        parser.add_argument("--name", help="the name of another one than the newest")
        parser.add_argument("--list", action="store_true", help="only print the names of all")

    def handle(self, *, folder, name, **options):
        if not isinstance(settings.BACKUP_COPY_TO, Bucket):
            raise CommandError("BACKUP_COPY_TO is no bucket, so the copy is fetched by hand.")
        if not (folder or options["list"]):
            raise CommandError("Name a folder.")
        try:
            target = target_of(settings.BACKUP_COPY_TO)
            names = [name] if name else target.names()
            if options["list"]:
                self.stdout.write("\n".join(names))
            elif names:
                self.stdout.write(str(fetched(target, names[-1], folder)))
            else:
                raise CommandError(f"{target} holds no backup.")
        except OSError as error:
            raise CommandError(str(error)) from None


def fetched(target, name: str, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return target.fetch(name, folder)
