"""The newest comments as Atom feeds: of the whole blog, and of one post."""

from django.contrib.syndication.views import Feed
from django.db.models import FETCH_RAISE
from django.urls import reverse_lazy

from comments.models import Comment
from posts.feeds import AtomFeed
from posts.models import Blog, Post
from posts.plain_text import beginning

NEWEST = 50

SHOWN = (
    *("name", "body_html", "published_at", "edited"),
    *("post", "post__title", "post__date", "post__slug"),
)


class CommentsFeed(Feed):
    """The newest comments under all posts."""

    feed_type = AtomFeed
    link = reverse_lazy("posts:list")

    def get_object(self, request):
        return Blog.objects.current()

    def title(self, blog):
        return f"Comments on {blog.name}"

    def items(self, blog):
        return newest_of_all()

    def item_title(self, comment):
        return f"{comment.name} on “{comment.post.title}”"

    def item_author_name(self, comment):
        return comment.name

    def item_pubdate(self, comment):
        return comment.published_at

    def item_updateddate(self, comment):
        return max(filter(None, (comment.published_at, comment.edited)))

    def item_description(self, comment):
        return beginning(comment.body_html)

    def item_extra_kwargs(self, comment):
        return {"content": comment.body_html}


class PostCommentsFeed(CommentsFeed):
    """The newest comments under one post."""

    def get_object(self, request, date, slug):
        if post := Post.objects.published().known_at(date, slug):
            return post
        raise Post.DoesNotExist

    def title(self, post):
        return f"Comments on “{post.title}”"

    def link(self, post):
        return post.get_absolute_url()

    def items(self, post):
        return newest(Comment.objects.published().on(post))

    def item_title(self, comment):
        return comment.name


def newest_of_all():
    return newest(Comment.objects.visible())


def newest(comments):
    """Give those shown last, with just what a feed shows of them."""
    shown = comments.select_related("post").only(*SHOWN).fetch_mode(FETCH_RAISE)
    return shown.order_by("-published_at", "-pk")[:NEWEST]
