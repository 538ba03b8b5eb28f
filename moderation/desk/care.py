"""Wellbeing of moderators: blurring of violent words, breaks, personal statistics.

Nobody is compared with anybody: each moderator sees only their own days.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from comments.models import Comment, Finding
from moderation.models import (
    Action,
    Appeal,
    Decision,
    DeskChoice,
    Reason,
    Report,
)
from moderation.permissions import DECIDE
from posts.dates import midnight

VIOLENT = [Reason.THREAT, Reason.HATE, Reason.ILLEGAL]
ABUSE = [*VIOLENT, Reason.HARASSMENT]  # codes of house rules, which findings have as their ground
PAUSE_AFTER = 20  # violent comments a day; then the desk suggests a break
DAYS = 14  # on the page of personal statistics
LONGEST_GAP = timedelta(minutes=15)  # between two decisions of one session


def violent_today(user) -> int:
    """Return how many comments reported as violent an account has decided on today."""
    today = Decision.objects.filter(by=user, created__gte=midnight()).exclude(comment=None)
    reports = Report.objects.filter(comment__in=today.values("comment"), reason__in=VIOLENT)
    return reports.aggregate(count=Count("comment", distinct=True))["count"]


def blurred_among(comment_ids, user) -> set[int]:
    """Return the comments whose text is blurred for an account until it reveals them."""
    if not DeskChoice.of(user).blurs_violence:
        return set()
    violent = Report.objects.filter(comment=OuterRef("pk"), reason__in=VIOLENT)
    abuse = Finding.objects.filter(comment=OuterRef("pk"), parameters__ground__in=ABUSE)
    listed = abuse.exclude(verdict=Finding.Verdict.SHADOW)
    blurred = Comment.objects.filter(Exists(violent) | Exists(listed), pk__in=comment_ids)
    return set(blurred.order_by().values_list("pk", flat=True))


@dataclass(frozen=True)
class DeskDay:
    """A day of one moderator: decisions, how many of them were overturned, time at the desk."""

    day: date
    decided: int
    overturned: int
    time: timedelta

    @property
    def hours(self) -> float:
        return self.time / timedelta(hours=1)


def own_days(user) -> list[DeskDay]:
    """Return the last DAYS on which an account decided, the latest first."""
    since = midnight() - timedelta(days=DAYS - 1)
    own = Decision.objects.filter(by=user, created__gte=since).exclude(action=Action.UNDO)
    moments = [timezone.localtime(moment) for moment in own.values_list("created", flat=True)]
    overturned = own.filter(_overturned(user)).values_list("created", flat=True)
    lost = Counter(timezone.localtime(moment).date() for moment in overturned)
    decided = Counter(moment.date() for moment in moments)
    return [
        DeskDay(day, decided[day], lost[day], _time_at_desk(moments, day))
        for day in sorted(decided, reverse=True)
    ]


def _overturned(user):
    """Return the condition on decisions that somebody else undid, or an appeal overturned."""
    undone_by_others = Decision.objects.filter(undoes=OuterRef("pk")).exclude(by=user)
    lost = Appeal.objects.filter(decision=OuterRef("pk"), status=Appeal.Status.OVERTURNED)
    return Q(Exists(undone_by_others)) | Q(Exists(lost))


def _time_at_desk(moments, day) -> timedelta:
    """Return the time between consecutive decisions of a day, without long gaps."""
    of_day = sorted(moment for moment in moments if moment.date() == day)
    gaps = (later - earlier for earlier, later in pairwise(of_day))
    return sum((gap for gap in gaps if gap <= LONGEST_GAP), timedelta())


class ChoiceForm(forms.ModelForm):
    class Meta:
        model = DeskChoice
        fields = ("blurs_violence",)


@require_http_methods(["GET", "HEAD", "POST"])
def your_days(request, site):
    """Show a moderator their own days and preferences; POST stores the preferences."""
    if not request.user.has_perm(DECIDE):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    form = ChoiceForm(sent, instance=DeskChoice.of(request.user))
    if form.is_valid():
        form.save()
        messages.success(request, gettext("Saved."))
        return redirect("admin:your_days")
    context = {
        **site.each_context(request),
        "title": gettext("Your days at the desk"),
        "days": own_days(request.user),
        "violent": violent_today(request.user),
        "form": form,
    }
    return render(request, "admin/moderation/your_days.html", context)
