"""The URLs that search engines should know, each with the day of its last change."""

from django.contrib.sitemaps import Sitemap, views
from django.db.models import Max
from django.db.models.functions import Greatest
from django.urls import reverse

from posts.models import Post


class FrontPage(Sitemap):
    def items(self):
        return ["posts:list"]

    def location(self, name):
        return reverse(name)


class Posts(Sitemap):
    def items(self):
        posts = Post.objects.published().newest_first()
        return posts.only("slug", "date", "page_path", "published_at", "updated")

    def lastmod(self, post):
        return post.changed

    def get_latest_lastmod(self):
        changed = Greatest("published_at", "updated")
        return Post.objects.published().aggregate(last=Max(changed))["last"]


SECTIONS = {"front": FrontPage, "posts": Posts}


def whole(request):
    """Return all URLs in one file, or an index of files if one would hold too many."""
    if Posts().paginator.num_pages > 1:
        return views.index(request, SECTIONS, sitemap_url_name="posts:sitemap_section")
    return views.sitemap(request, SECTIONS)


def section(request, section):
    """Return one file of the index; `?p=` is its page."""
    return views.sitemap(request, SECTIONS, section=section)
