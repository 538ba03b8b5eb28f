from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from comments.landing import address_of
from comments.models import Comment
from comments.threads import Branch
from posts.models import Blog, Post


@require_safe
@cache_control(public=True, max_age=0, s_maxage=1)
def comment(request, pk):
    """The permalink: leads to the comment on the post's page, or on its own where that is cut."""
    comment = found(pk)
    try:
        return redirect(address_of(comment))
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
