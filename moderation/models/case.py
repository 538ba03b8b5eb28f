from datetime import timedelta

from django.db import models
from django.db.models import Count, Min
from django.utils import timezone

from comments.models import Comment
from moderation.models.decision import Decision
from moderation.models.reason import GRAVITY
from moderation.report_weight import Voice, weigh

# For so long a comment that a moderator kept is not hidden again by reports, unless it is edited.
KEPT_FOR = timedelta(days=30)
# Of a comment that would be hidden if nobody had kept it: somebody has to look, first of all.
UP_TO_A_PERSON = 10_000
# The newest so many reports are weighed and looked up; a brigade of more gains nothing.
WEIGHED = 200


class CaseManager(models.Manager):
    def refresh(self, comment) -> "Case | None":
        """Make a comment's case anew from its open reports, inside the lock; None without any."""
        standing = comment.reports.open()
        reports = list(standing.select_related("by").order_by("-created")[:WEIGHED])
        if not reports:
            self.filter(comment=comment).delete()
            return None
        weighing = weigh(voices(reports, comment))
        protected = is_protected(comment)
        urgency = max(GRAVITY[report.reason] for report in reports) + weighing.points
        if protected and weighing.is_enough:
            urgency += UP_TO_A_PERSON
        values = {
            "points": weighing.points,
            "sources": weighing.sources,
            "burst": weighing.burst,
            "is_protected": protected,
            "would_hold": weighing.is_enough,
            "urgency": urgency,
            "last_reported": reports[0].created,
            **standing.aggregate(report_count=Count("pk"), opened=Min("created")),
        }
        return self.update_or_create(comment=comment, defaults=values)[0]


def voices(reports, comment) -> list[Voice]:
    """Give the reports as they are weighed; two queries, however many there are."""
    people = {report.by_id for report in reports}
    earlier = type(reports[0]).objects.filter(by__in=people).exclude(comment=comment)
    records = {row["by"]: row for row in earlier.records()}
    together = earlier.by_reporter()
    return [
        Voice(
            person=report.by_id,
            is_guest=report.is_guests,
            network=report.network,
            at=report.created,
            upheld=records.get(report.by_id, {}).get("upheld", 0),
            dismissed=records.get(report.by_id, {}).get("dismissed", 0),
            reported=frozenset(together.get(report.by_id, ())),
        )
        for report in reports
    ]


def is_protected(comment) -> bool:
    """Whether reports alone cannot hide it: staff wrote it, or a moderator kept it lately."""
    user = comment.author.user
    if user is not None and user.is_staff:
        return True
    standing = Decision.objects.standing(comment)
    if standing is None or standing.is_automatic or not standing.clears:
        return False
    edited_since = comment.last_change is not None and comment.last_change > standing.created
    return not edited_since and timezone.now() - standing.created < KEPT_FOR


class Case(models.Model):
    """A comment with open reports, as it waits in the queue: what they come to, and how urgent.

    Derived, all of it: made anew from the open reports whenever they change, gone when none is
    left. Its primary key is the comment's.
    """

    comment = models.OneToOneField(
        Comment, models.CASCADE, primary_key=True, related_name="case", editable=False
    )
    report_count = models.PositiveIntegerField()
    points = models.PositiveIntegerField(help_text="What the reports weigh.")
    sources = models.PositiveIntegerField(help_text="Independent ones.")
    burst = models.PositiveIntegerField(
        default=0, help_text="The most reports within ten minutes; 0 when it was no burst."
    )
    is_protected = models.BooleanField(help_text="Reports alone cannot hide it.")
    would_hold = models.BooleanField(help_text="Enough weight from enough sources to hide it.")
    urgency = models.PositiveIntegerField()
    opened = models.DateTimeField(help_text="First report still open.")
    last_reported = models.DateTimeField()

    objects = CaseManager()

    class Meta:
        indexes = [
            models.Index(fields=["-urgency", "opened", "comment"], name="cases_by_urgency"),
            models.Index(fields=["opened"]),
        ]

    def __str__(self):
        return f"{self.report_count} reports on {self.comment}"

    @property
    def holds(self) -> bool:
        """Whether the reports hide the comment until a moderator has looked."""
        return self.would_hold and not self.is_protected
