from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from accounts.guests import person_of
from comments.conversation import Branch
from comments.models import Comment
from comments.news import News
from comments.permalinks import permalink_elsewhere, permalink_of
from comments.status_links import status_path
from posts.models import Blog, Post


@require_safe
def comment(request, pk):
    """Redirect the permalink of a comment to the page of the post that shows it, or to its own.

    A comment of another site's page is read there, if an owner has entered the site. The author of
    an unpublished comment is redirected to its status page.
    """
    comment = _comment_or_404(pk)
    return _published(request, comment) if comment.is_published else _hidden(request, comment)


@cache_control(public=True, max_age=0, s_maxage=1)
def _published(request, comment):
    # Within a frame, the page around it would be framed again
    is_framed = getattr(request, "is_framed", False)
    return redirect((not is_framed and permalink_elsewhere(comment)) or _address_of(comment))


@never_cache
def _hidden(request, comment):
    person = person_of(request)
    if comment.is_by(person):
        return redirect(status_path(comment))
    return redirect(_address_of(comment))


def _address_of(comment):
    try:
        return permalink_of(comment)
    except Comment.DoesNotExist:
        raise Http404(gettext("That comment is not there.")) from None


@require_safe
@cache_control(public=True, max_age=0, s_maxage=1)
def old_comment(request, pk, number):
    """Redirect the number of an imported comment on its old blog to its permalink.

    An unknown number leads to the conversation.
    """
    post = get_object_or_404(Post.objects.published_anywhere(), pk=pk)
    comment = Comment.objects.from_elsewhere(post, number)
    try:
        return redirect(permalink_of(comment)) if comment else redirect(_conversation_of(post))
    except Comment.DoesNotExist:
        return redirect(_conversation_of(post))


def _conversation_of(post):
    return f"{post.get_absolute_url()}#comments"


@require_safe
def branch(request, pk):
    """Render a comment with its ancestors and all its replies."""
    comment = _comment_or_404(pk)
    try:
        whole = Branch(comment)
    except Comment.DoesNotExist:
        raise Http404(gettext("That comment is not there.")) from None
    context = {"blog": Blog.objects.current(), "post": comment.post, "branch": whole}
    return render(request, "comments/branch.html", context)


@require_safe
def now(request, pk):
    """Return the news of a post's conversation, as JSON."""
    post = get_object_or_404(Post.objects.published_anywhere(), pk=pk)
    return JsonResponse(News(post).as_json(), json_dumps_params={"separators": (",", ":")})


def _comment_or_404(pk):
    comments = Comment.objects.filter(post__in=Post.objects.published_anywhere())
    return get_object_or_404(comments.select_related("post__author"), pk=pk)
