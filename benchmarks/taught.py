"""A site with a model in use and thousands of decided comments with fingerprints."""

from itertools import batched

from comments.rules import State
from moderation.learning.lessons import MAX_OF_DAY
from moderation.learning.trainer import train_screener
from moderation.models import Action, Rule, Screener
from moderation.models.house_rule import SPAM
from moderation.similarity.filling import fill
from tests.moderation.learning.taught_site import TaughtSite

GOOD, BAD = 2_000, 400  # comments on which a moderator has decided
RULES = ("looks_like_spam", "like_removed")


def teach():
    """Store decided comments, train, and switch on the rules that learn and compare."""
    site = TaughtSite.made(GOOD, BAD)
    for day, comments in enumerate(batched(site.good, MAX_OF_DAY, strict=False)):
        site.decide(comments, Action.KEEP, days_ago=day)
    for _ in fill():
        pass
    train_screener()
    assert Screener.objects.of(SPAM).training
    for code in RULES:
        Rule.objects.update_or_create(code=code, defaults={"state": State.ON})
