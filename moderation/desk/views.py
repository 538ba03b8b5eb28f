"""The views of a queue; each takes its ModelAdmin. A `piece` is for htmx, the rest are pages."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from comments.models import InvalidTransition
from moderation.desk.cards import Card
from moderation.desk.claims import Claim
from moderation.desk.forms import LEAVING_OPEN, Banning, Deciding, Noting
from moderation.desk.saying import said
from moderation.desk.workplace import Workplace
from moderation.models import AlreadyDecided, Decision, NeedsGround, Note, Outdated


@require_safe
def queue(request, admin, pk=None):
    """The list and the card of an item; without one, of the first that nobody looks at."""
    place = Workplace(admin, request)
    if pk:
        return place.show(place.comment(pk))
    page = place.page()
    first = place._free(page.items)
    return place.show(place.comment(first.pk) if first else place.reported, page=page)


@require_safe
def items(request, admin):
    """The piece that lists the queue from the item `?at=` on."""
    place = Workplace(admin, request)
    at = request.GET.get("at", "")
    page = place.page(at=int(at) if at.isdecimal() and at.isascii() and len(at) < 19 else None)
    context = place.context(None, **place.listed(page))
    return render(request, "admin/moderation/_items.html", context)


@require_safe
def card(request, admin, pk):
    place = Workplace(admin, request, is_partial=True)
    return place.show(place.comment(pk))


@require_safe
def beside(request, admin, pk, *, way, is_partial=False):
    """The item before or after one, as a card or as the way to its page."""
    place = Workplace(admin, request, is_partial=is_partial)
    found = place.neighbour(pk, way)
    if found is None and not place.queue.items.filter(pk=pk).exists():
        return place.show(None)  # it has left the queue, and was the last
    if found is None:
        ends = {"next": "This is the last one.", "previous": "This is the first one."}
        return place.show(place.comment(pk), saying=ends[way])
    return place.show(place.comment(found.pk)) if is_partial else redirect(_page(place, found))


def _page(place, item):
    return place.address("change", item.pk)


@require_POST
def decide(request, admin, pk, *, is_partial=False):
    place = Workplace(admin, request, is_partial=is_partial)
    comment, form = place.comment(pk), Deciding(request.POST)
    following = place.following(pk)
    if not form.is_valid():
        return place.show(comment, problem=form.problem, status=422)
    action, ground, seen = (form.cleaned_data[name] for name in ("action", "ground", "seen"))
    try:
        decision = Decision.objects.take(
            action, on=comment, by=request.user, ground=_ground(action, ground), seen=seen
        )
    except AlreadyDecided as error:
        return place.show(place.comment(pk), overtaken=error.decision, status=409)
    except (Outdated, InvalidTransition) as error:
        return place.show(place.comment(pk), problem=str(error), status=409)
    except NeedsGround as error:
        told = {"problem": str(error), "ground_missing": True}
        return place.show(place.comment(pk), **told, status=422)
    if action in LEAVING_OPEN:
        return place.go_on(comment, saying=said(decision))
    Claim.release(pk, request.user)
    return place.go_on(following, saying=said(decision), gone=pk)


GROUNDLESS = {"let_stand", "spam", "hold", "open_branch"}


def _ground(action, ground):
    """Leave out the ground that only stood chosen: these acts have none, or their own."""
    return None if action in GROUNDLESS else ground


@require_POST
def skip(request, admin, pk, *, is_partial=False):
    """Leave an item to somebody else, and go on."""
    place = Workplace(admin, request, is_partial=is_partial)
    Claim.release(pk, request.user)
    return place.go_on(place.following(pk) or place.comment(pk), saying="Skipped.")


@require_POST
def ban(request, admin, pk, *, is_partial=False):
    place = Workplace(admin, request, is_partial=is_partial)
    comment, form = place.comment(pk), Banning(request.POST)
    if not form.is_valid():
        return place.show(comment, problem=form.problem, status=422)
    own = {"person": comment.author} | {
        kind: getattr(comment, kind) for kind in ("email", "address", "network")
    }
    terms = {kind: own[kind] for kind in form.cleaned_data["whom"]} | {"until": form.end}
    ground = form.cleaned_data["ground"]
    try:
        decision = Decision.objects.take("ban", on=comment, by=request.user, ground=ground, **terms)
    except ValidationError as error:
        return place.show(comment, problem=" ".join(error.messages), status=422)
    except NeedsGround as error:
        return place.show(comment, problem=str(error), status=422)
    return place.go_on(comment, saying=said(decision))


@require_POST
def note(request, admin, pk, *, is_partial=False):
    place = Workplace(admin, request, is_partial=is_partial)
    comment, form = place.comment(pk), Noting(request.POST)
    if not form.is_valid():
        return place.show(
            comment, problem="Write the note first, 2,000 characters at most.", status=422
        )
    of_author = form.cleaned_data["of_author"]
    about = {"person": comment.author} if of_author else {"comment": comment}
    Note.objects.write(form.cleaned_data["text"], by=request.user, **about)
    return place.go_on(comment, saying="Noted.")


@require_POST
def undo(request, admin, *, is_partial=False):
    """Take back the decision `decision`, one's own or another's, and show its comment; what editors
    have picked is theirs.
    """
    place = Workplace(admin, request, is_partial=is_partial)
    decisions = Decision.objects.moderators().exclude(comment=None)
    pk = request.POST.get("decision", "")
    decision = get_object_or_404(decisions, pk=int(pk) if pk.isdecimal() and len(pk) < 19 else 0)
    try:
        undoing = decision.undo(by=request.user)
    except AlreadyDecided as error:
        comment = place.comment(decision.comment_id)
        return place.show(comment, overtaken=error.decision, status=409)
    except (Outdated, InvalidTransition) as error:
        return place.show(place.comment(decision.comment_id), problem=str(error), status=409)
    return place.go_on(place.comment(decision.comment_id), saying=said(undoing))


@require_POST
def claim(request, admin, pk):
    """The piece that says who else looks at an item, or has decided on it; claims it otherwise."""
    place = Workplace(admin, request, is_partial=True)
    comment = place.comment(pk)
    leaving = request.POST.get("leaving", "")
    if leaving.isdecimal() and len(leaving) < 19:
        Claim.release(int(leaving), request.user)
    Claim.take(pk, request.user)
    looked_at = Card(comment, request.user)
    seen = request.POST.get("seen", "")
    overtaken = Decision.objects.last(comment) if seen and seen != looked_at.seen else None
    context = {"card": looked_at, "overtaken": overtaken, "at": place.addresses(comment)}
    return render(request, "admin/moderation/_looking.html", context)
