"""Querysets of reports: the open ones, those of a person, the records of reporters."""

from datetime import timedelta

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moderation.models.decision import Decision
from moderation.models.reference import REFERENCE

# The window for detecting coordinated reporters, and the number of earlier reports that are read.
COORDINATION_WINDOW = timedelta(days=180)
MAX_COORDINATION_ROWS = 2_000
# Id of the reporter's main row: the account's, else its own (see Person.joined_to).
MAIN_ID = Coalesce("by__joined_to", "by")


class Status(models.TextChoices):
    OPEN = "open", _("Open")
    UPHELD = "upheld", _("Upheld")  # something was done about it
    DISMISSED = "dismissed", _("Dismissed")  # the comment stays
    WITHDRAWN = "withdrawn", _("Withdrawn")  # by its reporter; weighs nothing


class ReportQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=Status.OPEN)

    def sent_by(self, person):
        """Return the reports of a person, through any of their rows."""
        return self.filter(by__in=person.same_author_ids())

    def with_reference(self, text: str):
        """Return the report with a reference, in upper or lower case; none for other text."""
        reference = text.strip().upper()
        return self.filter(reference=reference) if REFERENCE.fullmatch(reference) else self.none()

    def awaiting_email(self):
        """Return the reports that were not withdrawn and have an e-mail address for the answer."""
        return self.exclude(contents__email="").exclude(status=Status.WITHDRAWN)

    def withdrawn_from_a_hold(self):
        """Return the reports that were withdrawn after they had helped to hide their comment."""
        holds = Decision.objects.by_weight_of_reports().filter(
            comment=OuterRef("comment"), created__range=(OuterRef("created"), OuterRef("ended"))
        )
        return self.filter(Exists(holds), status=Status.WITHDRAWN, decision=None)

    def records(self):
        """Return the results by reporter: rows of person (a main id), upheld, dismissed."""
        was_wrong = Q(status=Status.DISMISSED) | Q(status=Status.WITHDRAWN, decision__isnull=False)
        return (
            self.order_by()
            .values(person=MAIN_ID)
            .annotate(
                upheld=Count("pk", filter=Q(status=Status.UPHELD)),
                dismissed=Count("pk", filter=was_wrong),
            )
        )

    def by_reporter(self) -> dict:
        """Map the main ids of reporters to the comments they reported in COORDINATION_WINDOW."""
        recent = self.filter(created__gt=timezone.now() - COORDINATION_WINDOW).order_by("-pk")
        comments = {}
        for person, comment in recent.values_list(MAIN_ID, "comment")[:MAX_COORDINATION_ROWS]:
            comments.setdefault(person, []).append(comment)
        return comments
