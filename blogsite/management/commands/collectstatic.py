from django.conf import settings
from django.contrib.staticfiles.management.commands import collectstatic

from blogsite.static_files import remove_old_files


class Command(collectstatic.Command):
    help = f"{collectstatic.Command.help} Keeps those of this release and of the one before."

    def collect(self):
        report = super().collect()
        if settings.STATIC_HASHED and not self.dry_run:
            remove_old_files()
        return report
