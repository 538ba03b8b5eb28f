"""The system check of the catalogues."""

from pathlib import Path

from django.conf import settings
from django.core import checks

from accounts.catalogues.checking import faults_at_start


def check_catalogues(app_configs, **kwargs):
    """Return an error for each folder of an unknown language and each wrong header."""
    faults = [fault for folder in settings.LOCALE_PATHS for fault in faults_at_start(Path(folder))]
    return [checks.Error(fault, id="soundoff.E008") for fault in faults]
