"""The conversations of pages of other sites, found by the pages' URLs.

Reading creates nothing: a page is stored with its first comment. Only pages of known sites have a
conversation.
"""

import re

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from posts.foreign_urls import SiteURL, URLRefused, read_url, url_or_none
from posts.models import Blog, ForeignPage, ForeignURL, Post, Site
from posts.models.foreign_page import why_refused
from posts.models.post import MAX_TITLE_LENGTH
from posts.models.publication import SlugTaken
from posts.slugs import slug_of

SEPARATORS = re.compile(r"[^\w]+")
MAX_SLUG_LENGTH = 180
ATTEMPTS = 3


def find(url: str, identifier: str = "") -> Post | None:
    """Return the post that stands for a page of a known site, if readers may see it.

    `identifier` is the site's own name for the page, and takes precedence over the URL.
    """
    known = known_page(url, identifier)
    return known.post if known and known.post.is_published else None


def known_page(url: str, identifier: str = "") -> ForeignPage | None:
    """Return the page of a known site at a URL, even if readers may not see its post."""
    page = url_or_none(url)
    if page is None or why_refused(identifier):
        return None
    return ForeignPage.objects.at(page, identifier)


def imported_from(url: str) -> Post | None:
    """Return the post that stands for the page that was once at a URL of this site, if any."""
    page = url_or_none(url)
    keys = ForeignURL.objects.filter(key=page.key) if page else ForeignURL.objects.none()
    return Post.objects.published_anywhere().filter(foreign_page__urls__in=keys).first()


def comment_counts_at(keys: set[str]) -> dict[str, int]:
    """Map keys of pages of known sites to their counts of comments; one query for any number."""
    pages = ForeignURL.objects.filter(key__in=keys, page__site__isnull=False)
    pages = pages.filter(page__post__in=Post.objects.published_anywhere())
    return dict(pages.values_list("key", "page__post__comment_count"))


def find_or_make(url: str, identifier: str = "", title: str = "") -> Post:
    """Return the post that stands for a page of a known site; create it if there is none.

    Call it when somebody sends the first comment, never when a page is read. `title` is used until
    the page itself has been fetched. Raises URLRefused.
    """
    page = read_url(url)
    if reason := why_refused(identifier):
        raise URLRefused(reason)
    for _ in range(ATTEMPTS):
        try:
            with transaction.atomic():
                if known := ForeignPage.objects.at(page, identifier):
                    known.take_identifier(identifier)
                    return known.post
                return make(site_of(page), page, identifier, title)
        except (IntegrityError, SlugTaken):  # another request created it, or took its slug
            continue
    raise URLRefused(gettext("The conversation could not begin just now. Please try again."))


def site_of(page: SiteURL) -> Site:
    """Return the known site of a page. Raises URLRefused."""
    site = Site.objects.filter(host=page.host).order_by("pk").first()
    if site is None:
        raise URLRefused(gettext("No owner of this blog has entered the site of this page."))
    return site


def standing_for(name: str, url: str = "", title: str = "", **fields) -> Post:
    """Return an unsaved post for a page of another site, with nothing but its title and URL.

    `name` is host and path, so that its slug is never that of a later article of this blog.
    """
    post = Post(place=Post.Place.ELSEWHERE, title=name[:MAX_TITLE_LENGTH], **fields)
    post.stand_for(url, title)
    post.slug = slug_of(SEPARATORS.sub("-", name), MAX_SLUG_LENGTH) or "page"
    return post


def make(site: Site, page: SiteURL, identifier: str = "", title: str = "") -> Post:
    """Create the post that stands for a page; its site need not be entered.

    The caller opens the transaction. Raises IntegrityError if the page is known already.
    """
    settings = site.settings_for_a_new_page()
    post = standing_for(page.key, page.url, title, author=site.account(), **settings)
    moment = timezone.now()
    post.slug = Post.objects.free_slug(post.slug, Blog.objects.current().date_of(moment))
    post.publish(at=moment)
    ForeignPage.objects.store(post, page, identifier=identifier or None).read_soon()
    return post
