"""Tasks of the project that run after the response."""

from functools import partial

from django.tasks import task

from blogsite.models import Export
from blogsite.move_in import running
from blogsite.transfer.jsonl.writer import export_jsonl
from blogsite.transfer.progress import PacedWatcher, Progress
from blogsite.transfer.wxr.writer import export_wordpress
from posts.replicas import read_from_replica

WRITERS = {Export.Format.JSONL: export_jsonl, Export.Format.WORDPRESS: export_wordpress}


class StoredProgress(PacedWatcher):
    """Stores the progress of an export for its page."""

    def __init__(self, export):
        self.export = export

    def store(self, label, done, total, counted, noun):
        self.export.store_progress(done, total)


@task
def run_export(pk: int):
    """Write the file of an export; one that a killed process left starts again."""
    export = Export.objects.filter(pk=pk, ended=None).first()
    if export is None:
        return
    export.store_progress(0, 0)
    write = partial(
        WRITERS[export.format],
        export.path,
        with_personal_data=export.with_personal_data,
        progress_of=partial(Progress, StoredProgress(export)),
    )
    try:
        read_from_replica(write)
    except Exception:
        export.end(has_failed=True)
        raise
    export.end()


@task
def run_import(pk: int):
    """Run a dry run or an import; one that a killed process left is continued."""
    running.run(pk)
