"""Find changed posts, and their links whose sites are to be notified."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from blogsite.models.mention import MAX_URL_LENGTH
from blogsite.models.sent_mention import LinkScan, SentMention
from blogsite.webmentions.targets import is_of_this_site
from moderation.text.links import is_link
from moderation.text.markup import TAG, Tag
from posts.models import Blog, Post

# A post that became public earlier was imported, or precedes the setting.
MAX_AGE = timedelta(days=2)
MAX_LINKS = 50  # of one post


def queue_due():
    """Queue the links of posts that were published or have changed; one query if it is off."""
    if Blog.objects.filter(sends_webmentions=True).exists():
        for post in due():
            queue_links(post)


def due() -> list[Post]:
    """Return the posts whose links are to be read: new ones, and known ones that have changed."""
    scans = LinkScan.objects.filter(post=OuterRef("pk"))
    since = timezone.now() - MAX_AGE
    new = Post.objects.published().filter(~Exists(scans), published_at__gt=since)
    changed = LinkScan.objects.filter(change__lt=F("post__updated")).values("post")
    return [*new.order_by("pk"), *Post.objects.filter(pk__in=changed).order_by("pk")]


def queue_links(post):
    """Store that the links of a post were read, and queue them, unless another process does."""
    with transaction.atomic():
        before = {"change": post.updated - timedelta(seconds=1)}
        LinkScan.objects.get_or_create(post=post, defaults=before)
        unread = LinkScan.objects.filter(post=post, change__lt=post.updated)
        if unread.update(change=post.updated):
            SentMention.objects.queue(post, links_of(post) if post.is_published else [])


def links_of(post) -> list[str]:
    """Return the distinct URLs of other sites to which a post links."""
    tags = (Tag.of(match) for match in TAG.finditer(post.body_html))
    hrefs = (tag.attributes.get("href") or "" for tag in tags if tag.name == "a")
    return [href for href in dict.fromkeys(hrefs) if is_foreign(href)][:MAX_LINKS]


def is_foreign(url: str) -> bool:
    """Return whether a URL is one of another web site."""
    is_usable = url.startswith(("http://", "https://")) and len(url) <= MAX_URL_LENGTH
    return is_usable and is_link(url) and not is_of_this_site(urlsplit(url))
