"""Slow mode: under a post, each person waits some minutes between two comments."""

from datetime import timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.limits import in_words, seconds_left
from comments.facts import nth_newest
from comments.screening import Refusal
from moderation.screening.pace import by_same_author
from moderation.screening.rule import ConfigurableRule


class SlowMode(ConfigurableRule):
    """Refuses a comment too soon after another by the same person under a slow post."""

    code = "slow_mode"
    title = _("Slow mode")
    description = _("Refuse a person's next comment too soon, under posts in slow mode.")
    under_lock = True

    def lookups(self, draft, options):
        own, minutes = by_same_author(draft), self._minutes(draft)
        if own is None or not minutes:
            return {}
        condition, params = own
        since = draft.now - timedelta(minutes=minutes)
        here = f"{condition} AND post_id = %s"
        return {"newest": nth_newest(here, [*params, draft.post.pk], 1, since)}

    def check(self, draft, options, facts):
        wait = seconds_left(facts.get("newest"), 60 * self._minutes(draft), now=draft.now)
        if wait <= 0:
            return None
        until_end = (draft.post.slow_until - draft.now).total_seconds()
        wait = max(1, min(wait, round(until_end)))
        text = gettext(
            "This conversation is in slow mode, so that everybody is heard. Please send it again in"
            " %(time)s."
        )
        return Refusal(text % {"time": in_words(wait)}, retry_after=wait)

    @staticmethod
    def _minutes(draft) -> int:
        """Return the minutes that the author of a draft must wait here; 0: none."""
        if draft.editing or draft.is_by_staff_or_author:
            return 0
        return draft.post.slow_minutes_at(draft.now)
