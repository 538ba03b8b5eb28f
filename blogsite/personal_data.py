"""What packages hold about people for this site; `accounts/privacy.py` reads it."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from accounts.privacy import Ending, Holding

TASKS_KEPT = timedelta(days=30)


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
]
