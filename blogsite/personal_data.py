"""What packages hold about people for this site; `accounts/privacy.py` reads it."""

from datetime import timedelta

from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from accounts.privacy import Ending, Holding, former_reader

TASKS_KEPT = timedelta(days=30)


def _take_name_out_of_log(person, **choice):
    """Name nobody in what the log of the desk says about an account."""
    if account := person.account:
        entries = LogEntry.objects.filter(
            content_type__app_label="accounts", content_type__model="user", object_id=account.pk
        )
        entries.update(object_repr=former_reader())


def _finished_tasks(moment):
    return DBTaskResult.objects.filter(finished_at__lt=moment)


HOLDINGS = [
    # How a batch failed: a traceback may name somebody.
    Holding(
        DBTaskResult,
        ("args_kwargs", "traceback"),
        _("What failed on our side: it holds a name by chance at most, and goes after a month."),
        endings=(Ending(_("Finished tasks dropped"), TASKS_KEPT, _finished_tasks),),
    ),
    Holding(
        LogEntry,
        ("object_repr", "change_message"),
        _("What staff did at the desk, which is there to check on them."),
        close=_take_name_out_of_log,
        remains=_("That staff changed something about your account, and when."),
    ),
]
