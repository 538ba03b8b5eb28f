"""Decisions on many comments at once: a preview, then a batch."""

from datetime import timedelta

from django import forms
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from comments.models import Comment
from moderation.desk.forms import GroundForm
from moderation.desk.workplace import Workplace
from moderation.models import (
    Batch,
    CardButton,
    HouseRuleVersion,
    ModeratorScope,
    Preview,
    everything_by,
)
from moderation.models.batch import unchanged_since

PERIODS = [1, 7, 30, 365]  # days
PREVIEW_LIFETIME = timedelta(days=1)


class BulkForm(GroundForm):
    """The decision on all comments of a preview; `before` is when the preview was rendered."""

    action = forms.ChoiceField(choices=CardButton.choices)
    before = forms.DateTimeField()

    def clean_before(self):
        before, now = self.cleaned_data["before"], timezone.now()
        if not now - PREVIEW_LIFETIME < before <= now:
            raise forms.ValidationError(gettext("This preview is too old; look at it again."))
        return before

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("action") == CardButton.TAKE_DOWN and not cleaned["ground"]:
            raise forms.ValidationError(
                gettext("Say which house rule, or which law, this rests on.")
            )
        return cleaned

    @property
    def chosen(self) -> dict:
        """Return the posted choices, for the page that shows the errors."""
        return {name: self[name].value() or "" for name in ("action", "ground")}

    def begin(self, comments, *, by) -> Batch:
        """Begin the batch, without comments that are new or changed since the preview."""
        action, ground = self.cleaned_data["action"], self.cleaned_data["ground"]
        previewed = unchanged_since(self.cleaned_data["before"], comments)
        grounds = {"ground": ground} if action == CardButton.TAKE_DOWN else {}
        return Batch.objects.begin(action, on=previewed, by=by, **grounds)


def of_queue(request, admin):
    """Preview all comments of the queue that match the filters; POST begins a batch with them."""
    workplace = Workplace(admin, request)
    context = {
        "which": str(workplace.queue.filter_form),
        "problem": workplace.queue.filter_form.problem,
        "action": workplace.links.to("bulk"),
        "back": workplace.links.to("changelist"),
    }
    return _answer(workplace, lambda before: workplace.queue.at(before).items, context)


def of_author(request, admin, pk):
    """Preview the published and held comments of a comment's author from the last `?days=`; POST
    begins a batch with them.
    """
    workplace = Workplace(admin, request)
    comment = workplace.queue.comment(pk)
    typed_days = request.GET.get("days", "")
    days = int(typed_days) if typed_days in map(str, PERIODS) else 7
    statuses = [Comment.Status.PUBLISHED, Comment.Status.HELD]
    scope = ModeratorScope.objects.condition_for(request.user)
    comments = everything_by(comment.author, days=days).filter(scope, status__in=statuses)
    context = {
        "which": gettext("everything by %(author)s in the last %(days)d days")
        % {"author": comment.signature, "days": days},
        "action": f"{request.path}?days={days}",
        "back": workplace.links.to("change", pk),
        "days": days,
        "choices": PERIODS,
    }
    return _answer(workplace, lambda before: comments, context)


def _answer(workplace, comments_at, context):
    """Show the preview, or begin the batch; `comments_at(moment)` returns the comments."""
    request, problem, chosen = workplace.request, context.get("problem", ""), {}
    if request.method == "POST":
        form = BulkForm(request.POST)
        if form.is_valid():
            batch = form.begin(comments_at(form.cleaned_data["before"]), by=request.user)
            return redirect("admin:moderation_batch_change", batch.pk)
        problem, chosen = form.problem, form.chosen
    before = timezone.now()  # leaves out comments that arrive while the preview is rendered
    comments = comments_at(before)
    context |= {
        **workplace.admin.admin_site.each_context(request),
        "title": gettext("Decide on many"),
        "opts": workplace.admin.opts,
        "preview": Preview.of(comments),
        "before": before.isoformat(),
        "acts": CardButton.choices,
        "grounds": HouseRuleVersion.objects.in_force().under_any(comments),
        "chosen": chosen,
        "problem": problem,
        "queue": workplace.queue,
    }
    status = 422 if problem else 200
    return render(request, "admin/moderation/bulk.html", context, status=status)
