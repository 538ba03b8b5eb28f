"""The page on which editors and moderators turn on slow mode for a post."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from comments.models import Comment
from moderation.desk.day_and_time import DayAndTime
from moderation.models import ModeratorScope
from moderation.permissions import DECIDE
from posts.dates import day_and_time
from posts.models import Post

EDITOR = "posts.change_post"
MAX_MINUTES = 24 * 60
MAX_DAYS = 30  # longer, and it would be a setting of the blog


class SlowModeForm(forms.Form):
    """How long one person waits between two comments, and until when."""

    minutes = forms.IntegerField(
        label=_("Minutes between two comments of one person"),
        min_value=1,
        max_value=MAX_MINUTES,
    )
    until = forms.SplitDateTimeField(label=_("Until"), widget=DayAndTime)

    def clean_until(self):
        until, now = self.cleaned_data["until"], timezone.now()
        if until <= now:
            raise forms.ValidationError(gettext("That moment has passed. Choose a later one."))
        if until > now + timedelta(days=MAX_DAYS):
            text = gettext("That is more than %(days)d days ahead.") % {"days": MAX_DAYS}
            raise forms.ValidationError(text)
        return until


def urls(site) -> list:
    """Return the URL pattern of the page, for the admin site."""
    return [path("slow-mode/<id:pk>/", site.admin_view(slow_mode), {"site": site}, "slow_mode")]


@require_http_methods(["GET", "HEAD", "POST"])
def slow_mode(request, pk, site):
    """Show the slow mode of a post's conversation; POST sets it, or ends it with `end`."""
    post = _post_for(request.user, pk)
    if request.method == "POST" and "end" in request.POST:
        return _set(request, post, 0, None)
    form = SlowModeForm(request.POST or None, initial=_initial(post))
    if request.method == "POST" and form.is_valid():
        return _set(request, post, form.cleaned_data["minutes"], form.cleaned_data["until"])
    context = site.each_context(request)
    context |= {"title": gettext("Slow mode"), "form": form, "post": post, "opts": Post._meta}
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "admin/moderation/slow_mode.html", context, status=status)


def _post_for(user, pk):
    """Return a post whose conversation the user may slow down: editors any, moderators theirs."""
    if not (user.has_perm(EDITOR) or user.has_perm(DECIDE)):
        raise PermissionDenied
    post = get_object_or_404(Post, pk=pk)
    scope = ModeratorScope.objects.condition_for(user)
    is_theirs = not scope or Comment.objects.filter(scope, post=post).exists()
    if not is_theirs and not user.has_perm(EDITOR):
        raise Http404(gettext("There is no such post."))
    return post


def _initial(post):
    """Return the form's initial values: the current slow mode, or five minutes for two hours."""
    if post.slow_minutes_now:
        minutes, until = post.slow_minutes, post.slow_until
    else:
        minutes, until = 5, timezone.now() + timedelta(hours=2)
    return {"minutes": minutes, "until": until.replace(second=0, microsecond=0)}


def _set(request, post, minutes, until):
    post.slow_down(minutes, until)
    values = {"minutes": minutes, "until": until and until.isoformat()}
    entry = [{"changed": {"fields": ["Slow mode"], "values": values}}]
    LogEntry.objects.log_actions(request.user.pk, [post], CHANGE, entry, single_object=True)
    text = gettext("Slow mode until %(end)s.") if minutes else gettext("Slow mode has ended.")
    messages.success(request, text % ({"end": day_and_time(until)} if minutes else {}))
    return redirect("admin:slow_mode", post.pk)
