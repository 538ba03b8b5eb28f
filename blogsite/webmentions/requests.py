"""Whether somebody's word that a page links to something here can be taken, and looked at later."""

from urllib.parse import urlsplit

from django.utils.translation import gettext

from accounts.limits import WEBMENTION_SOURCE
from blogsite.models.mention import MAX_URL_LENGTH, Mention, MentionRequest
from blogsite.webmentions.targets import comparable, is_of_this_site, key_of, target_of
from moderation.text.links import is_link
from posts.models import Blog


class Unusable(Exception):
    """A request that cannot be taken; the text says why, to people."""


def store(source: str, target: str, **who):
    """Store what is to be looked at. Raises Unusable, and RateLimitExceeded.

    `who` says who asks, as RateLimit.check takes it.
    """
    if not Blog.objects.current().takes_webmentions:
        raise Unusable(gettext("This site takes no Webmentions."))
    host = _checked_source(source, target)
    place = target_of(target)
    if place is None:
        raise Unusable(gettext("The target is no post and no comment of this site."))
    key = key_of(source, place.post.pk, place.comment and place.comment.pk)
    # What came before may change or go, whatever is open now.
    if not Mention.objects.filter(key=key).exists() and place.refusal:
        raise Unusable(place.refusal)
    # A page that many people name must not keep others of its site from being read.
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
