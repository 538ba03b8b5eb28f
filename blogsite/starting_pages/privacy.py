"""The apps' part of the privacy page, from their `personal_data.py`."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext, ngettext

from accounts.privacy import Download, declarations


@dataclass(frozen=True)
class HeldData:
    """One kind of data, described for people: what it is, what is deleted when, and what stays."""

    title: str
    endings: list[str]
    remains: str


def held_data() -> list[HeldData]:
    """Return what the apps hold about people, in the active language."""
    return [
        HeldData(
            str(
                holding.download.title
                if isinstance(holding.download, Download)
                else holding.download
            ),
            [_ending(ending) for ending in holding.retention],
            str(holding.remains),
        )
        for module in reversed(declarations())  # the data that readers know comes first
        for holding in module.HOLDINGS
    ]


def _ending(ending) -> str:
    if not ending.after:  # due data is deleted in the next nightly run
        return gettext("%(what)s within a day") % {"what": ending.title}
    words = {"what": ending.title, "time": _days(ending.after)}
    return gettext("%(what)s after %(time)s") % words


def _days(time: timedelta) -> str:
    return ngettext("%(number)d day", "%(number)d days", time.days) % {"number": time.days}
