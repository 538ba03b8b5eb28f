"""Render an import's report in the active language: by section for a page, or line by line.

The tense tells what happened: after a dry run, nothing has.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.punctuation import colon, labelled, listed
from blogsite.transfer.nouns import counted, counts_of, grouped, states_of
from blogsite.transfer.remarks import localize
from blogsite.transfer.report import ImportReport, counted_remarks


@dataclass(frozen=True)
class Section:
    """A heading of a report with its lines; a line may link to a page of the admin."""

    heading: str
    lines: list[tuple[str, str]]  # texts, each with a URL or ""


# Stored things that are not shown, by kind: the sentence, and where an owner shows them.
HIDDEN = {
    "website": (
        _("websites of commenters (%(count)s): switch on “link names to websites”"),
        lambda: f"{reverse('admin:posts_blog_change', args=[1])}#id_shows_websites",
    ),
    "menu": (
        _("menus of the old site (%(count)s): this blog has a menu of its own"),
        lambda: reverse("admin:posts_menuentry_changelist"),
    ),
    "page": (
        _("published pages (%(count)s): no menu has them, so only links lead there"),
        lambda: reverse("admin:posts_menuentry_changelist"),
    ),
}


class ReportTexts:
    """The sentences of a report; with all details if `verbose`."""

    def __init__(self, report: ImportReport, *, verbose=False):
        self.report = report
        self.verbose = verbose

    @property
    def verdict(self) -> str:
        """Return a sentence on whether readers lose anything by the import."""
        report = self.report
        if report.losses:
            return self._verdict_on_losses(report.places)
        if report.hidden.total():
            if report.is_dry_run:
                return gettext("Nothing would be lost, but readers would not see all of it yet.")
            return gettext("Nothing was lost, but readers do not see all of it yet.")
        if report.is_dry_run:
            return gettext("Nothing that readers can see would be lost.")
        return gettext("Nothing that readers can see was lost.")

    def _verdict_on_losses(self, count):
        if self.report.is_dry_run:
            sentence = ngettext(
                "Readers would miss something in %(count)s place.",
                "Readers would miss something in %(count)s places.",
                count,
            )
        else:
            sentence = ngettext(
                "Readers can miss something in %(count)s place.",
                "Readers can miss something in %(count)s places.",
                count,
            )
        return sentence % {"count": grouped(count)}

    def counts(self) -> list[str]:
        """Return the numbers of new and existing things, in a few lines."""
        report, names = self.report, {"things": counts_of(self.report.added)}
        if report.is_dry_run:
            came_in = gettext("Would come in: %(things)s")
        else:
            came_in = gettext("Came in: %(things)s")
        return [
            came_in % names,
            *(f"  {line}" for line in states_of(report.states)),
            gettext("Already there: %(things)s") % {"things": counts_of(report.existing)},
        ]

    def sections(self) -> Iterator[Section]:
        """Yield the sections for an owner, those most important for readers first."""
        report = self.report
        yield from self._losses()
        yield from self._hidden()
        if report.moved_count:
            yield Section(gettext("Days of posts"), [(self.sentence_on_days, "")])
        yield from self._remarks(gettext("The file"), report.remarks)
        yield from self._lists(report.notes)
        if self.verbose:
            yield from self._details()

    @property
    def sentence_on_days(self) -> str:
        """Return what happens to posts that are on another day in the export's time zone."""
        report = self.report
        values = {"posts": counted(report.moved_count, "post"), "zone": report.time_zone}
        if report.is_dry_run:
            sentence = gettext(
                "%(posts)s would stand at another day than before: the old site’s time zone was"
                " %(zone)s, and this blog has another. Set it before the import."
            )
        else:
            sentence = gettext(
                "%(posts)s at another day than before: the old site’s time zone was %(zone)s, and"
                " this blog has another. Their old URLs lead to the new ones."
            )
        return sentence % values

    def lines(self) -> Iterator[str]:
        """Yield the report as text; the verdict is its last line."""
        yield from self.counts()
        for section in self.sections():
            yield f"{section.heading}{colon()}"
            yield from (f"  {text}" + (f" ({url})" if url else "") for text, url in section.lines)
        yield self.verdict

    def _losses(self):
        report = self.report
        heading = (
            gettext("Readers would miss") if report.is_dry_run else gettext("Readers can miss")
        )
        yield from _section(heading, _by_count(report.losses))
        lines = [
            labelled(localize(source), listed(map(localize, counted_remarks(what))))
            for source, what in report.losses_by_source.items()
        ]
        if report.sources_unlisted:
            lines.append(_and_more(len(report.sources_unlisted)))
        yield from _section(gettext("Where"), lines)

    def _hidden(self):
        lines = [
            (HIDDEN[kind][0] % {"count": grouped(count)}, HIDDEN[kind][1]())
            for kind, count in self.report.hidden.items()
            if count
        ]
        if lines:
            yield Section(gettext("Readers see it only if you say so"), lines)

    def _details(self):
        report = self.report
        yield from _section(gettext("Left out"), _by_count(report.left_out))
        yield from _section(gettext("Changed"), _by_count(report.changed))
        yield from _section(gettext("Taken away by sanitizing"), _by_count(report.sanitized))
        yield from self._lists(report.lists)
        yield from self._remarks(gettext("Dates"), report.details)

    def _remarks(self, heading, remarks):
        yield from _section(heading, map(localize, remarks))

    def _lists(self, lists):
        for heading, lines in lists.items():
            unlisted = self.report.unlisted[heading]
            more = [_and_more(unlisted)] if unlisted else []
            count = grouped(len(lines) + unlisted)
            yield from _section(f"{localize(heading)} ({count})", [*map(localize, lines), *more])


def _section(heading, lines):
    if lines := [(line, "") for line in lines]:
        yield Section(heading, lines)


def _and_more(count):
    return gettext("and %(count)s more") % {"count": grouped(count)}


def _by_count(counts):
    return [
        f"{grouped(number)} × {localize(what)}" for what, number in counts.most_common() if number
    ]
