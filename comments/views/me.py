"""Personal views: one's own comments, for one browser or account only."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.guests import guest_to_ask, person_of
from accounts.own_locale import with_own_locale
from comments.grounds import grounds_of
from comments.models import Addition, Comment, Finding, HiddenAuthor, Recommendation, Visit
from comments.status_links import status_path
from posts.models import Blog, Post
from posts.url_converters import positive_int

# Stands for the id of any comment in links that a script completes; larger than every id.
ANY_COMMENT = 2**53 - 1  # the greatest safe integer of JavaScript
MAX_HIDDEN_COMMENTS = 2_000  # that a page is told to fold
COMMENTS_PER_PAGE = 50  # on a post's page, too: older ones are on the page of one's own comments


@never_cache
@require_safe
def me(request):
    """Render who is signed in; with `?post=ID` also the person's comments there and their links."""
    # On our own pages, signing in has asked it.
    signed_in = {"guest": guest_to_ask(request) if request.is_framed else None}
    if "post" not in request.GET:
        return render(request, "comments/_signed_in.html", signed_in)
    post = _post_named(request)
    person = person_of(request)
    comments = _with_all_that_shows(_own(person).on(post).exclude(_withdrawn())[:COMMENTS_PER_PAGE])
    oldest_first = comments[::-1]  # the order of the post's page
    context = signed_in | {
        "blog": Blog.objects.current(),
        "person": person,
        "comments": oldest_first,
        "recommended": " ".join(map(str, _recommended(person, post))),
        "hidden": " ".join(map(str, _hidden(person, post))),
        "last_visit": _last_visit(person, post),
        "any_comment": ANY_COMMENT,
    }
    return render(request, "comments/me.html", context)


def _last_visit(person, post):
    """Return until when somebody signed in has seen the conversation, in milliseconds; else ""."""
    moment = Visit.objects.last_seen(person, post) if person and person.user_id else None
    return int(moment.timestamp() * 1000) if moment else ""


def _recommended(person, post):
    """Return the ids of the comments under a post that a person recommends."""
    if person is None:
        return []
    recommended = Recommendation.objects.by(person).filter(comment__post=post)
    return recommended.order_by("comment").values_list("comment", flat=True).distinct()


def _hidden(person, post):
    """Return the ids of the newest comments under a post that a person has hidden."""
    rows = HiddenAuthor.objects.of(person) if person else HiddenAuthor.objects.none()
    if not rows.exists():
        return []
    comments = Comment.objects.published().on(post).filter(rows.hides_comment())
    return comments.order_by("-pk").values_list("pk", flat=True)[:MAX_HIDDEN_COMMENTS]


@never_cache
@require_safe
@with_own_locale
def mine(request):
    """Render the comments of this browser or account as a page without scripts.

    `?post=ID` restricts it to one post, `?page=` is the page (from 1).
    """
    post = _post_named(request) if request.GET.get("post") else None
    own = _own(person_of(request)).filter(post__in=Post.objects.published_anywhere())
    own = (own.on(post) if post else own).select_related("post", "author__user")
    page = Paginator(own, COMMENTS_PER_PAGE).get_page(request.GET.get("page"))
    comments = _with_all_that_shows(page.object_list)
    context = {
        "blog": Blog.objects.current(),
        "post": post,
        "comments": comments,
        "page": page,
        "query": f"post={post.pk}&" if post else "",
        "is_personal": True,
    }
    response = render(request, "comments/mine.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _post_named(request):
    pk = positive_int(request.GET["post"])
    return get_object_or_404(Post.objects.published_anywhere(), pk=pk)


def _own(person):
    own = Comment.objects.by(person) if person else Comment.objects.none()
    return own.prefetch_related("findings").order_by("-created")


def _withdrawn():
    return Q(status=Comment.Status.WITHDRAWN) | Q(erased__isnull=False)


def _with_all_that_shows(comments) -> list[Comment]:
    """Return the comments with additions, reasons, grounds and links; a fixed number of queries."""
    comments = list(comments)
    Addition.objects.fetch_for(comments)
    Finding.read_reasons(finding for comment in comments for finding in comment.findings.all())
    grounds = grounds_of(comments)
    for comment in comments:
        comment.status_path = status_path(comment)
        comment.ground = grounds.get(comment.pk)
    return comments
