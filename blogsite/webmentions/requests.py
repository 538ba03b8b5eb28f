"""Check a claim that a page links to something here, and store it for later."""

from urllib.parse import urlsplit

from django.utils.translation import gettext

from accounts.limits import WEBMENTION_SOURCE
from blogsite.models.mention import MAX_URL_LENGTH, Mention, MentionRequest
from blogsite.webmentions.targets import comparable, is_of_this_site, key_of, target_of
from moderation.text.links import is_link
from posts.models import Blog


class Unusable(Exception):
    """A request that is refused; the text says why, for people."""


def store(source: str, target: str, **who):
    """Store the request to check a page. Raises Unusable, and RateLimitExceeded.

    `who` identifies the sender, for RateLimit.check.
    """
    if not Blog.objects.current().takes_webmentions:
        raise Unusable(gettext("This site takes no Webmentions."))
    host = _checked_source(source, target)
    place = target_of(target)
    if place is None:
        raise Unusable(gettext("The target is no post and no comment of this site."))
    key = key_of(source, place.post.pk, place.comment and place.comment.pk)
    # Pages with a comment may be updated or withdrawn, even if nothing new is accepted.
    if not Mention.objects.filter(key=key).exists() and place.refusal:
        raise Unusable(place.refusal)
    # A page that many people name must not block others of its site.
    WEBMENTION_SOURCE.about(host).check(**who)
    request = MentionRequest(key=key, source=source, host=host, target=target)
    request.post, request.parent = place
    MentionRequest.objects.add(request)


def _checked_source(source, target) -> str:
    """Return the host of the source. Raises Unusable."""
    for url in (source, target):
        is_usable = len(url) <= MAX_URL_LENGTH and url.startswith(("http://", "https://"))
        if not (is_usable and url.isprintable() and is_link(url)):
            raise Unusable(gettext("Both must be URLs that begin with https:// or http://."))
    if comparable(source).partition("#")[0] == comparable(target).partition("#")[0]:
        raise Unusable(gettext("The source and the target are the same page."))
    parts = urlsplit(source)
    if is_of_this_site(parts):
        raise Unusable(gettext("The source is on this site itself."))
    return parts.hostname.removeprefix("www.")
