"""When a kind of mail is due, and its news for an account."""

from datetime import date, timedelta

from django.utils import timezone

from moderation.notifying.arrivals import MAX_AGE, Span
from posts.models import Blog

# New items wait this long: until then their sender may withdraw them.
SETTLING_TIME = timedelta(minutes=1)
# The least time between two mails of one kind about new items.
BUNDLE_TIME = timedelta(minutes=10)
# The hours in which daily mails are sent, in the reader's time zone.
MORNING = range(7, 12)


class ArrivalTurn:
    """When mail about new items is due; `newest` is when the last one arrived."""

    def __init__(self, kind, now):
        self.kind, self.now, self.end = kind, now, now - SETTLING_TIME
        self.newest = kind.newest(self._span_after(None))

    def _span_after(self, moment) -> Span:
        oldest = self.end - MAX_AGE
        return Span(max(moment or oldest, oldest), self.end)

    def is_due(self, user, state) -> bool:
        """Return whether something arrived since the last check, long enough after the last mail.

        Items that arrive soon after a mail wait for the next one.
        """
        if state.queued and self.now - state.queued < BUNDLE_TIME:
            return False
        return bool(self.newest and self.newest > self._span_after(state.looked_until).start)

    def news(self, user, state) -> dict[str, int] | None:
        """Return the content of a mail to the account, None for none; note it in the state."""
        span = self._span_after(state.looked_until)
        state.looked_until = span.end
        if not self.kind.items_for(user, span).exists():
            return None
        state.queued = self.now
        return {"since": int(span.start.timestamp()), "moment": int(span.end.timestamp())}


class OverdueTurn:
    """When the mail is due that something waits for more than `limit`.

    Sent once; sent again only after the queues were below the limit, and at least `limit` later.
    `looked_until` is when nothing waited that long.
    """

    def __init__(self, kind, now, limit: timedelta):
        self.kind, self.now, self.limit = kind, now, limit

    def is_due(self, user, state) -> bool:
        """Return whether something has changed: a mail is due, or may be sent again later."""
        is_announced = _is_announced(state)
        if not self.kind.is_overdue(user, self.limit):
            return is_announced
        is_recent = state.queued and self.now - state.queued < self.limit
        return not (is_announced or is_recent)

    def news(self, user, state) -> dict[str, int] | None:
        """Return the content of a mail to the account, None for none; note it in the state."""
        if not self.kind.is_overdue(user, self.limit):
            state.looked_until = self.now
            return None
        state.queued = self.now
        return {"moment": int(self.now.timestamp())}


def _is_announced(state) -> bool:
    """Return whether the last mail was sent since the queues were below the limit."""
    is_cleared = state.queued and state.looked_until and state.looked_until >= state.queued
    return bool(state.queued and not is_cleared)


class DailyTurn:
    """When a daily mail is due: in the morning of its reader.

    After a morning in which the server was down, that day's mail is left out.
    """

    def __init__(self, kind, now):
        self.kind, self.now, self.zone = kind, now, Blog.objects.current().zone

    def is_due(self, user, state) -> bool:
        zone = user.zone or self.zone
        now, last = timezone.localtime(self.now, zone), state.looked_until
        if now.hour not in MORNING:
            return False
        return last is None or timezone.localtime(last, zone).date() < now.date()

    def news(self, user, state) -> dict[str, int] | None:
        """Return the content of a mail to the account, None for none; note it in the state."""
        state.looked_until = self.now
        day = date_for(user, self.now)
        if not self.kind.has_news(user, day):
            return None
        state.queued = self.now
        return {"moment": day.toordinal()}


def zone_of(user):
    """Return the time zone of an account: its own, or the blog's."""
    return user.zone or Blog.objects.current().zone


def date_for(user, moment) -> date:
    """Return the date of a moment in the time zone of an account."""
    return timezone.localtime(moment, zone_of(user)).date()
