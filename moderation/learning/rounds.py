"""Trains when its time has come; the server asks every minute.

A day after the last training there is another one where the rule is asked, and half a day after it
where words were erased since: no weights know of them for more than a day.
"""

from moderation.models import Screener
from moderation.models.house_rule import SPAM
from moderation.models.screener import rule_is_asked
from moderation.tasks import train_screening


def train_when_due():
    """Let a worker train if it is time; `manage.py train_screening` does where there is none."""
    Screener.objects.forget_overdue()
    if not train_screening.get_backend().supports_get_result:
        return
    if Screener.objects.claim_scheduled_training(SPAM, daily=rule_is_asked()):
        train_screening.enqueue()
