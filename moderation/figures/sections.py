"""The content of the page of a year: main numbers, and sections with charts and tables."""

from dataclasses import dataclass, field

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from comments.models import Comment
from moderation.figures.charts import Columns, Ranking, Spans, Waffle, hours_in_words
from moderation.figures.counts import RIGHT, UNDECIDED, UPHELD
from moderation.figures.merging import OTHER
from moderation.figures.wilson import wilson


@dataclass
class Section:
    """A heading, a sentence, and charts and tables."""

    code: str
    title: str
    lead: str
    charts: list = field(default_factory=list)
    tables: list = field(default_factory=list)


def main_numbers(year) -> list[tuple[str, str]]:
    """Return the main numbers: a name and a number each, of the known ones."""
    times = year.hold_times.year
    share = year.deciders.year_share
    rows = [
        (gettext("comments"), number(year.comments.year.total)),
        (gettext("removed or not published"), number(year.removals.year.total)),
        (gettext("reports"), number(year.reports.year.total)),
    ]
    if times:
        hours = gettext("%(number)s h") % {"number": hours_in_words(times.median)}
        rows.append((gettext("until half of the held were decided"), hours))
    if share is not None:
        rows.append((gettext("of the decisions were automatic"), percent(share)))
    if year.appeals.year_share is not None:
        rows.append((gettext("of the appeals were right"), percent(year.appeals.year_share)))
    return rows


def sections(year) -> list[Section]:
    """Return the sections about a Year in reading order."""
    return [
        _comments(year.comments),
        _holds(year.holds),
        _hold_results(year.hold_results),
        _removals(year.removals),
        _reports(year.reports, year.reporters),
        _times(year),
        _decisions(year.deciders),
        _appeals(year),
        _notices(year),
    ]


def number(value) -> str:
    """Return a number in words, or that it is too small to be shown."""
    return gettext("under 5") if value is None else number_format(value, force_grouping=True)


def percent(share: float) -> str:
    """Return a share from 0 to 1, such as "12.5%"."""
    value = round(100 * share, 1)
    return gettext("%(number)s%%") % {"number": number_format(value, 0 if value % 1 == 0 else 1)}


def _section(figure, title, lead, *charts):
    """Return the section of a figure; without numbers, only its sentence."""
    if not figure.year.total:
        few = gettext("There were fewer than five, so nothing more is shown.")
        none = gettext("There were none.")
        return Section(figure.code, title, none if figure.is_empty else few)
    return Section(
        figure.code, title, lead(figure.year.total), [chart() for chart in charts], [figure]
    )


def _comments(figure):
    def lead(total):
        sentence = ngettext(
            "%(number)s comment was written.", "%(number)s comments were written.", total
        ) % {"number": number(total)}
        published = figure.year.counts[Comment.Status.PUBLISHED]
        if not published:
            return sentence
        readable = gettext("%(share)s of them can be read here today.")
        return f"{sentence} {readable % {'share': percent(published / total)}}"

    title = gettext("What was written")
    return _section(figure, title, lead, lambda: Waffle(figure), lambda: Columns(figure))


def _holds(figure):
    def lead(total):
        sentence = ngettext(
            "%(number)s comment was held until somebody had looked at it.",
            "%(number)s comments were held until somebody had looked at them.",
            total,
        ) % {"number": number(total)}
        if figure.year.counts.total() <= total:
            return sentence
        several = gettext("Some were held for several reasons, and count under each.")
        return f"{sentence} {several}"

    return _section(figure, gettext("What was held, and why"), lead, *_both(figure, gettext("Why")))


def _hold_results(figure):
    def lead(total):
        share = figure.year_share
        if share is None:
            return gettext("Too few of them were decided to tell how often the checks were right.")
        decided = total - figure.year.counts[UNDECIDED]
        interval = wilson(figure.year.counts[RIGHT], decided)
        sentence = gettext(
            "Of %(number)s comments that automatic checks held and a moderator decided on,"
            " %(share)s were rejected or removed; the others were held wrongly. With the part that"
            " chance plays, the checks are right in %(low)s to %(high)s."
        )
        limits = {"low": percent(interval.low), "high": percent(interval.high)}
        return sentence % {"number": number(decided), "share": percent(share), **limits}

    charts = _both(figure, gettext("What moderators decided"))
    return _section(figure, gettext("How often the checks were right"), lead, *charts)


