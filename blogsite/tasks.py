"""Tasks of the project that run after the response."""

import time

from django.tasks import task

from blogsite.models import Export
from blogsite.move_in import running
from blogsite.transfer.jsonl.writer import export_jsonl
from blogsite.transfer.wxr.writer import export_wordpress

REPORT_SECONDS = 1  # between two reports of progress
WRITERS = {Export.Format.JSONL: export_jsonl, Export.Format.WORDPRESS: export_wordpress}


class StoredProgress:
    """A progress display for the page of an export."""

    def __init__(self, export, total: int):
        self.export = export
        self.total = total
        self.reported = 0.0

    def show(self, done: int, counted: int, noun: str):
        if time.monotonic() - self.reported >= REPORT_SECONDS:
            self.reported = time.monotonic()
            self.export.store_progress(done, self.total)

    def end(self):
        self.export.store_progress(self.total, self.total)


@task
def run_export(pk: int):
    """Write the file of an export; one that a killed process left begins again."""
    export = Export.objects.filter(pk=pk, ended=None).first()
    if export is None:
        return
    export.store_progress(0, 0)
    try:
        WRITERS[export.format](
            export.path,
            with_personal_data=export.with_personal_data,
            progress_of=lambda label, total: StoredProgress(export, total),
        )
    except Exception:
        export.end(has_failed=True)
        raise
    export.end()


@task
def run_import(pk: int):
    """Run a dry run or an import; one that a killed process left goes on."""
    running.run(pk)
