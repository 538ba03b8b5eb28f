"""Moderators who share the work: who gets the next comment, and assigning one."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext

from accounts.models import User
from moderation.claims import Claim
from moderation.desk.filtered_queue import LOOK_AHEAD, FilteredQueue
from moderation.desk.links import QueueLinks
from moderation.desk.workplace import Workplace
from moderation.models import Assignment, moderators_of
from moderation.queues import QUEUES
from posts.url_converters import positive_int

DEALING_ORDER = [QUEUES[name] for name in ("assigned", "reported", "held", "woken", "spot_checks")]


class AssignForm(forms.Form):
    """The moderator whom a comment is assigned to; empty: nobody."""

    to = forms.ModelChoiceField(User.objects.none(), required=False)

    def __init__(self, data, comment):
        super().__init__(data)
        able = [user.pk for user in moderators_of(comment)]
        self.fields["to"].queryset = User.objects.filter(pk__in=able)


def deal(request, admin):
    """Show the next unclaimed comment of all queues, and claim it for the moderator.

    `leaving` is the comment that they leave. Two who ask at the same moment get different ones.
    """
    leaving = positive_int(request.POST.get("leaving", ""))
    for model, item in _candidates(admin, request, leaving):
        if Claim.take(item.pk, request.user).user_id == request.user.pk:
            messages.success(request, gettext("This one is yours: others get the next."))
            links = QueueLinks(admin.admin_site.get_model_admin(model), {})
            return redirect(links.to("change", item.pk))
    messages.info(request, gettext("Nothing else is free: nothing waits, or others look at it."))
    return redirect(QueueLinks(admin, {}).list())


def _candidates(admin, request, leaving):
    """Return queues and comments, most urgent first; comments claimed before come last."""
    user, candidates = request.user, []
    for model in DEALING_ORDER:
        if admin.admin_site.get_model_admin(model).has_view_permission(request):
            queue = FilteredQueue(model, {}, user)
            free = queue.free(queue.page(size=LOOK_AHEAD).items)
            candidates += [(model, item) for item in free if item.pk != leaving]
    own = Claim.among([item.pk for _, item in candidates])
    return sorted(candidates, key=lambda candidate: candidate[1].pk in own)


def assign(request, admin, pk, *, is_partial=False):
    """Assign a comment to a moderator, who finds it in a queue of their own."""
    workplace = Workplace(admin, request, is_partial=is_partial)
    comment = workplace.queue.comment(pk)
    form, following = AssignForm(request.POST, comment), workplace.queue.following(pk)
    if not form.is_valid():
        problem = gettext("This moderator cannot decide on it. Choose somebody else.")
        return workplace.show(comment, problem=problem, status=422)
    moderator = form.cleaned_data["to"]
    if moderator is None:
        Assignment.objects.end(comment)
        return workplace.proceed(comment, message=gettext("It is left to nobody in particular."))
    Assignment.objects.assign(comment, to=moderator, by=request.user)
    message = gettext("Assigned to %(name)s.") % {"name": moderator}
    if moderator == request.user:
        return workplace.proceed(comment, message=message)
    Claim.release(pk, request.user)
    return workplace.go_on(following or [comment], message=message)
