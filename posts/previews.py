"""Signed links to posts that readers cannot see yet; they expire, and need no sign-in."""

from datetime import timedelta

from django.core import signing
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from posts.models import Blog, Post, WorkingCopy
from posts.players import allow_players

# Time for a colleague to read it, too short for the link to spread
PREVIEW_LIFETIME = timedelta(days=7)

_signer = signing.TimestampSigner(salt="posts.previews")


class PreviewExpired(Exception):
    """The link is genuine, but older than PREVIEW_LIFETIME."""


def preview_path(*, post=None, copy=None) -> str:
    """Return the path of a preview of the post, with the text of a working copy if one is given."""
    value = {"post": post and post.pk, "copy": copy and str(copy.key)}
    return reverse("posts:preview", args=[_signer.sign_object(value)])


def post_from_token(token: str) -> Post:
    """Return the post that a link shows, unsaved text included.

    Raises PreviewExpired, BadSignature or Post.DoesNotExist.
    """
    try:
        value = _signer.unsign_object(token, max_age=PREVIEW_LIFETIME)
    except signing.SignatureExpired:
        raise PreviewExpired from None
    copy = WorkingCopy.objects.filter(key=value["copy"]).select_related("by").first()
    if value["post"]:
        post = Post.objects.select_related("author", "lead_image").get(pk=value["post"])
    elif copy:
        post = Post(author=copy.by, place=copy.place)
    else:
        raise Post.DoesNotExist
    if copy:
        post.title, post.excerpt = copy.title, copy.excerpt
        post.social_description = copy.social_description
        post.write(copy.body)
    return post


@never_cache
@require_safe
def preview(request, token):
    """Show a post as readers will see it."""
    blog = Blog.objects.current()
    try:
        post = post_from_token(token)
    except PreviewExpired:
        days = PREVIEW_LIFETIME.days
        return _unlisted(render(request, "posts/preview_expired.html", {"days": days}, status=410))
    except (signing.BadSignature, Post.DoesNotExist):
        raise Http404("There is no such preview.") from None
    post.published_at = post.published_at or timezone.now()
    response = render(request, "posts/preview.html", {"blog": blog, "post": post})
    return _unlisted(allow_players(response, response.content))


def _unlisted(response):
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"  # anybody who has the URL may read the page
    response["Cache-Control"] = "no-store, private"
    return response
