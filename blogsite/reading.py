"""The pages readers see most, kept: a post with its thread, and a comment's own page."""

from django.conf import settings
from django.db.models import Subquery
from django.http import Http404
from django.views.decorators.http import require_safe

from blogsite.pages import pages, respond
from comments.threads import Asked, NoSuchPage
from comments.views import reading as comment_views
from posts import views as post_views
from posts.models import Blog, ConversationSettings, Post


@require_safe
def post(request, date, slug):
    """A post and the page of its conversation that the address asks for."""
    try:
        asked = Asked.by(request.GET)
    except NoSuchPage as error:
        raise Http404(str(error)) from None
    found = Post.objects.filter(date=date, slug=slug)
    return kept(request, asked, found, lambda: post_views.post(request, date, slug))


@require_safe
def thread(request, pk):
    """A comment with its ancestors and all its replies."""
    found = Post.objects.filter(comments=pk)
    return kept(request, None, found, lambda: comment_views.thread(request, pk))


def kept(request, asked, found, view):
    """Answer with the kept page at this address, drawn by `view` when the post has changed."""
    if not has_plain_host(request):
        return view()
    key = (request.scheme, request.get_host(), request.path, asked)
    page = pages.give(
        key,
        facts=lambda: facts_of(found),
        render=lambda: view().content,
        at_least=told_version(request),
    )
    return respond(request, key, page)


def has_plain_host(request) -> bool:
    """Whether the host is written as we would: anybody can vary its case, its dot and its port.

    Pages carry it in their absolute addresses, so each way of writing would be a page to keep.
    """
    host, _, port = request.get_host().partition(":")
    ports = ("", request.META.get("SERVER_PORT"))
    trusted = f"{request.scheme}://{request.get_host()}" in settings.CSRF_TRUSTED_ORIGINS
    return trusted or (host == host.lower().rstrip(".") and port in ports)


def facts_of(found):
    """Give the versions of a post and the blog, and the next moment the clock changes a page."""
    blog = Blog.objects.filter(pk=1).values("version")
    soonest = Post.objects.scheduled().order_by("published_at").values("published_at")
    post = (
        found.published()
        .annotate(blog_version=Subquery(blog), soonest=Subquery(soonest[:1]))
        .only("version", "published_at", *ConversationSettings.settings_fields())
        .first()
    )
    if post is None:
        raise Http404("There is no such page.")
    due = [moment.timestamp() for moment in (post.soonest, post.comments_change) if moment]
    return (post.version, post.blog_version, post.pk), min(due, default=float("inf"))


def told_version(request) -> int:
    """Give the version in `?v=`, which a writer is sent to; 0 when none, or not a number."""
    value = request.GET.get("v", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else 0
