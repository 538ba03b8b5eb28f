"""How a view's answers are kept: by the versions of the blog and of the posts that they show."""

from itertools import chain

from django.conf import settings
from django.db.models import Subquery

from blogsite.pagecache.store import pages, respond
from posts.cache_headers import revalidated_each_time
from posts.models import Blog, ConversationSettings, Post


class NothingShown(Exception):
    """No post shows there: what the answer is, and whether there is one, the view says."""


def kept(
    view, shows, *, reads=lambda parameters: None, told=None, fresh=revalidated_each_time, **kind
):
    """Make of a view one whose answers are kept, drawn anew when what they show has changed.

    `shows(asked, **where)` gives the published posts of which a change may show, `asked` being all
    that the view reads of the query, as `reads(parameters)` makes it; `told(request)` the version
    a writer was told of; `fresh` says how long caches in front may keep it.
    """

    def answer(request, **where):
        asked = reads(request.GET)
        if not has_plain_host(request):
            return view(request, **where)
        key = (request.scheme, request.get_host(), request.path, asked)
        try:
            page = pages.give(
                key,
                facts=lambda: facts_of(shows(asked, **where)),
                render=lambda: view(request, **where).content,
                at_least=(told or told_version)(request),
            )
        except NothingShown:
            return view(request, **where)
        return respond(request, key, page, **kind)

    return fresh(answer)


def has_plain_host(request) -> bool:
    """Whether the host is written as we would: anybody can vary its case, its dot and its port.

    Pages carry it in their absolute addresses, so each way of writing would be a page to keep.
    """
    host, _, port = request.get_host().partition(":")
    ports = ("", request.META.get("SERVER_PORT"))
    trusted = f"{request.scheme}://{request.get_host()}" in settings.CSRF_TRUSTED_ORIGINS
    return trusted or (host == host.lower().rstrip(".") and port in ports)


def facts_of(posts):
    """Give the versions of these posts and the blog, and the next moment the clock changes a page.

    Which posts a list shows needs no telling: only the blog's version changes it, or the clock.
    """
    blog = Blog.objects.filter(pk=1).values("version")
    soonest = Post.objects.scheduled().order_by("published_at").values("published_at")
    posts = posts.annotate(blog_version=Subquery(blog), soonest=Subquery(soonest[:1]))
    found = list(posts.only("version", "published_at", *ConversationSettings.settings_fields()))
    if not found:
        raise NothingShown
    versions = chain.from_iterable((post.version, post.pk) for post in found)
    due = [found[0].soonest, *(post.comments_change for post in found)]
    due = [moment.timestamp() for moment in due if moment]
    return (*versions, found[0].blog_version), min(due, default=float("inf"))


def told_version(request) -> int:
    """Give the version in `?v=`, which a writer is sent to; 0 when none, or not a number."""
    value = request.GET.get("v", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else 0


def newest_version(request) -> float:
    """Give what stands for "the newest": a list has many versions, so `?v=` asks the database."""
    return float("inf") if "v" in request.GET else 0
