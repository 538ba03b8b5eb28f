"""The hours of a day in which comments are shown at once."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class OpeningHours:
    """From `opens` to `closes` each day in `zone`; if `closes` is earlier, past midnight.

    Outside these hours comments are held.
    """

    opens: time
    closes: time
    zone: ZoneInfo

    @classmethod
    def of(cls, opens: str | None, closes: str | None, zone: str) -> "OpeningHours | None":
        """Return the hours that are stored as text; None if there are none."""
        if opens is None or closes is None:
            return None
        return cls(time.fromisoformat(opens), time.fromisoformat(closes), ZoneInfo(zone))

    def is_open_at(self, moment) -> bool:
        now = moment.astimezone(self.zone).time()
        if self.opens < self.closes:
            return self.opens <= now < self.closes
        return now >= self.opens or now < self.closes

    def next_change(self, moment) -> datetime:
        """Return the first moment after `moment` at which they begin or end."""
        today = moment.astimezone(self.zone).date()
        days = [today + timedelta(days=number) for number in range(3)]
        changes = [
            datetime.combine(day, at, self.zone) for day in days for at in (self.opens, self.closes)
        ]
        return min(change for change in changes if change > moment)
