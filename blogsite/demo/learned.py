"""The sample's learned screening, trained at once, and a trial of a rule."""

from accounts.models import User
from blogsite.demo.lists import OWNER
from comments.rules import State
from moderation.learning.every_ground import train_every_ground
from moderation.models import Rule, RuleChange, Screener, Trial
from moderation.models.house_rule import SPAM
from moderation.screening.learned import LooksLikeSpam
from moderation.screening.texts import ManyLinks
from moderation.trials import running

LEARNED, TRIED = LooksLikeSpam(), ManyLinks()
STRICTER = {"links": 0}


def begin_screening():
    """Train from the past decisions and switch the rule on, unless somebody has changed it."""
    owner = _owner()
    if not owner or RuleChange.objects.last_of(LEARNED.code):
        return
    train_every_ground()
    if Screener.objects.of(SPAM).training:
        _switch(State.ON, by=owner)


def end_screening():
    """Put the rule into shadow, unless somebody has changed it, so that the other rules judge
    visitors' comments; train again, so that there are spot checks; and run a trial of a stricter
    rule, once.
    """
    owner = _owner()
    if not owner:
        return
    if RuleChange.objects.of(LEARNED.code).count() == 1:
        _switch(State.SHADOW, by=owner)
        train_every_ground()
    if not Trial.objects.exists():
        running.run(running.store(TRIED, STRICTER, by=owner).pk)


def _owner():
    return User.objects.filter(username=OWNER).first()


def _switch(state, *, by):
    _, options = running.settings_of(LEARNED)
    last = RuleChange.objects.last_of(LEARNED.code)
    Rule.objects.change(LEARNED, state=state, options=options, by=by, based_on=last and last.pk)
