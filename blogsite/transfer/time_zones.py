"""Find the time zone of an export, which does not name it, from local times and those in UTC."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from blogsite.transfer.dates import ExportDates

# The best known zone for each set of rules; the first is preferred.
KNOWN_ZONES = [
    *("UTC", "Europe/London", "Europe/Berlin", "Europe/Athens", "Europe/Moscow", "Europe/Istanbul"),
    *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    *("America/Phoenix", "America/Anchorage", "Pacific/Honolulu", "America/Halifax"),
    *("America/Sao_Paulo", "America/Argentina/Buenos_Aires", "America/Bogota", "America/Santiago"),
    *("America/Mexico_City", "Africa/Lagos", "Africa/Johannesburg", "Africa/Cairo"),
    *("Africa/Nairobi", "Asia/Jerusalem", "Asia/Dubai", "Asia/Tehran", "Asia/Karachi"),
    *("Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Bangkok", "Asia/Shanghai"),
    *("Asia/Singapore", "Asia/Tokyo", "Asia/Seoul", "Australia/Perth", "Australia/Adelaide"),
    *("Australia/Brisbane", "Australia/Sydney", "Pacific/Auckland", "Atlantic/Reykjavik"),
]
MAX_TIMES = 600  # one a month: fifty years


class LocalTimes:
    """The UTC offsets of an export's local times, one for each month."""

    def __init__(self):
        self.offsets = {}

    def add(self, gmt: str, local: str):
        """Note a moment and its local time, as the file writes them."""
        difference = ExportDates.difference(gmt, local)
        if difference and len(self.offsets) < MAX_TIMES:
            moment, offset = difference
            self.offsets.setdefault((moment.year, moment.month, offset), (moment, offset))

    def zone(self) -> str | None:
        """Return the name of the zone that fits most of the times; None without any.

        A site may have had a fixed offset from UTC, without summer time.
        """
        times = list(self.offsets.values())
        if not times:
            return None
        for names in (KNOWN_ZONES, fixed_zones(times), sorted(available_timezones())):
            if zone := next((name for name in names if fits(name, times) == len(times)), None):
                return zone
        return max(KNOWN_ZONES, key=lambda name: fits(name, times))


def fits(name: str, times: list[tuple[datetime, timedelta]]) -> int:
    """Return how many of these moments have that offset in a zone."""
    zone = ZoneInfo(name)
    return sum(moment.astimezone(zone).utcoffset() == offset for moment, offset in times)


def fixed_zones(times) -> list[str]:
    """Return the names of zones with fixed offsets, in hours, that occur in the times."""
    hours = {offset / timedelta(hours=1) for _, offset in times}
    # The sign in these names is inverted.
    return [f"Etc/GMT{-int(h):+}" for h in sorted(hours) if h and h.is_integer() and -13 < h < 15]
