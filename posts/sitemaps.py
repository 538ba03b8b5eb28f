"""The addresses that search engines should know, with the day each last changed."""

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
        shown = Post.objects.published().newest_first()
        return shown.only("slug", "date", "published_at", "updated")

    def lastmod(self, post):
        return post.changed

    def get_latest_lastmod(self):
        changed = Greatest("published_at", "updated")
        return Post.objects.published().aggregate(last=Max(changed))["last"]


SECTIONS = {"front": FrontPage, "posts": Posts}


def whole(request):
    """All addresses in one file, or an index of files where they are more than one may hold."""
    if Posts().paginator.num_pages > 1:
        return views.index(request, SECTIONS, sitemap_url_name="posts:sitemap_section")
    return views.sitemap(request, SECTIONS)


def section(request, section):
    """One file of the index; `?p=` is its page."""
    return views.sitemap(request, SECTIONS, section=section)
