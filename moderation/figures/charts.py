"""Charts as shapes in SVG; templates/moderation/figures/ draws them. Lengths are in pixels.

Every shape has its number beside it, so that a chart can be read without colours.
"""

from dataclasses import dataclass
from itertools import accumulate
from unicodedata import east_asian_width

from django.utils.formats import number_format
from django.utils.translation import get_language_bidi

from accounts.punctuation import labelled, listed
from moderation.figures.exports import hours
from moderation.figures.merging import OTHER
from posts.dates import short_month

WIDTH = 420
MONTHS = 12
SLOT = WIDTH // MONTHS
TOP, PLOT = 20, 130  # room for the number above the highest bar, and for the bar
GAP = 5
BASE = TOP + PLOT
LINE = 46  # height of a line of a ranking: a name, and its bar below
LONGEST_BAR = 350  # leaves room for its number
MAX_NAME = 56  # characters that fit into a line
CELLS, CELLS_IN_ROW, CELL = 100, 20, 21


def short(number) -> str:
    """Return a number in at most five characters: 9,999, 12k, 1.2M."""
    if number < 10_000:
        return number_format(number, force_grouping=True)
    if number < 1_000_000:
        return f"{number_format(number // 1_000)}k"
    return f"{number_format(number / 1_000_000, 1)}M"


def from_start(distance, width=0) -> int:
    """Return the x of a shape that begins at this distance from where lines of text begin."""
    return WIDTH - distance - width if get_language_bidi() else distance


@dataclass(frozen=True)
class Bar:
    """The bar of one month or several: its position, its height, and the number above it."""

    x: int
    width: int
    height: int
    label: str
    name: str

    @property
    def y(self) -> int:
        return BASE - self.height

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def above(self) -> int:
        return self.y - 5


class Chart:
    """A picture of a Figure or of Times; `text` describes it for people who do not see it."""

    template = ""
    caption = ""

    def __init__(self, figure):
        self.id, self.title = f"{type(self).__name__.lower()}-{figure.code}", figure.title

    @property
    def text(self) -> str:
        return listed(labelled(name, number) for name, number in self.numbers)


class Columns(Chart):
    """The totals of a figure by month. Merged months share a bar as high as their mean."""

    template = "moderation/figures/_columns.html"
    height = BASE + 22

    def __init__(self, figure):
        super().__init__(figure)
        means = [(row, (row.total or 0) / _months(row.period)) for row in figure.rows]
        highest = max((mean for _, mean in means), default=0) or 1
        self.bars = [_bar(row, round(PLOT * mean / highest)) for row, mean in means]

    @property
    def numbers(self):
        return [(bar.name, bar.label or "0") for bar in self.bars]


def _months(period):
    return period.last.month - period.first.month + 1


