"""What pages say to one browser only."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comments.grounds import grounds_of
from comments.guests import person_of
from comments.models import Addition, Comment
from comments.status_links import status_address
from posts.models import Blog, Post

# More than one person writes under one post; who does finds the rest on the page of their own.
NEWEST = 50


@never_cache
@require_safe
def me(request):
    """Return as whom one is signed in; with `?post=ID` also one's comments and what one may do."""
    if "post" not in request.GET:
        return render(request, "comments/_signed_in.html")
    post = _post_named(request)
    person = person_of(request)
    comments = _with_all_that_shows(_own(person).on(post).exclude(_withdrawn())[:NEWEST])
    oldest_first = comments[::-1]  # as they stand on the page
    context = {"blog": Blog.objects.current(), "person": person, "comments": oldest_first}
    return render(request, "comments/me.html", context)


@never_cache
@require_safe
def mine(request):
    """The comments written in this browser or by this account, as a page that needs no scripts.

    `?post=ID` narrows it to those under one post, `?page=` goes on.
    """
    post = _post_named(request) if request.GET.get("post") else None
    own = _own(person_of(request)).filter(post__in=Post.objects.published())
    own = (own.on(post) if post else own).select_related("post", "author__user")
    page = Paginator(own, NEWEST).get_page(request.GET.get("page"))
    comments = _with_all_that_shows(page.object_list)
    context = {"blog": Blog.objects.current(), "post": post, "comments": comments, "page": page}
    response = render(request, "comments/mine.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _post_named(request):
    asked = request.GET["post"]
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        raise Http404("There is no such post.")
    return get_object_or_404(Post.objects.published(), pk=int(asked))


def _own(person):
    own = Comment.objects.by(person) if person else Comment.objects.none()
    return own.prefetch_related("findings").order_by("-created")


def _withdrawn():
    return Q(status=Comment.Status.WITHDRAWN) | Q(erased__isnull=False)


def _with_all_that_shows(comments) -> list[Comment]:
    """Give the comments with additions, grounds and links; a fixed number of queries."""
    comments = list(comments)
    Addition.objects.fetch_for(comments)
    grounds = grounds_of(comments)
    for comment in comments:
        comment.status_address = status_address(comment)
        comment.ground = grounds.get(comment.pk)
    return comments
