"""Links to posts that readers cannot see yet: signed, for a while, for whoever has the link."""

from datetime import timedelta

from django.core import signing
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from posts.models import Blog, Post, WorkingCopy

LASTS = timedelta(days=7)  # long enough for a colleague's look, too short to be passed around

_signer = signing.TimestampSigner(salt="posts.previews")


class Expired(Exception):
    """The link was good once."""


def address_of(*, post=None, copy=None) -> str:
    """Give the path at which a post shows, with the words of a working copy where one is named."""
    value = {"post": post and post.pk, "copy": copy and str(copy.key)}
    return reverse("posts:preview", args=[_signer.sign_object(value)])


def post_at(token: str) -> Post:
    """Give the post that a link shows, unsaved words and all; or raise Expired, BadSignature,
    Post.DoesNotExist.
    """
    try:
        value = _signer.unsign_object(token, max_age=LASTS)
    except signing.SignatureExpired:
        raise Expired from None
    copy = WorkingCopy.objects.filter(key=value["copy"]).select_related("by").first()
    if value["post"]:
        post = Post.objects.select_related("author", "lead_image").get(pk=value["post"])
    elif copy:
        post = Post(author=copy.by)
    else:
        raise Post.DoesNotExist
    if copy:
        post.title, post.excerpt = copy.title, copy.excerpt
        post.write(copy.body)
    return post


@never_cache
@require_safe
def preview(request, token):
    """A post as readers will see it."""
    blog = Blog.objects.current()
    try:
        post = post_at(token)
    except Expired:
        days = LASTS.days
        return _unlisted(render(request, "posts/preview_expired.html", {"days": days}, status=410))
    except (signing.BadSignature, Post.DoesNotExist):
        raise Http404("There is no such preview.") from None
    post.published_at = post.published_at or timezone.now()
    return _unlisted(render(request, "posts/preview.html", {"blog": blog, "post": post}))


def _unlisted(response):
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"  # the address is the key
    response["Cache-Control"] = "no-store, private"
    return response