def _removals(figure):
    def lead(total):
        sentence = ngettext(
            "%(number)s comment was removed, or not published at all.",
            "%(number)s comments were removed, or not published at all.",
            total,
        ) % {"number": number(total)}
        known = {kind: count for kind, count in figure.year.counts.items() if kind != OTHER}
        if not known:
            return sentence
        ground = figure.kinds[max(known, key=known.get)]
        frequent = gettext("Most frequent ground: “%(ground)s”.")
        return f"{sentence} {frequent % {'ground': ground}}"

    charts = _both(figure, gettext("On what ground"))
    return _section(figure, gettext("What was removed, and on what ground"), lead, *charts)


def _reports(figure, reporters):
    def lead(total):
        sentence = ngettext(
            "%(people)s person made %(number)s reports.",
            "%(people)s people made %(number)s reports.",
            reporters.year.total or 0,
        )
        sentence %= {"number": number(total), "people": number(reporters.year.total)}
        upheld = figure.year.counts[UPHELD]
        if not upheld:
            return sentence
        outcome = gettext("After %(share)s of them something was done.")
        return f"{sentence} {outcome % {'share': percent(upheld / total)}}"

    section = _section(
        figure, gettext("What was reported"), lead, *_both(figure, gettext("Outcome"))
    )
    if section.tables and reporters.year.total:
        section.tables.append(reporters)
    return section


def _times(year):
    title = gettext("How long it took")
    times = [each for each in (year.hold_times, year.report_times) if not each.is_empty]
    if not times:
        lead = gettext("Too little was decided to say how long it takes.")
        return Section("hours", title, lead)
    lead = gettext(
        "The round mark shows the hours within which half of all were decided; the line ends at"
        " the hours within which nine of ten were."
    )
    return Section("hours", title, lead, [Spans(each) for each in times], times)


def _decisions(figure):
    def lead(total):
        share = figure.year_share
        if share is None:
            return gettext("Too few were of one kind to tell how they are shared.")
        sentence = gettext(
            "%(share)s of %(number)s decisions were taken by no person: a check held a comment, or"
            " the weight of reports hid it. All of these were held for a moderator; every removal"
            " was decided by a person."
        )
        return sentence % {"share": percent(share), "number": number(total)}

    charts = (lambda: Ranking(figure, gettext("Who decided")), lambda: Columns(figure))
    return _section(figure, gettext("Who decided"), lead, *charts)


def _appeals(year):
    figure = year.appeals

    def lead(total):
        sentence = ngettext(
            "%(number)s appeal was made.", "%(number)s appeals were made.", total
        ) % {"number": number(total)}
        if figure.year_share is None:
            return sentence
        overturned = gettext("Of those answered, %(share)s overturned the decision.")
        return f"{sentence} {overturned % {'share': percent(figure.year_share)}}"

    charts = _both(figure, gettext("What came of them"))
    section = _section(figure, gettext("Appeals, and how many were right"), lead, *charts)
    if section.tables:
        others = (year.own_answers, year.appeal_times)
        section.tables += [each for each in others if not each.is_empty]
    return section


def _notices(year):
    figure, subjects, times = year.notices, year.notice_subjects, year.notice_times

    def lead(total):
        sentence = ngettext(
            "%(number)s notice of illegal content came, as article 16 of the EU’s Digital Services"
            " Act describes it.",
            "%(number)s notices of illegal content came, as article 16 of the EU’s Digital Services"
            " Act describes them.",
            total,
        )
        return sentence % {"number": number(total)}

    charts = (
        lambda: Ranking(figure, gettext("What came of them")),
        lambda: Ranking(subjects, gettext("What they are about")),
    )
    section = _section(figure, gettext("Legal notices"), lead, *charts)
    if section.tables:
        section.tables += [subjects, *([] if times.is_empty else [times])]
    return section


def _both(figure, caption):
    return lambda: Ranking(figure, caption), lambda: Columns(figure)
