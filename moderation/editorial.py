"""The view with which editors pick comments and close branches to replies."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.languages import desk_language_of
from accounts.staff import may_use_staff_pages
from comments.models import Comment, InvalidTransition
from comments.permalinks import fresh_permalink_of
from moderation.models import Action, AlreadyDecided, Decision, ModeratorScope
from posts.models import Blog

PERMISSIONS = {
    Action.PICK: "comments.pick_comment",
    Action.UNPICK: "comments.pick_comment",
    Action.PIN: "comments.pick_comment",
    Action.UNPIN: "comments.pick_comment",
    Action.CLOSE_BRANCH: "comments.close_comment",
    Action.OPEN_BRANCH: "comments.close_comment",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def editorial(request, pk):
    """Show a visible comment with the editorial actions on it; POST takes one of them."""
    if not any(may_take(request.user, action) for action in PERMISSIONS):
        raise PermissionDenied
    scope = ModeratorScope.objects.condition_for(request.user)
    comments = Comment.objects.visible().filter(scope).select_related("post")
    comment = get_object_or_404(comments, pk=pk)
    if request.method != "POST":
        return comment_page(request, comment)
    action = request.POST.get("action", "")
    if not may_take(request.user, action):
        raise PermissionDenied
    try:
        take(action, comment, by=request.user)
    except (AlreadyDecided, InvalidTransition) as error:
        return comment_page(request, comment, str(error), 409)
    comment.refresh_from_db()
    place = fresh_permalink_of(comment) or comment.post.get_absolute_url()
    return HttpResponseRedirect(place, status=303)


def take(action, comment, *, by):
    """Take a decision; pinning a comment unpins the pinned one."""
    with transaction.atomic():
        other = comment.pinned_here if action == Action.PIN else None
        if other and other != comment:
            Decision.objects.take(Action.UNPIN, other, by=by)
        Decision.objects.take(action, comment, by=by)


def may_take(user, action) -> bool:
    """Return whether a user may take an editorial action."""
    return (
        action in PERMISSIONS and may_use_staff_pages(user) and user.has_perm(PERMISSIONS[action])
    )


def comment_page(request, comment, problem="", status=200):
    blog = Blog.objects.current()
    context = {"comment": comment, "blog": blog, "problem": problem, "is_personal": True}
    with translation.override(desk_language_of(request.user, blog.language)):
        return render(request, "moderation/editorial.html", context, status=status)
