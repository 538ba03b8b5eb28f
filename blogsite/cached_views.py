"""The cached views: posts with their conversations, lists that lead there, feeds, and figures."""

from functools import partial
from itertools import chain

from django.db.models import Subquery
from django.db.models.functions import JSONObject
from django.http import Http404
from django.utils import timezone, translation

from blogsite.pagecache.decorators import (
    NothingToShow,
    cached_page,
    newest_if_any_version,
    version_in_query,
)
from blogsite.pagecache.store import NEVER
from comments import feeds as comment_feeds
from comments.conversation import NoSuchPage, PageQuery
from comments.views import public as comment_views
from moderation.figures import views as figure_views
from posts import archives, feeds
from posts import views as post_views
from posts.cache_headers import cached_briefly, revalidated_each_time
from posts.models import Blog, ConversationSettings, OpeningHours, Post

# What pages need of the blog before they are rendered, in one column.
BLOG_COLUMNS = {
    "version": "version",
    "language": "language",
    "opens": "opens_at",
    "closes": "closes_at",
    "zone": "time_zone",
}


def versions_of(posts):
    """Return the versions of these posts and of the blog, its language, and when a page expires.

    A page expires when the clock changes what it shows: the moment is in seconds since 1970, or
    NEVER. Which posts a list shows changes only with the blog's version, or by the clock. Raises
    NothingToShow when there are no posts.
    """
    blog = Blog.objects.filter(pk=1).values(columns=JSONObject(**BLOG_COLUMNS))
    scheduled = Post.objects.scheduled().order_by("published_at").values("published_at")
    posts = posts.annotate(blog=Subquery(blog), next_post=Subquery(scheduled[:1]))
    columns = ("version", "published_at", "slow_until", *ConversationSettings.settings_fields())
    posts = list(posts.only(*columns))
    if not posts:
        raise NothingToShow
    versions = chain.from_iterable((post.version, post.pk) for post in posts)
    blog, now = posts[0].blog, timezone.now()
    hours = OpeningHours.of(blog["opens"], blog["closes"], blog["zone"])
    changes = [posts[0].next_post, *(post.comments_change for post in posts)]
    changes.append(hours and hours.next_change(now))
    expires = min((moment.timestamp() for moment in changes if moment), default=NEVER)
    return (*versions, blog["version"]), blog["language"], expires


def cached(view, posts_shown, *, read_query=lambda parameters: None, **options):
    """Cache a view by the versions of `posts_shown(query, **kwargs)`: all posts it depends on."""

    def read_versions(query, **kwargs):
        versions, language, expires = versions_of(posts_shown(query, **kwargs))
        translation.activate(language)  # for rendering; a middleware ends it with the request
        return (*versions, language), expires

    defaults = {"min_version": version_in_query, "cache_headers": revalidated_each_time}
    return cached_page(view, read_versions, read_query=read_query, **defaults | options)


def read_conversation_query(parameters):
    try:
        return PageQuery.by(parameters)
    except NoSuchPage as error:
        raise Http404(str(error)) from None


def post_at(query, date, slug):
    return Post.objects.published_anywhere().filter(date=date, slug=slug)


def post_of_comment(query, pk):
    return Post.objects.published_anywhere().filter(comments=pk)


def post_by_id(query, pk):
    return Post.objects.published_anywhere().filter(pk=pk)


post = cached(post_views.post, post_at, read_query=read_conversation_query)
thread = cached(comment_views.thread, post_of_comment)
now = cached(comment_views.now, post_by_id, content_type="application/json")


def cached_list(view, posts_in):
    """Cache the pages of a list of the listed ones of `posts_in(**kwargs)`."""

    def posts_shown(number, **kwargs):
        return archives.on_page(posts_in(**kwargs), number)

    return cached(
        view, posts_shown, read_query=archives.page_number, min_version=newest_if_any_version
    )


front = cached_list(archives.newest, Post.objects.all)
tag = cached_list(archives.tag, lambda slug: Post.objects.filter(tags__slug=slug))
author = cached_list(archives.author, lambda pk: Post.objects.filter(author=pk))


def any_post(query, **kwargs):
    """Return the oldest post, which changes least; feeds of posts show no comments.

    The blog's version, which comes with that of any post, counts every change of them.
    """
    return Post.objects.listed().order_by("published_at")[:1]


def recently_commented(query):
    return Post.objects.published().filter(pk__in=comment_feeds.newest_of_all().values("post"))


cached_feed = partial(
    cached,
    min_version=newest_if_any_version,
    cache_headers=cached_briefly,
    content_type=feeds.AtomFeed.content_type,
)
posts_feed = cached_feed(feeds.PostsFeed(), any_post)
tag_feed = cached_feed(archives.TagFeed(), any_post)
author_feed = cached_feed(archives.AuthorFeed(), any_post)
comments_feed = cached_feed(comment_feeds.CommentsFeed(), recently_commented)
post_comments_feed = cached_feed(comment_feeds.PostCommentsFeed(), post_at)


def blog_version(query):
    """Return the version and the language of the blog: figures show the names of its rules.

    No version counts each comment and decision, so figures are as old as any page may be.
    """
    version, language = Blog.objects.values_list("version", "language").get(pk=1)
    translation.activate(language)
    return (version, language), NEVER


cached_figures = partial(
    cached_page,
    read_versions=blog_version,
    read_query=figure_views.year_in,
    min_version=newest_if_any_version,
    cache_headers=cached_briefly,
)
transparency = cached_figures(figure_views.page)
transparency_csv = cached_figures(figure_views.as_csv, content_type=figure_views.CSV_TYPE)
transparency_json = cached_figures(figure_views.json_page, content_type="application/json")
