"""The cached views: posts with their conversations, lists, feeds, sitemap, figures, and icons."""

from functools import partial, wraps
from itertools import chain

from django.contrib.sitemaps.views import x_robots_tag
from django.db.models import Subquery
from django.db.models.functions import JSONObject
from django.http import Http404
from django.utils import timezone, translation
from django.views.decorators.common import no_append_slash
from django.views.decorators.csrf import csrf_exempt

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
from posts import archives, feeds, look_views, sitemaps
from posts import views as post_views
from posts.cache_headers import cached_briefly, revalidated_each_time
from posts.media import away_with_storage
from posts.models import Blog, ConversationSettings, OpeningHours, Post, Wording
from posts.players import allow_players
from posts.replicas import from_replica

# The blog's data that pages need before they are rendered, in one column.
BLOG_COLUMNS = {
    "version": "version",
    "language": "language",
    "opens": "opens_at",
    "closes": "closes_at",
    "zone": "time_zone",
    "wordings": "wordings_version",
}


def versions_of(posts):
    """Return the versions of these posts and of the blog, its language, and when a page expires.

    A page expires when its content changes with time: the moment is in seconds since 1970, or
    NEVER. The posts of a list change only with the blog's version, or with time. Raises
    NothingToShow if there are no posts.
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
    Wording.objects.use(blog["wordings"])
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


def with_players(view):
    """Allow a page to show players of other sites if it has cards of them."""

    @wraps(view)
    def show(request, **place):
        response = view(request, **place)
        cached_page = getattr(response, "cached_page", None)
        return allow_players(response, cached_page[1].body if cached_page else response.content)

    return show


def read_conversation_query(parameters):
    try:
        return PageQuery.by(parameters)
    except NoSuchPage as error:
        raise Http404(str(error)) from None


def post_at(query, **place):
    return Post.objects.published_anywhere().at(**place)


def only_where_pages_are(view):
    """Return the view for arbitrary paths: a POST to a path without a page must reach the error
    page, which shows its text, and a missing slash must not redirect to nothing.
    """

    @no_append_slash
    @csrf_exempt
    @wraps(view)
    def show(request, **place):
        if request.method not in ("GET", "HEAD"):
            raise Http404
        return view(request, **place)

    return show


def post_of_comment(query, pk):
    return Post.objects.published_anywhere().filter(comments=pk)


def post_by_id(query, pk):
    return Post.objects.published_anywhere().filter(pk=pk)


post = with_players(cached(post_views.post, post_at, read_query=read_conversation_query))
page = only_where_pages_are(post)
branch = cached(comment_views.branch, post_of_comment)
now = cached(comment_views.now, post_by_id, content_type="application/json")


def cached_list(view, posts_in):
    """Cache the pages of a list of the listed posts of `posts_in(**kwargs)`."""

    def posts_shown(number, **kwargs):
        return archives.on_page(posts_in(**kwargs), number)

    return cached(
        view, posts_shown, read_query=archives.page_number, min_version=newest_if_any_version
    )


front = cached_list(archives.newest, Post.objects.sticky_first)
tag = cached_list(archives.tag, lambda slug: Post.objects.under(slug))
author = cached_list(archives.author, lambda pk: Post.objects.filter(author=pk))


def any_post(query, **kwargs):
    """Return the oldest post, which changes least; feeds of posts show no comments.

    The blog's version, which is read with any post's, changes with every post.
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
page_comments_feed = only_where_pages_are(post_comments_feed)


def not_in_search_results(view):
    """Let caches store a view's responses for a minute; search engines list none of them."""
    return x_robots_tag(cached_briefly(view))


cached_sitemap = partial(
    cached,
    posts_shown=any_post,
    min_version=newest_if_any_version,
    cache_headers=not_in_search_results,
    content_type="application/xml",
)
sitemap = from_replica(cached_sitemap(sitemaps.whole))
sitemap_section = from_replica(cached_sitemap(sitemaps.section, read_query=sitemaps.file_number))


def blog_version(query):
    """Return the version and the language of the blog: figures show the names of its rules.

    No version changes with each comment and decision, so figures are as old as any page may be.
    """
    columns = ("version", "language", "wordings_version")
    version, language, wordings = Blog.objects.values_list(*columns).get(pk=1)
    Wording.objects.use(wordings)
    translation.activate(language)
    return (version, language), NEVER


cached_figures = partial(
    cached_page,
    read_versions=blog_version,
    read_query=figure_views.year_in,
    min_version=newest_if_any_version,
    cache_headers=cached_briefly,
)
# As fresh as other pages: it must not stay in the language that the blog had before.
transparency = from_replica(cached_figures(figure_views.page, cache_headers=revalidated_each_time))
transparency_csv = from_replica(
    cached_figures(figure_views.as_csv, content_type=figure_views.CSV_TYPE)
)
transparency_json = from_replica(
    cached_figures(figure_views.json_page, content_type="application/json")
)


def icon_version(query, **kwargs):
    """Return the version of the icons' picture or colour."""
    made_of = Blog.objects.values_list("icon__stem", "logo__stem", "accent", "accent_dark")
    return (0, *made_of.get(pk=1)), NEVER


cached_icon = partial(
    cached_page,
    read_versions=icon_version,
    read_query=lambda parameters: None,
    min_version=lambda request: 0,
    cache_headers=cached_briefly,
)
favicon = away_with_storage(cached_icon(look_views.favicon, content_type=look_views.ICO_TYPE))
touch_icon = away_with_storage(cached_icon(look_views.touch_icon, content_type=look_views.PNG_TYPE))
icon = away_with_storage(cached_icon(look_views.icon, content_type=look_views.PNG_TYPE))
