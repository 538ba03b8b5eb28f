"""Writes the file, and copies the pictures beside it."""

from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import Q

from accounts.models import User
from blogsite.transfer.output import picture_names, write
from blogsite.transfer.progress import UNSEEN
from blogsite.transfer.wxr.elements import element
from blogsite.transfer.wxr.items import Items
from comments.models import Comment
from posts.models import Blog, Image, Post, Tag

NAME_IN_ZIP = "blog.xml"
ROWS_AT_ONCE = 200
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"
\txmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
\txmlns:content="http://purl.org/rss/1.0/modules/content/"
\txmlns:dc="http://purl.org/dc/elements/1.1/"
\txmlns:wp="http://wordpress.org/export/1.2/">
<channel>"""
END = "</channel>\n</rss>"


def export_wordpress(path, *, with_personal_data=True, progress_of=UNSEEN) -> dict[str, int]:
    """Write the blog to `path` for WordPress; return how many posts, comments and pictures it has.

    For a path that ends with .zip, write a zip of the file and the pictures; else copy these into a
    folder beside it. The file appears when it is complete. `progress_of` makes a Progress from a
    label and a total. Raises ExportFailed.
    """
    export = WordPressExport(with_personal_data, progress_of)
    write(Path(path), NAME_IN_ZIP, export.write_to, picture_names(all_sizes=False))
    return export.counts


class WordPressExport:
    """One export of the blog."""

    def __init__(self, with_personal_data, progress_of):
        self.blog = Blog.objects.current()
        self.site = settings.SITE_ADDRESS.rstrip("/")
        self.items = Items(self.site, self.blog.zone, with_personal_data)
        self.progress_of = progress_of
        self.counts = {"post": 0, "comment": 0, "picture": 0}

    def write_to(self, file):
        """Write the XML to a binary file."""
        text = TextIOWrapper(file, encoding="utf-8", newline="\n")
        for part in self.parts():
            text.write(f"{part}\n")
        text.flush()
        text.detach()

    def parts(self) -> Iterator[str]:
        """Yield the file, a few lines at a time."""
        yield HEAD
        yield from self._channel()
        for image in Image.objects.order_by("pk").select_related("by").iterator():
            self.counts["picture"] += 1
            yield self.items.image(image)
        yield from self._posts()
        yield END

    def _channel(self):
        yield element("title", self.blog.name)
        yield element("link", self.site)
        yield element("description", self.blog.tagline or self.blog.about)
        yield f"<language>{escape(self.blog.language)}</language>"
        yield "<wp:wxr_version>1.2</wp:wxr_version>"
        yield element("wp:base_site_url", self.site)
        yield element("wp:base_blog_url", self.site)
        writers = Q(posts__isnull=False) | Q(images__isnull=False)
        commenters = Q(person__comments__isnull=False) | Q(person__joined__comments__isnull=False)
        for user in User.objects.filter(writers | commenters).distinct().order_by("pk").iterator():
            yield self.items.author(user)
        tags = Tag.objects.order_by("pk").select_related("parent")
        categories = tags.filter(pk__in=self.items.categories)
        for tag in sorted(categories, key=lambda tag: (len(Tag.parents_of(tag)), tag.pk)):
            yield self.items.category(tag)
        for tag in tags.exclude(pk__in=self.items.categories).iterator():
            yield self.items.tag(tag)

    def _posts(self):
        posts = Post.objects.order_by("pk").select_related("author").prefetch_related("tags")
        pages = dict(Post.objects.exclude(page_path=None).values_list("page_path", "pk"))
        progress = self.progress_of("Writing", Comment.objects.count() + posts.count())
        for post in posts.iterator(chunk_size=ROWS_AT_ONCE):
            above = "/".join(post.path_names[:-1])
            yield self.items.begin_post(post, pages.get(above, 0))
            self.counts["post"] += 1
            for comment in self.items.comments(post):
                self.counts["comment"] += 1
                yield comment
            progress.show(sum(self.counts.values()), self.counts["comment"], "comments")
            yield "</item>"
        progress.end()
