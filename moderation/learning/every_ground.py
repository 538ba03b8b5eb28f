"""Trains a model for each ground that has one: advertising, and harassment for the nudge."""

from moderation.learning.thresholds import MIN_BAD
from moderation.learning.trainer import DEFAULT_SHARE, train_screener
from moderation.models import Decision, Screener, Training
from moderation.models.acts import REMOVAL_ACTIONS
from moderation.models.house_rule import HARASSMENT, SPAM


def train_every_ground(share: float | None = None) -> Training | None:
    """Train the model for advertising and return its result (see train_screener); then the others.

    A failed or worse model for the nudge is not reported to the owner: it holds nothing.
    """
    training = train_screener(SPAM, share)
    if removals_of(HARASSMENT) >= MIN_BAD:
        train_screener(HARASSMENT, DEFAULT_SHARE)
        Screener.objects.report(HARASSMENT, "")
    return training


def removals_of(ground: str) -> int:
    """Return how many comments moderators removed on a ground, by decisions in force."""
    removals = Decision.objects.of_moderators().filter(action__in=REMOVAL_ACTIONS)
    return removals.filter(house_rule__rule__code=ground).count()
