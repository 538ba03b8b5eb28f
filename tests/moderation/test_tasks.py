"""Tasks in a worker: mail waits for its grace period, batches and trials do not wait."""

import os
import signal
import subprocess
import sys

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Message
from comments.models import Comment
from comments.rules import rule_of
from moderation.models import Batch, Decision
from moderation.trials import running
from tests.accounts.outbox import make_due
from tests.cast import a_comment, a_post, mona
from tests.moderation.deciding import a_rule
from tests.moderation.past_comments import PastComments

STORED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
WORKERS_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)


@pytest.fixture
def work(database_url, settings):
    """Return a function that runs all due tasks in a worker process and returns the mail sent."""
    settings.TASKS = STORED

    def run(email_url="consolemail://"):
        environment = os.environ | {
            "DATABASE_URL": database_url,
            "TASK_WORKERS": "true",
            "EMAIL_URL": email_url,
        }
        DBTaskResult.objects.update(run_after=timezone.now())
        make_due()
        worker = [sys.executable, "manage.py", "db_worker", "--batch", "--no-startup-delay"]
        done = subprocess.run(
            worker, env=environment, capture_output=True, text=True, check=True, timeout=120
        )
        return done.stdout

    return run


@pytest.fixture
def work_here(transactional_db, settings):
    """Return a function that runs all due tasks as a worker does, in this process."""
    settings.TASKS = STORED
    settings.HAS_MAIL_SERVER = True
    handlers = {number: signal.getsignal(number) for number in WORKERS_SIGNALS}

    def run():
        DBTaskResult.objects.update(run_after=timezone.now())
        make_due()
        call_command("db_worker", "--batch", "--no-startup-delay", "--no-reload")

    yield run
    for number, handler in handlers.items():
        signal.signal(number, handler)


def test_a_worker_sends_the_mail_after_the_grace_period(work):
    Decision.objects.take("remove", a_comment(a_post()), by=mona(), ground=a_rule())
    assert DBTaskResult.objects.get().run_after > timezone.now()
    assert "Subject: Your comment was removed" in work()
    assert Message.objects.get().status == "sent"


def test_a_worker_without_a_mail_server_leaves_the_mail(work):
    Decision.objects.take("remove", a_comment(a_post()), by=mona(), ground=a_rule())
    work(email_url="")
    assert Message.objects.get().status == "waiting"


def test_a_decision_undone_in_the_grace_period_sends_no_mail(work_here):
    decision = Decision.objects.take("remove", a_comment(a_post()), by=mona(), ground=a_rule())
    decision.undo(by=mona())
    work_here()
    assert mail.outbox == []
    assert Message.objects.get().status == "cancelled"


def test_a_worker_processes_a_long_batch(work_here):
    post = a_post()
    for _ in range(3):
        a_comment(post)
    batch = Batch.objects.begin("spam", on=Comment.objects.on(post), by=mona())
    assert batch.progress["waiting"] == 3
    work_here()
    assert batch.progress["decided"] == 3
    batch.undo(by=mona())
    work_here()
    assert batch.progress["undone"] == 3


def test_a_worker_tries_a_rule_on_stored_comments(work_here):
    PastComments(seed=9, size=40)
    trial = running.begin(rule_of("many_links"), {"links": 1}, by=mona())
    assert not trial.is_over
    work_here()
    trial.refresh_from_db()
    assert trial.is_over and trial.done == trial.total > 20


def test_a_rolled_back_task_never_reaches_a_worker(work_here):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Batch.objects.begin("spam", on=Comment.objects.on(a_post()), by=mona())
        raise ZeroDivisionError
    assert not DBTaskResult.objects.exists()
