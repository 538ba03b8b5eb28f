"""Run a dry run or an import as a task, one at a time; a killed one is continued."""

from contextlib import nullcontext

from django.utils.translation import gettext_noop

from blogsite.backup.site_lock import SiteIsBusy, import_lock
from blogsite.models import Import
from blogsite.transfer.files import ImportRefused
from blogsite.transfer.progress import PacedWatcher
from blogsite.transfer.remarks import Remark
from blogsite.transfer.sources import source_named
from blogsite.transfer.stopping import ImportStopped, reason_of
from blogsite.transfer.unpacking import export_at

ANOTHER_RUNS = gettext_noop("Another import is still running. Please wait for it.")
OUR_ERROR = gettext_noop("An error on our side; the log has it.")
NO_LONGER_HERE = gettext_noop("the file is no longer here; upload it again")
MAX_STEP_LENGTH = Import._meta.get_field("step").max_length
MAX_NOUN_LENGTH = Import._meta.get_field("noun").max_length


class StoredProgress(PacedWatcher):
    """Stores the progress of an import in its row; raises ImportStopped if its owner asks."""

    def __init__(self, pk: int):
        self.rows = Import.objects.running().filter(pk=pk, is_stop_asked=False)

    def store(self, label, done, total, counted, noun):
        numbers = {"done": done, "total": total, "counted": counted}
        names = {"step": label[:MAX_STEP_LENGTH], "noun": noun[:MAX_NOUN_LENGTH]}
        if not self.rows.update(**names, **numbers):
            raise ImportStopped


def run(pk: int):
    """Run what an import waits for, unless another process does so."""
    row = Import.objects.running().filter(pk=pk).first()
    if row is None:
        return
    try:
        with import_lock():
            if row.take_up():
                _run(row)
    except SiteIsBusy:
        if row.begun is None:  # otherwise this import is running
            row.end(Import.State.FAILED, Remark(ANOTHER_RUNS))


def _run(row):
    try:
        report = _import(row, StoredProgress(row.pk))
    except ImportStopped:
        row.end(Import.State.STOPPED)
    except Exception as error:
        reason = reason_of(error)
        if reason is None:
            row.end(Import.State.FAILED, Remark(OUR_ERROR))
            raise
        for file in filter(None, (row.file, row.pictures)):
            reason = reason.replacing(str(file.path), file.name)
        row.end(Import.State.FAILED, reason)
    else:
        row.finish(report)


def _import(row, progress):
    source = source_named(row.source)
    if source is None or not row.has_file:
        raise ImportRefused(NO_LONGER_HERE)
    options = {"dry_run": row.state == Import.State.CHECKING, "stream": progress}
    if source.has_pictures:
        options |= {
            "uploads": row.pictures.path if row.pictures else None,
            "fetches_media": row.fetches_pictures,
        }
    path, folder = row.file.path, row.file.folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with nullcontext(path) if source.reads_zip else export_at(path, folder) as export:
        return source.import_file(export, **options)
