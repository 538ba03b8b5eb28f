from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.catalogues.checking import check, codes_in, faults_at_start


class Command(BaseCommand):
    help = "Holds each catalogue against the sentences of the source; names file and line."

    requires_system_checks = ()

    def handle(self, **options):
        folder = Path(settings.LOCALE_PATHS[0])
        faults = faults_at_start(folder)
        for code in codes_in(folder):
            report = check(code, folder)
            faults += report.faults
            if report.in_english:
                self.stdout.write(f"{code}: {report.in_english} sentences of the desk are English")
        if faults:
            lines = (fault.replace(f"{settings.BASE_DIR}/", "") for fault in faults)
            raise CommandError("\n".join(lines))
