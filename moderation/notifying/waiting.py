"""The items that wait at the desk for one account, for its mail."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from moderation.desk.tabs import queue_of
from moderation.models import Appeal, HeldComment, ReportedComment
from moderation.queues import QUEUES, CappedCount

ALL_QUEUES = [*QUEUES.values(), Appeal]
# Somebody waits for these; items of the other queues are public already, or in these too.
URGENT_QUEUES = [HeldComment, ReportedComment, Appeal]


@dataclass(frozen=True)
class WaitingQueue:
    """A queue in which something waits: how many, and how long the oldest has waited."""

    title: str
    count: CappedCount
    oldest_age: timedelta
    link: str


def waiting_for(user, models=ALL_QUEUES) -> list[WaitingQueue]:
    """Return the queues of an account in which something waits, in the order of the desk."""
    queues = [(model, queue_of(model, user)) for model in models if may_see(user, model)]
    return [
        WaitingQueue(model._meta.verbose_name_plural, queue.count, queue.oldest_age, link_to(model))
        for model, queue in queues
        if queue.oldest_age
    ]


def oldest_age_for(user) -> timedelta | None:
    """Return how long the oldest item has waited that an account may decide; None for none.

    Held and reported comments, and appeals, count.
    """
    ages = [queue_of(model, user).oldest_age for model in URGENT_QUEUES if may_see(user, model)]
    return max(filter(None, ages), default=None)


def may_see(user, model) -> bool:
    return user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")


def link_to(model) -> str:
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return settings.SITE_ADDRESS + path
