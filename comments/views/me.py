"""What pages say to one browser only."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comments.guests import person_of
from comments.models import Addition, Comment
from comments.status_links import status_address
from posts.models import Blog, Post

# More than one person writes under one post; who does finds the rest by their links.
NEWEST = 50


@never_cache
@require_safe
def me(request):
    """Return as whom one is signed in; with `?post=ID` also one's comments and what one may do."""
    if "post" not in request.GET:
        return render(request, "comments/_signed_in.html")
    asked = request.GET["post"]
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        raise Http404("There is no such post.")
    post = get_object_or_404(Post.objects.published(), pk=int(asked))
    person = person_of(request)
    comments = list(_standing(post, person)) if person else []
    Addition.objects.fetch_for(comments)
    for comment in comments:
        comment.status_address = status_address(comment)
    context = {"blog": Blog.objects.current(), "person": person, "comments": comments}
    return render(request, "comments/me.html", context)


def _standing(post, person):
    standing = (Comment.Status.PUBLISHED, Comment.Status.HELD)
    comments = Comment.objects.on(post).by(person).filter(status__in=standing)
    return comments.prefetch_related("findings").order_by("-created")[:NEWEST]
