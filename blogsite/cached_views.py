"""What readers see most, kept: posts with their threads, the lists that lead there, and feeds."""

from functools import partial

from django.http import Http404

from blogsite.pagecache.decorators import kept, newest_version
from comments import feeds as comment_feeds
from comments.conversation import Asked, NoSuchPage
from comments.views import reading as comment_views
from posts import archives, feeds
from posts import views as post_views
from posts.cache_headers import cached_briefly
from posts.models import Post


def page_of_thread(parameters):
    try:
        return Asked.by(parameters)
    except NoSuchPage as error:
        raise Http404(str(error)) from None


def post_at(asked, date, slug):
    return Post.objects.published().filter(date=date, slug=slug)


def post_of(asked, pk):
    return Post.objects.published().filter(comments=pk)


post = kept(post_views.post, post_at, reads=page_of_thread)
thread = kept(comment_views.thread, post_of)


def listed(view, which):
    """Keep the pages of a list of those posts that `which(**where)` gives and readers may see."""

    def shown(number, **where):
        return archives.on_page(which(**where), number)

    return kept(view, shown, reads=archives.page_number, told=newest_version)


front = listed(archives.newest, Post.objects.all)
tag = listed(archives.tag, lambda slug: Post.objects.filter(tags__slug=slug))
author = listed(archives.author, lambda pk: Post.objects.filter(author=pk))


def any_post(asked, **where):
    """A feed of posts shows no comments, so any post will do: the oldest, which changes least."""
    return Post.objects.published().order_by("published_at")[:1]


def lately_commented(asked):
    return Post.objects.published().filter(pk__in=comment_feeds.newest_of_all().values("post"))


fed = partial(
    kept, told=newest_version, fresh=cached_briefly, content_type=feeds.AtomFeed.content_type
)
posts_feed = fed(feeds.PostsFeed(), any_post)
tag_feed = fed(archives.TagFeed(), any_post)
author_feed = fed(archives.AuthorFeed(), any_post)
comments_feed = fed(comment_feeds.CommentsFeed(), lately_commented)
post_comments_feed = fed(comment_feeds.PostCommentsFeed(), post_at)
