"""When things happened, as an export tells it."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from django.utils import timezone

FIRST_YEAR = 1990  # dates before are mistakes, or of days whose zones were others
FARTHEST_ZONE = timedelta(hours=15)
QUARTER = timedelta(minutes=15)  # every time zone's offset is a multiple of it


class ExportClock:
    """Reads an export's dates, and notes whether its local times are those of the blog's zone."""

    def __init__(self, zone):
        self.zone = zone
        self.now = timezone.now()
        self.offsets = Counter()  # of dates that do not agree with the zone
        self.dates = 0

    def moment(self, gmt: str, local: str, rfc822: str = "") -> datetime | None:
        """Give the moment that an export's dates mean, in UTC; None when none of them can be read.

        WordPress writes 0000-00-00 00:00:00 where it does not know: then `local` is read in the
        blog's zone.
        """
        found = _date(gmt, UTC)
        if found:
            self._compare(found, _date(local, UTC))
            return found
        return _date(local, self.zone) or _rfc822_date(rfc822)

    def remark(self) -> str | None:
        """Say in a line that the export's time zone is not the blog's, if it is so."""
        if not self.offsets:
            return None
        offset, _ = self.offsets.most_common(1)[0]
        return (
            f"Local times in the export stand mostly at {_said(offset)};"
            f" {self.offsets.total():,} of {self.dates:,} are not those of the blog's time zone,"
            f" {self.zone}. The moments are right; days and hours will be shown in the blog's zone."
        )

    def _compare(self, moment, local):
        is_likely = FIRST_YEAR <= moment.year <= self.now.year
        if local is None or not is_likely or abs(local - moment) > FARTHEST_ZONE:
            return
        offset = QUARTER * round((local - moment) / QUARTER)
        self.dates += 1
        if offset != moment.astimezone(self.zone).utcoffset():
            self.offsets[offset] += 1


def _said(offset):
    sign, minutes = ("-" if offset < timedelta(0) else "+"), abs(offset) // timedelta(minutes=1)
    return f"UTC{sign}{minutes // 60:02}:{minutes % 60:02}"


def _date(text, zone):
    try:
        date = datetime.fromisoformat(text)
        return (date if date.tzinfo else date.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _rfc822_date(text):
    if " -0001 " in text:  # as WordPress writes 0000-00-00; it would be read as the year 2000
        return None
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None
