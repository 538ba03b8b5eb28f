"""The views of a queue, which moderation/admin/queue.py routes with permissions and methods.

Each takes the queue's ModelAdmin. With `is_partial` they answer htmx.
"""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from comments.models import InvalidTransition
from moderation.claims import Claim
from moderation.desk.cards import Card
from moderation.desk.context import Context
from moderation.desk.forms import ACTIONS_LEAVING_OPEN, DecisionForm, NoteForm
from moderation.desk.summaries import summary, with_spot_check
from moderation.desk.workplace import Workplace
from moderation.editorial import may_take
from moderation.models import (
    AlreadyDecided,
    Decision,
    NeedsGround,
    Note,
    Outdated,
    SpotCheckedComment,
)
from moderation.models.acts import EDITORIAL_ACTIONS
from posts.url_converters import positive_int


def queue(request, admin, pk=None):
    """Show the list and the card of a comment: `pk`, or the first unclaimed one."""
    workplace = Workplace(admin, request)
    if pk:
        return workplace.show(workplace.queue.comment(pk))
    page = workplace.queue.page_of(request.GET)
    first = workplace.queue.first_unclaimed(page.items)
    return workplace.show(
        workplace.queue.comment(first.pk) if first else workplace.queue.reported, page=page
    )


def items(request, admin):
    """Show the partial that lists the queue from the comment `?at=` on."""
    workplace = Workplace(admin, request)
    at = positive_int(request.GET.get("at", ""))
    page = workplace.queue.page_from(at) if at else workplace.queue.page_of(request.GET)
    context = workplace.context(None, **workplace.list_context(page))
    return render(request, "admin/moderation/_items.html", context)


def card(request, admin, pk):
    workplace = Workplace(admin, request, is_partial=True)
    return workplace.show(workplace.queue.comment(pk))


def context(request, admin, pk, *, is_partial=False):
    """Show the branch around a comment as readers see it, with the typed text."""
    workplace = Workplace(admin, request, is_partial=is_partial)
    comment = workplace.queue.comment(pk)
    values = {"branch": Context(comment), "card": Card(comment, request.user)}
    values |= {"at": workplace.links.of(comment), "title": gettext("The conversation around it")}
    if is_partial:
        return render(request, "admin/moderation/_context.html", values)
    values |= admin.admin_site.each_context(request) | {"opts": admin.opts}
    return render(request, "admin/moderation/context.html", values)


def neighbour(request, admin, pk, *, way, is_partial=False):
    """Show the previous or next comment; as a page, redirect to it."""
    workplace = Workplace(admin, request, is_partial=is_partial)
    item = workplace.queue.neighbour(pk, way)
    if item is None and not workplace.queue.items.filter(pk=pk).exists():
        return workplace.show(None)  # it has left the queue, and was the last
    if item is None:
        ends = {
            "next": gettext("This is the last one."),
            "previous": gettext("This is the first one."),
        }
        return workplace.show(workplace.queue.comment(pk), message=ends[way])
    if is_partial:
        return workplace.show(workplace.queue.comment(item.pk))
    return redirect(workplace.links.to("change", item.pk))


def decide(request, admin, pk, *, is_partial=False):
    workplace = Workplace(admin, request, is_partial=is_partial)
    comment, form = workplace.queue.comment(pk), DecisionForm(request.POST)
    following = workplace.queue.following(pk)
    if not form.is_valid():
        return workplace.show(comment, problem=form.problem, status=422)
    action = form.cleaned_data["action"]
    if action in EDITORIAL_ACTIONS and not may_take(request.user, action):
        raise PermissionDenied
    try:
        decision = form.decide(comment, by=request.user)
    except AlreadyDecided as error:
        return workplace.show(workplace.queue.comment(pk), overtaken=error.decision, status=409)
    except (Outdated, InvalidTransition) as error:
        return workplace.show(workplace.queue.comment(pk), problem=str(error), status=409)
    except NeedsGround as error:
        alerts = {"problem": str(error), "ground_missing": True}
        return workplace.show(workplace.queue.comment(pk), **alerts, status=422)
    message = summary(decision)
    if admin.model is SpotCheckedComment:
        message = with_spot_check(message, comment)
    if decision.action in ACTIONS_LEAVING_OPEN:
        return workplace.proceed(comment, message=message)
    return workplace.go_on(following, message=message, gone=pk)


def skip(request, admin, pk, *, is_partial=False):
    """Leave a comment to other moderators, and show the next."""
    workplace = Workplace(admin, request, is_partial=is_partial)
    following = workplace.queue.following(pk) or [workplace.queue.comment(pk)]
    Claim.release(pk, request.user)
    return workplace.go_on(following, message=gettext("Skipped."))


def note(request, admin, pk, *, is_partial=False):
    workplace = Workplace(admin, request, is_partial=is_partial)
    comment, form = workplace.queue.comment(pk), NoteForm(request.POST)
    if not form.is_valid():
        return workplace.show(
            comment, problem=gettext("Write the note first, 2,000 characters at most."), status=422
        )
    of_author = form.cleaned_data["of_author"]
    about = {"person": comment.author} if of_author else {"comment": comment}
    Note.objects.write(form.cleaned_data["text"], by=request.user, **about)
    return workplace.proceed(comment, message=gettext("Noted."))


def undo(request, admin, *, is_partial=False):
    """Undo the decision `decision`, by anybody, except picks and pins; show its comment."""
    workplace = Workplace(admin, request, is_partial=is_partial)
    decisions = Decision.objects.without_picks().exclude(comment=None)
    decision = get_object_or_404(decisions, pk=positive_int(request.POST.get("decision", "")))
    workplace.queue.comment(decision.comment_id)  # 404 for a comment outside the scope
    try:
        undoing = decision.undo(by=request.user)
    except AlreadyDecided as error:
        comment = workplace.queue.comment(decision.comment_id)
        return workplace.show(comment, overtaken=error.decision, status=409)
    except (Outdated, InvalidTransition) as error:
        return workplace.show(
            workplace.queue.comment(decision.comment_id), problem=str(error), status=409
        )
    return workplace.proceed(workplace.queue.comment(decision.comment_id), message=summary(undoing))


def claim(request, admin, pk):
    """Claim a comment; show the partial that says who else looks at it or has decided on it."""
    workplace = Workplace(admin, request, is_partial=True)
    comment = workplace.queue.comment(pk)
    if leaving := positive_int(request.POST.get("leaving", "")):
        Claim.release(leaving, request.user)
    Claim.take(pk, request.user)
    current = Card(comment, request.user)
    state_token = request.POST.get("state_token", "")
    is_changed = state_token and state_token != current.state_token
    overtaken = Decision.objects.last(comment) if is_changed else None
    context = {"card": current, "overtaken": overtaken, "at": workplace.links.of(comment)}
    return render(request, "admin/moderation/_looking.html", context)
