"""The page around the frame, from the frame's URL: its conversation, or a new one."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from blogsite.api.counts import our_hosts
from comments.reply_target import ReplyTarget
from posts.finding import comment_counts_at, path_at
from posts.foreign_pages import find, known_page, site_of
from posts.foreign_urls import URLRefused, read_url
from posts.models import ForeignPage, Post, Site
from posts.models.foreign_page import why_refused

MAX_CHARACTERS = 2_000  # of a URL


@dataclass(frozen=True)
class EmbeddingPage:
    """A URL of a page, and perhaps its site's identifier for it. Untrusted input."""

    url: str
    identifier: str
    hosts: frozenset[str]  # of this blog, whose posts may be in a frame, too

    @classmethod
    def of(cls, request) -> "EmbeddingPage":
        """Read `?url=` and `?identifier=`."""
        named = (request.GET.get(name, "") for name in ("url", "identifier"))
        return cls(*named, frozenset(our_hosts(request)))

    @cached_property
    def post(self) -> Post | None:
        """The post that stands for the page, if it exists and readers may see it."""
        return find(self.url, self.identifier) or self._post_of_this_blog()

    @property
    def known_identifier(self) -> str:
        """Return the identifier if a page has it, else "".

        Anybody can write one into a URL, so that of a new page is read on the page itself.
        """
        known = self._known
        return self.identifier if known and known.identifier == self.identifier else ""

    @property
    def _known(self):
        return known_page(self.url, self.identifier)

    def _post_of_this_blog(self):
        path = path_at(self.url, self.hosts) if len(self.url) <= MAX_CHARACTERS else None
        (pk, _count) = comment_counts_at({path}).get(path, (None, 0)) if path else (None, 0)
        return pk and Post.objects.filter(pk=pk).first()

    @cached_property
    def site(self) -> Site:
        """The site of the page.

        Raises URLRefused if no owner has entered it, or if a page with another identifier has the
        URL: an identifier in a URL is not believed, so it begins no page beside that one.
        """
        if not self.url:
            raise URLRefused(gettext("The page around this frame does not say which URL it has."))
        if reason := why_refused(self.identifier):
            raise URLRefused(reason)
        if self._known is None and known_page(self.url):
            raise URLRefused(gettext("This site has no conversation of this URL."))
        return site_of(read_url(self.url))

    @property
    def target(self) -> ReplyTarget:
        """The reply target for comments about the page. Raises URLRefused."""
        if self.post:
            return ReplyTarget(self.post)
        return NewPage(new_post(self.site), page=self)

    @property
    def query(self) -> str:
        named = {"url": self.url, "identifier": self.identifier}
        return urlencode({name: value for name, value in named.items() if value})


def new_post(site: Site) -> Post:
    """Return an unsaved post with the settings of a new page of the site."""
    post = Post(place=Post.Place.ELSEWHERE, title=str(site), **site.settings_for_a_new_page())
    post.status, post.published_at = post.Status.PUBLISHED, timezone.now()
    post.foreign_page = ForeignPage(site=site, host=site.host)  # by which its house rules are found
    return post


@dataclass(frozen=True)
class NewPage(ReplyTarget):
    """The reply target for the first comment about a page, which creates its post."""

    page: EmbeddingPage | None = None

    @property
    def label(self) -> str:
        key = read_url(self.page.url).key + "\n" + self.page.identifier
        return f"new-{hashlib.sha256(key.encode()).hexdigest()[:16]}"

    @property
    def conversation_url(self) -> str:
        return f"{reverse('embed')}?{self.page.query}"

    def _url(self, name):
        return f"{reverse(f'embed_{name}')}?{self.page.query}"
