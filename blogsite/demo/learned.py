"""The learned screening of the sample, trained at once, and a trial of a rule on the past."""

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
    """Train from the decisions of the past and switch the rule on, if nobody has changed it yet."""
    owner = _owner()
    if not owner or RuleChange.objects.last_of(LEARNED.code):
        return
    train_every_ground()
    if Screener.objects.of(SPAM).training:
        _switch(State.ON, by=owner)


def end_screening():
    """Put the rule into shadow, unless somebody has changed it since, so that whatever visitors
    write is judged by the other rules, and train again, so that there is something to spot-check;
    and try a stricter rule on the past, once.
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
