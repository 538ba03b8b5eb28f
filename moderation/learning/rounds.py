"""Starts trainings that are due; the server runs this every minute.

A training is due a day after the last one if the rule is in use, and half a day after it if words
were erased since: no weights contain erased words for more than a day.
"""

from moderation.models import Screener
from moderation.models.house_rule import SPAM
from moderation.models.screener import rule_is_asked
from moderation.tasks import train_screening


def train_when_due():
    """Have a worker train if it is time; without one, `manage.py train_screening` does it."""
    Screener.objects.forget_overdue()
    if not train_screening.get_backend().supports_get_result:
        return
    if Screener.objects.claim_scheduled_training(SPAM, daily=rule_is_asked()):
        train_screening.enqueue()
