"""Update links inside an imported blog to the current URLs of their targets.

A target may come later in the file, so this is done after all posts. A link whose target was not
imported is unchanged, and so is a link that an earlier import has updated.
"""

import re
from html import escape, unescape
from itertools import batched
from urllib.parse import unquote, urlsplit

from django.db import transaction
from django.db.models import Q

from blogsite.old_urls.targets import path_now
from posts.models import Blog, Post

HREF = re.compile(r"(<a\s(?:[^<>]{0,2000}\s)?href=)(\"([^\"<>]{1,2000})\"|'([^'<>]{1,2000})')")
POSTS_AT_ONCE = 50
MAX_URLS = 10_000  # remembered with their targets


class InnerLinks:
    """The links of imported posts to others of their site, which is a host and perhaps a path."""

    def __init__(self, site: str, prefix: str):
        self.host = site.partition("/")[0].removeprefix("www.")
        self.prefix = prefix  # the origins of the site's posts begin with it
        self.targets = {}

    def store(self):
        """Update the links in all posts of the site."""
        for pks in batched(self._posts().values_list("pk", flat=True), POSTS_AT_ONCE):
            with transaction.atomic():
                posts = Post.objects.filter(pk__in=pks).only("body", "body_html")
                if any([self._change(post) for post in posts]):
                    Blog.objects.touch()

    def _posts(self):
        of_site = Post.objects.filter(origin__startswith=self.prefix)
        links = Q(body_html__icontains=f"://{self.host}") | Q(
            body_html__icontains=f"://www.{self.host}"
        )
        return of_site.filter(links).order_by("pk")

    def _change(self, post):
        body, html = (HREF.sub(self._link, text) for text in (post.body, post.body_html))
        if (body, html) == (post.body, post.body_html):
            return False
        Post.objects.filter(pk=post.pk).update(body=body, body_html=html)
        return True

    def _link(self, match):
        url = unescape(match[3] or match[4])
        target = self.target(url)
        return f'{match[1]}"{escape(target)}"' if target else match[0]

    def target(self, url: str) -> str | None:
        """Return the path here for a URL of the old site, else None."""
        if url not in self.targets:
            if len(self.targets) >= MAX_URLS:
                self.targets.clear()
            self.targets[url] = self._find(url)
        return self.targets[url]

    def _find(self, url):
        try:
            parts = urlsplit(url)
            is_inner = (parts.hostname or "").removeprefix("www.") == self.host.partition(":")[0]
        except ValueError:
            return None
        if parts.scheme not in ("http", "https") or not is_inner:
            return None
        path = unquote(parts.path) or "/"
        if "\x00" in path:  # not a URL of a post, and PostgreSQL cannot store it
            return None
        pages = Post.objects.published().filter(page_path=path.strip("/"))
        page = None if parts.query else pages.first()
        target = page.get_absolute_url() if page else path_now(path, parts.query)
        return target and f"{target}{'#' * bool(parts.fragment)}{parts.fragment}"
