"""The newest posts as an Atom feed, and the feed format that comments use too."""

import re
from datetime import UTC, datetime

from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed

from posts.absolute_urls import with_absolute_urls
from posts.models import Blog, Post

POSTS_PER_FEED = 20
EMPTY_FEED_DATE = datetime(1970, 1, 1, tzinfo=UTC)  # fixed, so that its ETag stays the same

ILLEGAL_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class AtomFeed(Atom1Feed):
    """Atom with a plain summary and the whole HTML, without characters that XML does not allow.

    Imported texts may contain such characters, and one would break the feed for everybody.
    """

    def __init__(self, **feed):
        super().__init__(**without_illegal_characters(feed))

    def add_item(self, **item):
        super().add_item(**without_illegal_characters(item))

    def add_item_elements(self, handler, item):
        # Django would mark the summary as HTML.
        super().add_item_elements(handler, item | {"description": None})
        handler.addQuickElement("summary", item["description"], {"type": "text"})
        attributes = {"type": "html", "xml:base": item["link"]}
        content = with_absolute_urls(item["content"], item["link"])
        handler.addQuickElement("content", content, attributes)

    def latest_post_date(self):
        return super().latest_post_date() if self.items else EMPTY_FEED_DATE


def without_illegal_characters(values: dict) -> dict:
    """Return the same values; strings lose the characters that XML 1.0 does not allow."""
    return {
        name: ILLEGAL_IN_XML.sub("", value) if isinstance(value, str) else value
        for name, value in values.items()
    }


class BlogFeed(Feed):
    """A feed of this blog, in the active language."""

    feed_type = AtomFeed
    link = reverse_lazy("posts:list")


class PostsFeed(BlogFeed):
    """The newest posts with their whole text."""

    def get_object(self, request):
        return Blog.objects.current()

    def title(self, blog):
        return blog.name

    def feed_guid(self, blog):
        return f"{blog.feed_base}feed/"

    def subtitle(self, blog):
        return blog.about or None

    def items(self, blog):
        return Post.objects.listed().newest_first().select_related("author")[:POSTS_PER_FEED]

    def item_title(self, post):
        return post.title

    def item_guid(self, post):
        return post.feed_id

    def item_author_name(self, post):
        return str(post.author)

    def item_pubdate(self, post):
        return post.published_at

    def item_updateddate(self, post):
        return post.changed

    def item_description(self, post):
        return post.summary

    def item_extra_kwargs(self, post):
        return {"content": post.body_html}
