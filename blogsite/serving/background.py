"""Work of more than a second: tasks in a process that is started for them, and ends after them.

One such process works at a time on each machine; another one may wait for its end, so that no task
is overlooked. A killed process leaves its task to the next one, so a task must be able to continue
where another process stopped. With TASK_WORKERS none of this is used.
"""

import logging
import os
import subprocess
import sys
from threading import Thread

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.tasks import task_backends
from django.utils.crypto import get_random_string
from django_tasks_db.backend import DatabaseBackend

from blogsite.serving import turns

COMMAND = [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_tasks", "--parent"]
# Work must not slow down responses to readers.
NICENESS = 5
# A task that kills its process each time is given up.
MAX_STARTS = 3

log = logging.getLogger(__name__)


class OnDemandBackend(DatabaseBackend):
    """Tasks as rows, and a process that is started to run them."""

    supports_defer = False  # a process without tasks ends, and would not come back

    def enqueue(self, task, args, kwargs):
        result = super().enqueue(task, args, kwargs)
        transaction.on_commit(start)
        return result


def start():
    """Start a process that runs all tasks, unless one is already waiting to do so."""
    if turns.is_awaited(settings.VAR_DIR):
        return
    environment = os.environ.copy()
    environment.pop("PROMETHEUS_MULTIPROC_DIR", None)  # those counters are the server's
    command = [*COMMAND, str(os.getpid())]
    process = subprocess.Popen(  # noqa: S603 (our own command)
        command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
    )
    Thread(target=process.wait, name="background", daemon=True).start()  # or it stays as a zombie


def resume_soon():
    """Look for left tasks, for example after a restart, without delaying a server's start."""
    if isinstance(task_backends["default"], OnDemandBackend):
        Thread(target=resume, name="background", daemon=True).start()


def resume():
    """Start a process if there are left tasks."""
    try:
        if unfinished().exists():
            start()
    except DatabaseError as error:
        log.warning("Tasks that were left wait for the next one: %s", error)
    finally:
        connection.close()


def run(parent: int | None = None):
    """Run all tasks, one after the other, in this process; return when there are none.

    `parent` is the id of the process that started this one; if it is no longer our parent, return
    at once.
    """
    with turns.turn(settings.VAR_DIR) as is_ours:
        if not is_ours or (parent and parent != os.getppid()):
            return
        os.nice(NICENESS)
        take_over()
        worker = f"{turns.folder_id(settings.VAR_DIR)}-{get_random_string(20)}"
        options = ["--batch", "--no-startup-delay", "--no-reload", f"--worker-id={worker}"]
        call_command("db_worker", *options)


# Tasks of processes that died


def unfinished():
    """Return tasks without `finished_at`: they wait, run, or their process has died."""
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.exclude(finished_at__isnull=False)


def take_over():
    """Make tasks of processes that died on this machine run again, or give them up."""
    ours = f"{turns.folder_id(settings.VAR_DIR)}-"
    for task in unfinished().running():
        if not task.worker_ids or not task.worker_ids[-1].startswith(ours):
            continue
        if len(task.worker_ids) < MAX_STARTS:
            task.status = "READY"
            task.save(update_fields=["status"])
        else:
            task.set_failed(RuntimeError("Its process ended before it did, three times."))
