from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.catalogues.checking import codes_in
from accounts.catalogues.known import LANGUAGES, SOURCE
from accounts.catalogues.po import BrokenCatalogue
from accounts.catalogues.updating import update


class Command(BaseCommand):
    help = "Brings the catalogues of all languages up to that of the source (`make messages`)."

    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--add", choices=LANGUAGES, help="begin the catalogue of a language")

    def handle(self, *, add, **options):
        folder = Path(settings.LOCALE_PATHS[0])
        for code in sorted({*codes_in(folder), add or SOURCE} - {SOURCE}):
            try:
                missing = update(code, folder)
            except BrokenCatalogue as error:
                raise CommandError(str(error)) from None
            if missing:
                self.stdout.write(f"{code}: {missing} sentences to translate or to compare")
