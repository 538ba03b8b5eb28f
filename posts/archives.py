"""Views of lists of posts: newest, by date, by tag, by author; and the feeds of the last two."""

from collections import Counter

from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.db.models import Exists
from django.db.models.functions import TruncMonth
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts.punctuation import labelled
from posts import dates
from posts.feeds import POSTS_PER_FEED, PostsFeed
from posts.models import Blog, Post, Tag
from posts.url_converters import positive_int

POSTS_PER_PAGE = 20
MAX_PAGE = 10**9  # larger numbers of posts would overflow in the database


@require_safe
def newest(request):
    return _render_list(request, Post.objects.sticky_first(), "posts/list.html")


@require_safe
def year(request, year):
    posts = Post.objects.filter(date__year=year)
    return _render_archive(request, posts, str(year), up=reverse("posts:archive"))


@require_safe
def month(request, year, month):
    posts = Post.objects.filter(date__year=year, date__month=month)
    title = dates.month(year, month)
    return _render_archive(request, posts, title, up=reverse("posts:year", args=[year]))


@require_safe
def day(request, date):
    up = reverse("posts:month", args=[date.year, date.month])
    return _render_archive(request, Post.objects.filter(date=date), dates.day(date), up=up)


@require_safe
def archive(request):
    """Show every month that has posts, with their number."""
    months = Post.objects.listed().annotate(month=TruncMonth("date"))
    counts = Counter(months.values_list("month", flat=True))
    context = {"blog": Blog.objects.current(), "months": sorted(counts.items(), reverse=True)}
    return render(request, "posts/archive.html", context)


@require_safe
def tag(request, slug):
    tag = _tag_with_posts(slug)
    context = {
        "kind": gettext("Tag"),
        "title": tag.name,
        "feed": reverse("posts:tag_feed", args=[slug]),
        "tag": tag,
        "narrower": Tag.objects.filter(parent=tag, posts__in=Post.objects.listed()).distinct(),
    }
    return _render_list(request, Post.objects.under(tag.slug), "posts/shelf.html", **context)


@require_safe
def author(request, pk):
    author = _author_with_posts(pk)
    context = {
        "kind": gettext("Author"),
        "title": str(author),
        "feed": reverse("posts:author_feed", args=[pk]),
        "followed": author,
    }
    return _render_list(request, author.posts.all(), "posts/shelf.html", **context)


def _render_archive(request, posts, title, up):
    if not posts.listed().exists():
        raise Http404(gettext("Nothing was published in this period."))
    return _render_list(
        request, posts, "posts/shelf.html", kind=gettext("Archive"), title=title, up=up
    )


def _render_list(request, posts, template, **context):
    pages = Paginator(_in_order(posts).for_lists(), POSTS_PER_PAGE)
    number = page_number(request.GET)
    if number not in pages.page_range:
        raise Http404(gettext("There is no such page."))
    context |= {"blog": Blog.objects.current(), "page": pages.page(number)}
    return render(request, template, context)


def page_number(parameters) -> int:
    """Return the page number in `?page=`, by default 1. Raises Http404 if it is not a number."""
    number = positive_int(parameters.get("page", "1"))
    if number is None or number > MAX_PAGE:
        raise Http404(gettext("There is no such page."))
    return number


def on_page(posts, number):
    """Return the posts on page `number` of a list; articles only."""
    return _in_order(posts)[POSTS_PER_PAGE * (number - 1) : POSTS_PER_PAGE * number]


def _in_order(posts):
    """Return the listed ones, in an order of their own or newest first."""
    listed = posts.listed()
    return listed if listed.query.order_by else listed.newest_first()


def _tag_with_posts(slug):
    tag = get_object_or_404(Tag.objects.select_related("parent"), slug=slug)
    if not Post.objects.under(tag.slug).listed().exists():
        raise Http404(gettext("No post has this tag."))
    return tag


def _author_with_posts(pk):
    authors = get_user_model().objects.filter(Exists(Post.objects.listed().filter(author=pk)))
    return get_object_or_404(authors.select_related("biography__picture"), pk=pk)


class TagFeed(PostsFeed):
    """The newest posts under a tag."""

    def get_object(self, request, slug):
        return _tag_with_posts(slug)

    def link(self, tag):
        return tag.get_absolute_url()

    def title(self, tag):
        return labelled(Blog.objects.current(), tag)

    def feed_guid(self, tag):
        return f"{Blog.objects.current().feed_base}tags/{tag.pk}/feed/"

    def subtitle(self, tag):
        return None

    def items(self, tag):
        posts = Post.objects.under(tag.slug).listed().newest_first()
        return posts.select_related("author")[:POSTS_PER_FEED]


class AuthorFeed(PostsFeed):
    """The newest posts by an author."""

    def get_object(self, request, pk):
        return _author_with_posts(pk)

    def link(self, author):
        return reverse("posts:author", args=[author.pk])

    def title(self, author):
        return labelled(Blog.objects.current(), author)

    def feed_guid(self, author):
        return f"{Blog.objects.current().feed_base}authors/{author.pk}/feed/"

    def subtitle(self, author):
        return None

    def items(self, author):
        return author.posts.listed().newest_first().select_related("author")[:POSTS_PER_FEED]
