"""A day at the desk for one account: all decisions, and its own that were overturned."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from functools import cached_property

from moderation.desk.summaries import DONE_LABELS
from moderation.models import Appeal, Decision, ModeratorScope
from moderation.models.acts import EDITORIAL_ACTIONS
from moderation.models.scope import within


class DayAtDesk:
    """The decisions on one calendar day of a time zone, in an account's scope."""

    def __init__(self, user, day: date, zone):
        self.user, self.scope = user, ModeratorScope.objects.condition_for(user)
        start = datetime.combine(day, time(), zone)
        self.hours = (start, datetime.combine(day + timedelta(days=1), time(), zone))

    @cached_property
    def decided(self) -> list[tuple[str, int]]:
        """Return how many decisions of each kind people took, the most frequent first."""
        decisions = within(self._decisions(), self.scope).filter(by__isnull=False)
        others = decisions.exclude(action__in=EDITORIAL_ACTIONS).values_list("action", flat=True)
        actions = Counter(action for action in others.order_by() if action in DONE_LABELS)
        return [(DONE_LABELS[action], number) for action, number in actions.most_common()]

    @cached_property
    def overturned(self) -> list[int]:
        """Return the ids of the account's own decisions that others undid, or that an appeal
        overturned.
        """
        own = within(Decision.objects.filter(by=self.user), self.scope)
        by_others = self._decisions().filter(undoes__isnull=False).exclude(by=self.user)
        answers = self._decisions().exclude(by=self.user)
        lost = Appeal.objects.overturned().filter(answer__in=answers)
        ids = {
            *by_others.values_list("undoes", flat=True),
            *lost.values_list("decision", flat=True),
        }
        return sorted(own.filter(pk__in=ids).values_list("pk", flat=True))

    def _decisions(self):
        start, end = self.hours
        return Decision.objects.filter(created__gte=start, created__lt=end)

    def __bool__(self):
        return bool(self.decided or self.overturned)
