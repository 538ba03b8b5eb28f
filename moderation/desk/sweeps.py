"""Decide on comments with the same or similar words together: a list with ticks, then a batch.

A sweep has the published comments similar to a removed one; a wave has the same words by several
people within an hour.
"""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from comments.models import Addition, Comment
from moderation.desk.bulk import BulkForm
from moderation.desk.similar import SimilarToComment
from moderation.desk.workplace import Workplace
from moderation.models import (
    ArchiveSearch,
    CardButton,
    Decision,
    HouseRuleVersion,
    ModeratorScope,
)
from moderation.similarity.search import SAME_WORDS
from moderation.similarity.waves import UNDECIDED
from posts.url_converters import positive_int

MAX_TICKS = 900  # Django accepts a thousand fields in a form


@dataclass(frozen=True)
class Row:
    """A comment of the list: a moderator's earlier decision on it, and whether it is ticked."""

    comment: Comment
    decision: Decision | None
    is_ticked: bool


def review(request, admin, pk):
    """Show the published comments similar to one, or with `?of=wave` its wave; POST begins a batch
    with the ticked ones.
    """
    workplace = Workplace(admin, request)
    comment = workplace.queue.comment(pk)
    if request.method != "POST":
        return _page(request, admin, workplace, comment, chosen=_choice_for(comment))
    form, ticked = BulkForm(request.POST), _ticked(request)
    if form.is_valid() and ticked:
        scope = ModeratorScope.objects.condition_for(request.user)
        comments = Comment.objects.filter(scope, pk__in=ticked, status__in=UNDECIDED)
        batch = form.begin(comments, by=request.user)
        return redirect("admin:moderation_batch_change", batch.pk)
    problem = form.problem or gettext("Tick at least one comment.")
    return _page(
        request, admin, workplace, comment, chosen=form.chosen, problem=problem, ticked=ticked
    )


def _page(request, admin, workplace, comment, *, chosen, problem="", ticked=None):
    before = timezone.now()  # leaves out comments that change while the list is rendered
    is_wave = request.GET.get("of") == "wave"
    rows = _rows(SimilarToComment(comment, request.user), is_wave, ticked)
    listed = Comment.objects.filter(pk__in=[comment.pk, *(row.comment.pk for row in rows)])
    context = {
        **admin.admin_site.each_context(request),
        "title": gettext("A wave of the same words") if is_wave else gettext("Similar comments"),
        "opts": admin.opts,
        "comment": comment,
        "is_wave": is_wave,
        "rows": rows,
        **({} if is_wave else _search(ArchiveSearch.objects.latest_for(comment), request)),
        "before": before.isoformat(),
        "acts": CardButton.choices,
        "grounds": HouseRuleVersion.objects.in_force().under_any(listed),
        "chosen": chosen,
        "problem": problem,
        "at": workplace.links.of(comment),
        "queue": workplace.queue,
    }
    status = 422 if problem else 200
    return render(request, "admin/moderation/similar.html", context, status=status)


def search_archive(request, admin, pk):
    """Begin a search among the comments without a fingerprint."""
    workplace = Workplace(admin, request)
    ArchiveSearch.objects.begin(workplace.queue.comment(pk), by=request.user)
    return redirect(workplace.links.to("similar", pk))


def step(request, admin, pk, *, is_partial=False):
    """Continue a search of the archive, and show its progress."""
    workplace = Workplace(admin, request)
    comment = workplace.queue.comment(pk)
    search = get_object_or_404(ArchiveSearch.objects.filter(comment=comment).order_by("-pk")[:1])
    search.step()
    if is_partial:
        context = {"at": workplace.links.of(comment), "queue": workplace.queue}
        context |= _search(search, request)
        return render(request, "admin/moderation/_archive_search.html", context)
    return redirect(workplace.links.to("similar", pk))


def _search(search, request):
    """Return the context of the partial for a search of the archive, within the scope."""
    scope = ModeratorScope.objects.condition_for(request.user)
    matches = Comment.objects.published().filter(scope, pk__in=search.keys) if search else None
    return {"search": search, "matches": matches.count() if search else 0}


def _ticked(request):
    keys = map(positive_int, request.POST.getlist("comment")[:MAX_TICKS])
    return {key for key in keys if key}


def _choice_for(comment):
    """Return the preselected choice: the decision on the comment, if it was taken down."""
    verdict = Decision.objects.verdict(comment)
    if not verdict or not verdict.takes_down:
        return {}
    action = CardButton.SPAM if verdict.is_spam else CardButton.TAKE_DOWN
    return {"action": action, "ground": str(verdict.house_rule_id or "")}


def _rows(alike, is_wave, ticked):
    """Return the rows; without a choice (None), those with the same words are ticked, unless
    somebody has decided on them already.
    """
    similar = alike.wave_members if is_wave else alike.published
    comments = [each.comment for each in similar]
    Addition.objects.fetch_for(comments)
    decisions = Decision.objects.of_moderators().filter(comment__in=comments).order_by("pk")
    latest = {each.comment_id: each for each in decisions.select_related("by")}
    return [
        Row(
            each.comment,
            latest.get(each.comment.pk),
            each.comment.pk in ticked
            if ticked is not None
            else each.similarity >= SAME_WORDS and each.comment.pk not in latest,
        )
        for each in similar
    ]