def _bar(row, height):
    period = row.period
    x, months = SLOT * (period.first.month - 1), _months(period)
    label = short(row.total) if row.total else ""
    name = short_month(period.first)
    if months > 1:
        name = f"{name}–{short_month(period.last)}"
    width = SLOT * months - GAP
    return Bar(from_start(x + GAP // 2, width), width, height, label, name)


@dataclass(frozen=True)
class Line:
    """A kind in a ranking: its name, and its bar with the number beside it."""

    number: int
    name: str
    y: int
    width: int

    @property
    def start(self) -> int:
        return from_start(0)

    @property
    def bar_x(self) -> int:
        return from_start(0, self.width)

    @property
    def bar_y(self) -> int:
        return self.y + 7

    @property
    def label(self) -> str:
        return number_format(self.number, force_grouping=True)

    @property
    def label_x(self) -> int:
        return from_start(self.width + 8)

    @property
    def label_y(self) -> int:
        return self.bar_y + 14


class Ranking(Chart):
    """The kinds of a figure in its year, the most frequent first."""

    template = "moderation/figures/_ranking.html"

    def __init__(self, figure, caption):
        super().__init__(figure)
        self.caption = caption
        counts = [(figure.year.counts[kind], kind) for kind in _kinds_with_numbers(figure)]
        counts.sort(key=lambda count: (count[1] == OTHER, -count[0]))
        most = max((number for number, _ in counts), default=1)
        self.lines = [
            Line(
                number,
                _cut(str(figure.kinds[kind])),
                16 + LINE * index,
                max(2, LONGEST_BAR * number // most),
            )
            for index, (number, kind) in enumerate(counts)
        ]
        self.height = LINE * len(self.lines)

    @property
    def numbers(self):
        return [(line.name, line.label) for line in self.lines]


def _kinds_with_numbers(figure):
    return {kind: name for kind, name in figure.kinds.items() if figure.year.counts[kind]}


def _cut(name):
    """Return what fits into a line; characters of East Asia are twice as wide."""
    ends = list(accumulate(2 if east_asian_width(each) in "WF" else 1 for each in name))
    if not ends or ends[-1] <= MAX_NAME:
        return name
    return f"{name[: sum(end < MAX_NAME for end in ends)].rstrip()}…"


class Waffle(Chart):
    """A hundred squares, shared among the kinds of a figure in its year."""

    template = "moderation/figures/_waffle.html"
    height = CELL * CELLS // CELLS_IN_ROW

    def __init__(self, figure):
        super().__init__(figure)
        self.parts = shares(figure)
        kinds = [kind for kind, _, _, cells in self.parts for _ in range(cells)]
        self.cells = [
            (kind, from_start(CELL * (index % CELLS_IN_ROW), CELL), CELL * (index // CELLS_IN_ROW))
            for index, kind in enumerate(kinds)
        ]

    @property
    def numbers(self):
        return [(name, cells) for _, name, _, cells in self.parts]


def shares(figure) -> list[tuple]:
    """Return the kinds of a figure's year: code, name, number, and squares out of a hundred.

    The squares are the nearest whole numbers that add up to a hundred.
    """
    kinds = _kinds_with_numbers(figure)
    exact = {kind: CELLS * figure.year.counts[kind] / figure.year.total for kind in kinds}
    cells = {kind: int(share) for kind, share in exact.items()}
    by_rest = sorted(kinds, key=lambda kind: cells[kind] - exact[kind])
    for kind in by_rest[: CELLS - sum(cells.values())]:
        cells[kind] += 1
    return [(kind, name, figure.year.counts[kind], cells[kind]) for kind, name in kinds.items()]


@dataclass(frozen=True)
class Span:
    """How long something took in a month: a line from the median to the 90th percentile."""

    x: int
    median_y: int
    high_y: int
    median: str
    high: str
    name: str

    @property
    def above(self) -> int:
        return self.high_y - 6

    @property
    def below(self) -> int:
        return self.median_y + 18


class Spans(Chart):
    """The percentiles of some Times by month."""

    template = "moderation/figures/_spans.html"
    height = BASE + 40
    base = BASE + 20

    def __init__(self, times):
        super().__init__(times)
        self.caption = times.title
        known = [(month, duration) for month, duration in times.rows if duration]
        longest = max((duration.high for _, duration in known), default=1) or 1
        self.spans = [_span(month, duration, longest) for month, duration in known]
        self.names = [(_middle(month), short_month(month)) for month, _ in times.rows]

    @property
    def numbers(self):
        return [(span.name, f"{span.median}–{span.high}") for span in self.spans]


def _middle(month):
    return from_start(SLOT * (month.month - 1) + SLOT // 2)


def _span(month, duration, longest):
    heights = [BASE - PLOT * seconds // longest for seconds in (duration.median, duration.high)]
    texts = [hours_in_words(seconds) for seconds in (duration.median, duration.high)]
    return Span(_middle(month), *heights, *texts, short_month(month))


def hours_in_words(seconds: int) -> str:
    """Return hours in short form, for charts: 0.3, 4.2, 37."""
    number = hours(seconds)
    return number_format(number, 1 if number < 10 else 0)
