"""The URLs that search engines should know, each with the day of its last change."""

from django.contrib.sitemaps import Sitemap, views
from django.db.models import Max
from django.db.models.functions import Greatest
from django.http import Http404
from django.urls import reverse

from posts.models import Post
from posts.url_converters import positive_int

POSTS_PER_FILE = 1_000  # rendered in less than a third of a second


class FrontPage(Sitemap):
    def items(self):
        return ["posts:list"]

    def location(self, name):
        return reverse(name)


class Posts(Sitemap):
    limit = POSTS_PER_FILE

    def items(self):
        posts = Post.objects.published().newest_first()
        return posts.only("slug", "date", "page_path", "published_at", "updated")

    def lastmod(self, post):
        return post.changed

    def get_latest_lastmod(self):
        changed = Greatest("published_at", "updated")
        return Post.objects.published().aggregate(last=Max(changed))["last"]


SECTIONS = {"front": FrontPage, "posts": Posts}


def file_number(parameters) -> int:
    """Return the number in `?p=`, by default 1. Raises Http404 if it is not a number."""
    number = positive_int(parameters.get("p", "1"))
    if number is None:
        raise Http404("There is no such part of the sitemap.")
    return number


def whole(request):
    """Return all URLs in one file, or an index of files if there are many."""
    if Posts().paginator.num_pages > 1:
        return views.index(request, SECTIONS, sitemap_url_name="posts:sitemap_section").render()
    return views.sitemap(request, SECTIONS).render()


def section(request, section):
    """Return one file of the index; `?p=` is its number."""
    return views.sitemap(request, SECTIONS, section=section).render()
