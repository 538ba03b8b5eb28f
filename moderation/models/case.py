from datetime import timedelta

from django.db import models
from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Person
from comments.models import Comment
from moderation.models.acts import Action
from moderation.models.decision import Decision
from moderation.models.reason import GRAVITY, Reason
from moderation.models.restriction import Restriction
from moderation.report_weight import WeightedReport, weigh

# Reports alone do not hide a comment for this long after a moderator kept it, unless it is edited.
PROTECTION_TIME = timedelta(days=30)
# Added to the urgency of a protected comment that reports would hide: moderators see it first.
PROTECTED_URGENCY = 10_000
# Only the newest reports are weighed, so that more reports than these have no effect.
MAX_WEIGHED_REPORTS = 200


class CaseManager(models.Manager):
    def refresh(self, comment) -> "Case | None":
        """Update a comment's case from its open reports, or delete it when there are none.

        Call it inside the lock. Returns the case, or None.
        """
        open_reports = comment.reports.open()
        newest = open_reports.select_related("by").order_by("-created")
        reports = list(newest[:MAX_WEIGHED_REPORTS])
        if not reports:
            self.filter(comment=comment).delete()
            return None
        weighted = weighted_reports(reports, comment)
        weight = weigh(weighted)
        protected = is_protected(comment)
        urgency = _gravity(reports, weighted, comment) + weight.points
        if protected and weight.is_enough:
            urgency += PROTECTED_URGENCY
        values = {
            "points": weight.points,
            "sources": weight.sources,
            "burst": weight.burst,
            "is_protected": protected,
            "would_hold": weight.is_enough,
            "urgency": urgency,
            "last_reported": reports[0].created,
            **open_reports.aggregate(report_count=Count("pk"), opened=Min("created")),
        }
        return self.update_or_create(comment=comment, defaults=values)[0]


def _gravity(reports, weighted, comment) -> int:
    """Return the gravity of the gravest reason; of limited reporters, only legal notices count.

    Harsh words of the comment are as grave as harassment.
    """
    pairs = zip(reports, weighted, strict=True)
    grave = (
        GRAVITY[report.reason]
        for report, weight in pairs
        if report.is_legal_notice or not weight.is_limited
    )
    gravity = max(grave, default=0)
    if gravity < GRAVITY[Reason.HARASSMENT] and _come_first(comment):
        return GRAVITY[Reason.HARASSMENT]
    return gravity


def _come_first(comment):
    from moderation.screening.harsh_words import come_first  # here, because it needs all models

    return come_first(comment)


def weighted_reports(reports, comment) -> list[WeightedReport]:
    """Return the reports with everything that their weight depends on, with four queries."""
    authors = comment.author.same_author_ids()
    people = {report.by.main_id for report in reports}
    sent = comment.reports.model.objects.filter(by__in=Person.objects.same_as(people))
    earlier = sent.exclude(comment=comment)
    records = {row["person"]: row for row in earlier.records()}
    reported = earlier.by_reporter()
    limited = Restriction.objects.among(people, Action.LIMIT_REPORTS)
    return [
        WeightedReport(
            person=report.by.main_id,
            is_guest=report.is_by_guest,
            network=report.network,
            at=report.created,
            is_by_author=report.by_id in authors,
            is_limited=report.by.main_id in limited,
            upheld=records.get(report.by.main_id, {}).get("upheld", 0),
            dismissed=records.get(report.by.main_id, {}).get("dismissed", 0),
            reported=frozenset(reported.get(report.by.main_id, ())),
        )
        for report in reports
    ]


def is_protected(comment) -> bool:
    """Return whether reports alone cannot hide it: it is by staff, or was recently kept."""
    user = comment.author.account
    if user is not None and user.is_staff:
        return True
    verdict = Decision.objects.verdict(comment)
    if verdict is None or verdict.is_automatic or not verdict.clears:
        return False
    edited_since = comment.last_change is not None and comment.last_change > verdict.created
    return not edited_since and timezone.now() - verdict.created < PROTECTION_TIME


class Case(models.Model):
    """The open reports on a comment, summed up for the queue: their weight, and its urgency.

    All columns are derived from the open reports, and updated with them; without open reports there
    is no row. Its primary key is the comment's.
    """

    comment = models.OneToOneField(
        Comment, models.CASCADE, primary_key=True, related_name="case", editable=False
    )
    report_count = models.PositiveIntegerField()
    points = models.PositiveIntegerField(help_text=_("The total weight of the reports."))
    sources = models.PositiveIntegerField(help_text=_("Number of independent sources."))
    burst = models.PositiveIntegerField(
        default=0, help_text=_("The most reports within ten minutes; 0 when it was no burst.")
    )
    is_protected = models.BooleanField(help_text=_("Reports alone cannot hide it."))
    would_hold = models.BooleanField(help_text=_("Enough weight from enough sources to hide it."))
    urgency = models.PositiveIntegerField()
    opened = models.DateTimeField(help_text=_("When the first report still open was made."))
    last_reported = models.DateTimeField()

    objects = CaseManager()

    class Meta:
        indexes = [
            models.Index(fields=["-urgency", "opened", "comment"], name="cases_by_urgency"),
            models.Index(fields=["opened"]),
        ]

    def __str__(self):
        sentence = ngettext(
            "%(number)s report on %(comment)s",
            "%(number)s reports on %(comment)s",
            self.report_count,
        )
        return sentence % {"number": self.report_count, "comment": self.comment}

    @property
    def holds(self) -> bool:
        """Return whether the reports hide the comment until a moderator decides."""
        return self.would_hold and not self.is_protected
