"""The weeks of a trial as a chart in SVG; with many weeks, several share a bar."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import batched

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, pgettext

from moderation.figures.charts import BASE, PLOT, WIDTH, short
from posts.dates import short_month

MAX_BARS = 26
MAX_NAMES = 6  # dates below the bars
MAX_NUMBERS = 12  # above them
WEEK, YEAR = timedelta(days=7), timedelta(days=365)


@dataclass(frozen=True)
class Weeks:
    """Some consecutive weeks: the number of comments, and of possible holds."""

    first: date
    last: date
    looked_at: int
    proposed: int
    current: int

    def name(self, *, with_year: bool) -> str:
        """Return the date of the first day; with the year, but without the day, in a long chart."""
        if with_year:
            return f"{short_month(self.first)} {self.first.year}"
        return date_format(self.first, pgettext("day in a chart", "M j"))


@dataclass(frozen=True)
class Column:
    """The two bars of some weeks: their positions and labels."""

    x: float
    width: float
    proposed_height: int
    current_height: int
    label: str
    name: str

    @property
    def second_x(self) -> float:
        return self.x + self.width

    @property
    def proposed_y(self) -> int:
        return BASE - self.proposed_height

    @property
    def current_y(self) -> int:
        return BASE - self.current_height

    @property
    def label_x(self) -> float:
        return self.x + self.width / 2

    @property
    def above(self) -> int:
        return self.proposed_y - 5


class WeekChart:
    """The weeks of a trial: `rows` for the table, `columns` for the picture, `text` in words."""

    height, base, width = BASE + 22, BASE, WIDTH

    def __init__(self, weeks: list):
        self.rows = grouped(weeks)
        is_long = bool(self.rows) and self.rows[-1].first - self.rows[0].first > YEAR
        names = [row.name(with_year=is_long) for row in self.rows]
        highest = max((max(row.proposed, row.current) for row in self.rows), default=0) or 1
        slot = WIDTH / max(len(self.rows), 1)
        step = -(-len(self.rows) // MAX_NAMES)
        self.columns = [
            Column(
                x=round(index * slot + slot / 8, 1),
                width=round(slot * 3 / 8, 1),
                proposed_height=round(PLOT * row.proposed / highest),
                current_height=round(PLOT * row.current / highest),
                label=short(row.proposed) if len(self.rows) <= MAX_NUMBERS else "",
                name=names[index] if index % step == 0 else "",
            )
            for index, row in enumerate(self.rows)
        ]

    @property
    def text(self) -> str:
        sentence = gettext("%(week)s: %(proposed)s as proposed, %(current)s as set today")
        return "; ".join(
            sentence
            % {
                "week": date_format(row.first, "SHORT_DATE_FORMAT"),
                "proposed": number_format(row.proposed),
                "current": number_format(row.current),
            }
            for row in self.rows
        )


def grouped(weeks: list) -> list[Weeks]:
    """Return the weeks of a result, without gaps, in at most MAX_BARS groups of equal length."""
    if not weeks:
        return []
    known = {date.fromisoformat(first): numbers for first, *numbers in weeks}
    begin, end = min(known), max(known)
    days = [begin + WEEK * index for index in range((end - begin) // WEEK + 1)]
    size = -(-len(days) // MAX_BARS)
    return [_group(some, known) for some in batched(days, size)]


def _group(days, known):
    numbers = [known.get(day, (0, 0, 0)) for day in days]
    return Weeks(
        days[0], days[-1] + WEEK - timedelta(days=1), *map(sum, zip(*numbers, strict=True))
    )
