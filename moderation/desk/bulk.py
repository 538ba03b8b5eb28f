"""Many items decided at once: look at how many and at some of them, then begin a batch."""

from datetime import timedelta

from django import forms
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from comments.models import Comment
from moderation.desk.forms import Grounded
from moderation.desk.workplace import Workplace
from moderation.models import Batch, HouseRuleVersion, Preview, everything_by
from moderation.models.batch import ACTS, unchanged_since

DAYS = [1, 7, 30, 365]
# A preview of yesterday is looked at again.
FRESH = timedelta(days=1)


class Bulk(Grounded):
    """What is to be done with all of them; `before` is when the preview was drawn."""

    action = forms.ChoiceField(choices=list(ACTS.items()))
    before = forms.DateTimeField()

    def clean_before(self):
        before, now = self.cleaned_data["before"], timezone.now()
        if not now - FRESH < before <= now:
            raise forms.ValidationError("This preview is too old; look at it again.")
        return before

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("action") == "take_down" and not cleaned["ground"]:
            raise forms.ValidationError("Say which house rule, or which law, this rests on.")
        return cleaned

    @property
    def asked(self) -> dict:
        """What was chosen, for the page that says what is missing."""
        return {name: self[name].value() or "" for name in ("action", "ground")}

    def begin(self, comments, *, by) -> Batch:
        """Begin the batch; what came in or changed after the preview was drawn is left out."""
        action, ground = self.cleaned_data["action"], self.cleaned_data["ground"]
        previewed = unchanged_since(self.cleaned_data["before"], comments)
        grounds = {"ground": ground} if action == "take_down" else {}
        return Batch.objects.begin(action, on=previewed, by=by, **grounds)


@require_http_methods(["GET", "HEAD", "POST"])
def of_queue(request, admin):
    """Everything in the queue, or all of it that is asked for."""
    place = Workplace(admin, request)
    context = {
        "which": str(place.narrowing),
        "problem": place.narrowing.problem,
        "action": place.address("bulk"),
        "back": place.address("changelist"),
    }
    return _answer(place, lambda before: place.queue_at(before).items, context)


@require_http_methods(["GET", "HEAD", "POST"])
def of_author(request, admin, pk):
    """Everything standing that the author of a comment wrote in the last `?days=`."""
    place = Workplace(admin, request)
    comment = place.comment(pk)
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, DAYS) else 7
    standing = [Comment.Status.PUBLISHED, Comment.Status.HELD]
    written = everything_by(comment.author, days=days).filter(status__in=standing)
    context = {
        "which": f"everything by {comment.signature} in the last {days} days",
        "action": f"{request.path}?days={days}",
        "back": place.address("change", pk),
        "days": days,
        "choices": DAYS,
    }
    return _answer(place, lambda before: written, context)


def _answer(place, comments, context):
    """Preview `comments`, which gives them as of a moment, or begin with what was previewed."""
    request, problem, asked = place.request, context.get("problem", ""), {}
    if request.method == "POST":
        form = Bulk(request.POST)
        if form.is_valid():
            batch = form.begin(comments(form.cleaned_data["before"]), by=request.user)
            return redirect("admin:moderation_batch_change", batch.pk)
        problem, asked = form.problem, form.asked
    before = timezone.now()  # what comes in while the preview is drawn is left out too
    context |= {
        **place.admin.admin_site.each_context(request),
        "title": "Decide on many",
        "opts": place.admin.opts,
        "preview": Preview.of(comments(before)),
        "before": before.isoformat(),
        "acts": ACTS.items(),
        "grounds": HouseRuleVersion.objects.in_force(),
        "asked": asked,
        "problem": problem,
        "desk": place,
    }
    status = 422 if problem else 200
    return render(request, "admin/moderation/bulk.html", context, status=status)
