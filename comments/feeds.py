"""The newest comments as Atom feeds: of the whole blog, and of one post."""

from django.db.models import FETCH_RAISE, Subquery
from django.template.loader import render_to_string
from django.utils.translation import gettext

from comments.models import Addition, Comment
from posts.feeds import BlogFeed
from posts.models import Blog, Post
from posts.plain_text import beginning

NEWEST = 50

FEED_FIELDS = (
    *("name", "body_html", "published_at", "edited", "last_added"),
    *("post", "post__title", "post__date", "post__slug", "post__page_path", "post__author"),
    *("author__user__is_staff", "website", "origin"),
)


class CommentsFeed(BlogFeed):
    """The newest comments under all posts."""

    def get_object(self, request):
        return Blog.objects.current()

    def title(self, blog):
        return gettext("Comments on %(name)s") % {"name": blog.name}

    def feed_guid(self, blog):
        return f"{blog.feed_base}comments/feed/"

    def items(self, blog):
        return with_additions(newest_of_all())

    def item_title(self, comment):
        names = {"name": comment.name, "title": comment.post.title}
        return gettext("%(name)s on “%(title)s”") % names

    def item_guid(self, comment):
        return f"{comment.feed_base}comments/{comment.pk}/"

    def item_author_name(self, comment):
        return comment.name

    def item_categories(self, comment):
        """Return the mark of staff or of the post's author, which no typed name can imitate."""
        return [comment.mark] if comment.mark else []

    def item_pubdate(self, comment):
        return comment.published_at

    def item_updateddate(self, comment):
        return max(filter(None, (comment.published_at, comment.last_change)))

    def item_description(self, comment):
        return beginning(comment.body_html)

    def item_extra_kwargs(self, comment):
        return {"content": self._content(comment)}

    def _content(self, comment):
        if not comment.last_added:
            return comment.body_html
        return render_to_string("comments/_words.html", {"comment": comment, "blog": comment.blog})


class PostCommentsFeed(CommentsFeed):
    """The newest comments under one post."""

    def get_object(self, request, **place):
        return Post.objects.published_anywhere().at(**place).get()

    def feed_guid(self, post):
        return post.feed_id and f"{post.feed_id.removesuffix('/')}/feed/"

    def title(self, post):
        return gettext("Comments on “%(title)s”") % {"title": post.title}

    def link(self, post):
        return post.get_absolute_url()

    def items(self, post):
        return with_additions(newest(Comment.objects.published().on(post)))

    def item_title(self, comment):
        return comment.name


def newest_of_all():
    return newest(Comment.objects.visible_on_this_blog())


def with_additions(comments) -> list[Comment]:
    """Return the comments; those with additions have them prefetched, and `blog` set."""
    comments = list(comments)
    Addition.objects.fetch_for(comments)
    if any(comment.last_added for comment in comments):
        blog = Blog.objects.current()
        for comment in comments:
            comment.blog = blog
    return comments


def newest(comments):
    """Return the comments published last, with only the fields that a feed shows."""
    base = Blog.objects.filter(pk=1).values("feed_base")
    comments = comments.annotate(feed_base=Subquery(base)).select_related("post", "author__user")
    comments = comments.only(*FEED_FIELDS).fetch_mode(FETCH_RAISE)
    return comments.order_by("-published_at", "-pk")[:NEWEST]
