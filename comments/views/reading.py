from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from comments.conversation import Branch
from comments.guests import person_of
from comments.models import Comment
from comments.permalinks import address_of
from comments.status_links import status_address
from posts.models import Blog, Post


@require_safe
def comment(request, pk):
    """The permalink: leads to the comment on the post's page, or on its own where that is cut.

    Where it is not published, whoever wrote it is led to where it stands.
    """
    comment = found(pk)
    return _published(request, comment) if comment.is_published else _hidden(request, comment)


@cache_control(public=True, max_age=0, s_maxage=1)
def _published(request, comment):
    return redirect(_address_of(comment))


@never_cache
def _hidden(request, comment):
    person = person_of(request)
    if person and comment.author_id == person.pk:
        return redirect(status_address(comment))
    return redirect(_address_of(comment))


def _address_of(comment):
    try:
        return address_of(comment)
    except Comment.DoesNotExist:
        raise Http404("That comment is not there.") from None


@require_safe
def thread(request, pk):
    """A comment with its ancestors and all its replies."""
    comment = found(pk)
    try:
        branch = Branch(comment)
    except Comment.DoesNotExist:
        raise Http404("That comment is not there.") from None
    context = {"blog": Blog.objects.current(), "post": comment.post, "branch": branch}
    return render(request, "comments/thread.html", context)


def found(pk):
    comments = Comment.objects.filter(post__in=Post.objects.published())
    return get_object_or_404(comments.select_related("post__author"), pk=pk)
