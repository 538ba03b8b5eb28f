"""The figures of a year for programs: as rows of CSV, and as JSON."""

from itertools import chain

from moderation.figures.kinds import TITLES
from moderation.figures.merging import SMALLEST
from moderation.spreadsheet import harmless

COLUMNS = ("figure", "kind", "title", "from", "to", "number")


def csv_rows(year) -> list[tuple]:
    """Return the header and a row for each public number; `kind` is "" in totals.

    The year's numbers come last in each figure: from its first to its last month. Without a year
    there is only the header.
    """
    if year is None:
        return [COLUMNS]
    rows = chain(
        *(_counts(figure) for figure in year.figures),
        *(_percentiles(times, year.months) for times in year.times),
    )
    return [COLUMNS, *(tuple(map(harmless, row)) for row in rows)]


def as_json(year, years, blog) -> dict:
    return {
        "blog": blog.name,
        "time_zone": blog.time_zone,
        "years": years,
        "year": year.number if year else None,
        "smallest_number": SMALLEST,
        "figures": {figure.code: _figure(figure) for figure in year.figures} if year else {},
        "hours": {times.code: _times(times) for times in year.times} if year else {},
    }


def hours(seconds: int) -> float:
    return round(seconds / 3600, 2)


def _counts(figure):
    for row in (*figure.rows, figure.year):
        time = (_month(row.period.first), _month(row.period.last))
        if row.total is not None:
            yield (figure.code, "", figure.title, *time, row.total)
        for kind, name in figure.shown_kinds.items():
            if row.counts[kind]:
                yield (figure.code, kind, name, *time, row.counts[kind])
        share = figure.share and figure.share.of(row)
        if share is not None:
            yield (figure.share.code, "", TITLES[figure.share.code], *time, share)


def _percentiles(times, months):
    whole = (months[0], months[-1], times.year)
    for first, last, duration in (*((month, month, of) for month, of in times.rows), whole):
        if duration:
            time = (_month(first), _month(last))
            yield (times.code, "median", times.title, *time, hours(duration.median))
            yield (times.code, "percentile_90", times.title, *time, hours(duration.high))


def _figure(figure):
    return {
        "title": str(figure.title),
        "kinds": {kind: str(name) for kind, name in figure.shown_kinds.items()},
        "months": [_row(figure, row) for row in figure.rows],
        "year": _row(figure, figure.year),
    }


def _row(figure, row):
    values = {
        "from": _month(row.period.first),
        "to": _month(row.period.last),
        "total": row.total,
        "kinds": {kind: row.counts[kind] for kind in figure.kinds if row.counts[kind]},
    }
    return values | ({figure.share.code: figure.share.of(row)} if figure.share else {})


def _times(times):
    months = [{"month": _month(month)} | _duration(of) for month, of in times.rows]
    return {"title": str(times.title), "months": months, "year": _duration(times.year)}


def _duration(of):
    if of is None:
        return {"count": None, "median": None, "percentile_90": None}
    return {"count": of.count, "median": hours(of.median), "percentile_90": hours(of.high)}


def _month(day):
    return f"{day:%Y-%m}"
