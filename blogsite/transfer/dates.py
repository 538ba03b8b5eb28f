"""Read the dates of an export."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from django.utils import timezone
from django.utils.translation import gettext_noop

from blogsite.transfer.remarks import Remark

FIRST_PLAUSIBLE_YEAR = 1990  # earlier dates are mistakes, or older than today's time zones
MAX_UTC_OFFSET = timedelta(hours=15)
QUARTER_HOUR = timedelta(minutes=15)  # all offsets of time zones are multiples of it
OTHER_ZONE = gettext_noop(
    "Local times in the export stand mostly at %(offset)s; %(other)s of %(all)s are not those of"
    " the blog's time zone, %(zone)s. The moments are right; days and hours are shown in the"
    " blog's zone."
)


class ExportDates:
    """A reader of dates that counts local times outside of the blog's time zone."""

    def __init__(self, zone):
        self.zone = zone
        self.now = timezone.now()
        self.offset_counts = Counter()  # UTC offsets of dates that are not in the zone
        self.compared_count = 0

    def parse(self, gmt: str, local: str, rfc822: str = "") -> datetime | None:
        """Return the time of these dates, in UTC; None if neither can be read.

        For an unknown `gmt` WordPress writes 0000-00-00 00:00:00; then `local` is read in the
        blog's time zone.
        """
        date = _date(gmt, UTC)
        if date:
            self._compare(date, _date(local, UTC))
            return date
        return _date(local, self.zone) or _rfc822_date(rfc822)

    def moves(self, moment: datetime, local: str) -> bool:
        """Return whether a moment is on another day in the blog's time zone than it was."""
        date = _date(local, UTC)
        return (
            bool(date)
            and abs(date - moment) <= MAX_UTC_OFFSET
            and (date.date() != moment.astimezone(self.zone).date())
        )

    @staticmethod
    def difference(gmt: str, local: str) -> tuple[datetime, timedelta] | None:
        """Return a moment and the UTC offset of its local time; None if it is implausible."""
        moment, date = _date(gmt, UTC), _date(local, UTC)
        if not moment or not date or moment.year < FIRST_PLAUSIBLE_YEAR:
            return None
        offset = QUARTER_HOUR * round((date - moment) / QUARTER_HOUR)
        return (moment, offset) if abs(offset) <= MAX_UTC_OFFSET else None

    def remark(self) -> Remark | None:
        """Return a line for the report if the export's time zone is not the blog's, else None."""
        if not self.offset_counts:
            return None
        offset, _ = self.offset_counts.most_common(1)[0]
        counts = {"other": self.offset_counts.total(), "all": self.compared_count}
        return Remark(OTHER_ZONE, offset=_offset_text(offset), zone=str(self.zone), **counts)

    def _compare(self, moment, local):
        is_likely = FIRST_PLAUSIBLE_YEAR <= moment.year <= self.now.year
        if local is None or not is_likely or abs(local - moment) > MAX_UTC_OFFSET:
            return
        offset = QUARTER_HOUR * round((local - moment) / QUARTER_HOUR)
        self.compared_count += 1
        if offset != moment.astimezone(self.zone).utcoffset():
            self.offset_counts[offset] += 1


def _offset_text(offset):
    sign, minutes = ("-" if offset < timedelta(0) else "+"), abs(offset) // timedelta(minutes=1)
    return f"UTC{sign}{minutes // 60:02}:{minutes % 60:02}"


def _date(text, zone):
    try:
        date = datetime.fromisoformat(text)
        return (date if date.tzinfo else date.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _rfc822_date(text):
    if " -0001 " in text:  # WordPress's form of 0000-00-00; Python would read the year 2000
        return None
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None
