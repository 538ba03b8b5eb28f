"""Reports and appeals that arrived between two moments, for an account that may decide."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Max, Q

from accounts.models import Person
from moderation.models import Action, Appeal, Reason, Report, ReportedComment, Restriction
from moderation.models.appeal_queries import SECOND_THOUGHT
from moderation.queues import condition_for

# Older arrivals are no news: the daily mail and the desk have them.
MAX_AGE = timedelta(days=2)


class Span(NamedTuple):
    """A span of time: after `start`, until `end`."""

    start: datetime
    end: datetime

    def contains(self, path: str) -> Q:
        """Return the condition that the moment at `path` is in the span."""
        return Q(**{f"{path}__gt": self.start, f"{path}__lte": self.end})

    def earlier(self, time: timedelta) -> "Span":
        """Return the same span, moved back by `time`."""
        return Span(self.start - time, self.end - time)


def reports_in(span: Span, reason: str):
    """Return the open reports for a reason that arrived in a span of time.

    Reports of limited reporters weigh nothing, so no mail is sent for them; legal notices always
    count.
    """
    reports = Report.objects.open().filter(span.contains("created"), reason=reason)
    if reason == Reason.ILLEGAL:
        return reports
    limits = Restriction.objects.in_force(Action.LIMIT_REPORTS).select_related("person")
    limited = {limit.person.main_id for limit in limits}
    return reports.exclude(by__in=Person.objects.same_as(limited)) if limited else reports


def reported_comments(user, reason: str, span: Span):
    """Return the comments reported for a reason in a span, as `user` finds them in the queue.

    Nobody decides about their own comments. Each has `new_reports`, the number of reports.
    """
    own = user.person.same_author_ids() if hasattr(user, "person") else []
    queue = ReportedComment.objects.filter(condition_for(ReportedComment, user))
    reported = queue.filter(reports__in=reports_in(span, reason)).exclude(author__in=own)
    return reported.annotate(new_reports=Count("reports")).order_by(*ReportedComment.QUEUE_ORDER)


def newest_report(reason: str, span: Span) -> datetime | None:
    """Return when the newest report for a reason arrived in a span, for anybody; None for none."""
    return reports_in(span, reason).aggregate(newest=Max("created"))["newest"]


def appeals(user, span: Span):
    """Return the appeals that arrived in a span of time and that `user` may decide.

    One against their own decision comes to them a day later, if at all.
    """
    own = Q(decision__by=user) & span.earlier(SECOND_THOUGHT).contains("created")
    others = ~Q(decision__by=user) & span.contains("created")
    return Appeal.objects.decidable_by(user).filter(own | others).order_by(*Appeal.QUEUE_ORDER)


def newest_appeal(span: Span) -> datetime | None:
    """Return when an appeal last came to anybody in a span; None for none."""
    if not Appeal.objects.open().exists():
        return None  # mostly; which ones wait is a query with many parts
    lists = []
    for delay in (timedelta(0), SECOND_THOUGHT):
        came = Appeal.objects.waiting().filter(span.earlier(delay).contains("created"))
        moment = came.aggregate(newest=Max("created"))["newest"]
        lists += [moment + delay] if moment else []
    return max(lists, default=None)
