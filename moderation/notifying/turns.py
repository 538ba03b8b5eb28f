"""When a kind of mail has its turn, and what is news to an account then."""

from datetime import timedelta

from moderation.notifying.arrivals import MAX_AGE, Span

# So old must be what arrives: until then whoever sent it may take it back.
SETTLING_TIME = timedelta(minutes=1)
# The least time between two mails of one kind about what arrives.
BUNDLE_TIME = timedelta(minutes=10)


class ArrivalTurn:
    """The turn of a kind of mail about what arrives; `newest` is when something came last."""

    def __init__(self, kind, now):
        self.kind, self.now, self.end = kind, now, now - SETTLING_TIME
        self.newest = kind.newest(self._span_after(None))

    def _span_after(self, moment) -> Span:
        oldest = self.end - MAX_AGE
        return Span(max(moment or oldest, oldest), self.end)

    def is_due(self, user, state) -> bool:
        """Return whether something came since the last look, and the last mail is long enough ago.

        What comes soon after a mail waits, and is in the next one.
        """
        if state.queued and self.now - state.queued < BUNDLE_TIME:
            return False
        return bool(self.newest and self.newest > self._span_after(state.looked_until).start)

    def news(self, user, state) -> dict[str, int] | None:
        """Return what a mail to the account is about, None for none; note it in the state."""
        span = self._span_after(state.looked_until)
        state.looked_until = span.end
        if not self.kind.items_for(user, span).exists():
            return None
        state.queued = self.now
        return {"since": int(span.start.timestamp()), "moment": int(span.end.timestamp())}
