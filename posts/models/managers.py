"""QuerySets of posts, and the lock under which a post's conversation is changed."""

import threading
from collections import defaultdict
from collections.abc import Iterable
from contextlib import contextmanager
from functools import cached_property
from urllib.parse import unquote

from django.db import connections, models, transaction
from django.db.models import Q, Value
from django.db.models.functions import Collate, Replace
from django.urls import reverse
from django.utils import timezone

from accounts.compiled_query import CompiledQuery
from posts.models.blog import Blog
from posts.models.search_entry import PostSearchEntry
from posts.models.versions import NEXT_VERSION, first_version
from posts.models.write_queue import queue_for_writing
from posts.page_paths import numbered_path, why_refused
from posts.slugs import in_nfc, numbered

SLUG_LENGTH = 200

# Counts of the conversation: written under the lock only, never by saving the post.
COUNTED_FIELDS = {"comment_count", "last_number", "version"}
# Everything that is written under the lock only.
LOCKED_FIELDS = COUNTED_FIELDS | {"pinned_key", "slow_minutes", "slow_until"}
STORE_COUNTS = (
    "UPDATE posts_post SET comment_count = %s, last_number = %s, version = {version}"
    " WHERE id = %s RETURNING version"
)
LOCKS = threading.local()  # by database: ids of the posts locked in this thread of the process


class PostQuerySet(models.QuerySet):
    # Choose one of the next three for readers. Pages of other sites are only in the third.

    def listed(self):
        """Return the articles that readers may see now, as in lists and feeds."""
        return self.published_anywhere().articles()

    def published(self):
        """Return the articles and pages of this blog that readers may see now."""
        return self.published_anywhere().on_this_blog()

    def published_anywhere(self):
        """Return all posts whose conversation readers may see now, also of other sites' pages."""
        return self.filter(status=self.model.Status.PUBLISHED, published_at__lte=timezone.now())

    def articles(self):
        """Return all posts but pages and the pages of other sites."""
        return self.filter(place=self.model.Place.POST)

    def under(self, slug: str):
        """Return the posts with the tag of this slug, or with a tag below it."""
        tags = self.model.tags.rel.model.objects.filter(
            Q(slug=slug) | Q(parent__slug=slug) | Q(parent__parent__slug=slug)
        )
        tagged = self.model.tags.through.objects.filter(tag__in=tags)
        return self.filter(pk__in=tagged.values("post"))

    def on_this_blog(self):
        return self.filter(place__in=[self.model.Place.POST, self.model.Place.PAGE])

    def scheduled(self):
        """Return the posts of this blog that are scheduled for later."""
        return self.on_this_blog().filter(
            status=self.model.Status.PUBLISHED, published_at__gt=timezone.now()
        )

    def drafts(self):
        """Return the posts that readers have not seen, and that are not scheduled."""
        return self.filter(status=self.model.Status.DRAFT)

    def unpublished(self):
        """Return the posts that were published once and are not now."""
        return self.filter(status=self.model.Status.UNPUBLISHED)

    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def sticky_first(self):
        """Order as on the front page: sticky posts, then the others, each newest first."""
        return self.order_by("-is_sticky", "-published_at", "-pk")

    # Begin a query with one of these two: a database finds the place of `lte` or `gte` in an index,
    # SQLite only of the first, and would read all posts on the way for the alternatives alone.

    def before(self, post):
        return self.filter(
            Q(published_at__lt=post.published_at) | _same_moment(post, pk__lt=post.pk),
            published_at__lte=post.published_at,
        )

    def after(self, post):
        return self.filter(
            Q(published_at__gt=post.published_at) | _same_moment(post, pk__gt=post.pk),
            published_at__gte=post.published_at,
        )

    def for_lists(self):
        """Return the posts with everything that a list shows, in two queries for any number."""
        return self.select_related("author", "lead_image").prefetch_related("tags")

    def at(self, *, path=None, date=None, slug=None):
        """Return the post at a URL: the path of a page, or a date and a slug."""
        if path is not None:
            return self.filter(page_path=path)
        return self.filter(date=date, slug=slug, page_path=None)

    def known_at(self, **place):
        """Return the post that has this path or date and slug, or had it earlier, or None."""
        name = "pages:page" if "path" in place else "posts:post"
        path = unquote(reverse(name, kwargs=place))
        return self.at(**place).first() or self.filter(old_addresses__path=path).first()

    def in_tree_order(self):
        """Order pages by their paths, each above its nested pages."""
        return self.order_by(by_path(self.db), "pk")

    def related_to(self, post):
        """Return the posts that share most tags with `post`, newest first among equals."""
        sharing = self.filter(tags__in=post.tags.all()).exclude(pk=post.pk)
        return sharing.annotate(shared=models.Count("pk")).order_by("-shared", "-published_at")


def by_path(alias):
    """Return the order of pages by their paths, for the database `alias`."""
    collation = "C" if connections[alias].vendor == "postgresql" else "BINARY"
    names = Replace("page_path", Value("/"), Value("!"))  # "!" sorts before all characters of names
    return Collate(names, collation).asc(nulls_first=True)


def _same_moment(post, **which):
    """Return a condition for the other posts of the same moment."""
    return Q(published_at=post.published_at, **which)


class PostManager(models.Manager.from_queryset(PostQuerySet)):
    def publish_new(self, posts: Iterable, blog):
        """Publish new articles, each at its `published_at`, with a constant number of queries.

        A slug gets a number if another post of the day has it. The caller opens a transaction.
        """
        posts = list(posts)
        for post in posts:
            post.enter_publication(blog)
        used = defaultdict(set)
        same_days = self.filter(date__in={post.date for post in posts})
        for date, slug in same_days.values_list("date", "slug"):
            used[date].add(slug)
        for post in posts:
            post.slug = numbered(in_nfc(post.slug), used[post.date], SLUG_LENGTH)
            used[post.date].add(post.slug)
        self.store_new(posts)

    def store_new(self, posts: Iterable):
        """Store new posts unchanged; the caller opens a transaction."""
        posts = list(posts)
        for post in posts:
            post.version = first_version()
        self.bulk_create(posts)
        PostSearchEntry.objects.update_for(posts)
        Blog.objects.touch()

    def tag_new(self, tags: dict):
        """Give new posts their tags, as lists by post."""
        tagged = self.model.tags.through
        tagged.objects.bulk_create(
            tagged(post_id=post.pk, tag_id=tag.pk)
            for post, of_post in tags.items()
            for tag in dict.fromkeys(of_post)
        )

    @contextmanager
    def locked(self, pk):
        """Lock the conversation of a post for a `with` block, and yield the post as it is now.

        Every change of a conversation happens inside: the row is locked first (on SQLite, IMMEDIATE
        already holds the only write lock), and everything else is read after that. At the end of
        the block the counts set on the post and a new version are stored in the same transaction.
        Lock two posts in ascending id, or two writers may deadlock. Raises Post.DoesNotExist.
        """
        with queue_for_writing(self.db), transaction.atomic():
            if (post := self._locking.first(pk, using=self.db)) is None:
                raise self.model.DoesNotExist
            with self._no_nested_lock(post):
                yield post
            self._store_counts(post)

    def _store_counts(self, post):
        """Store the counts of a locked post with a new version; set that on the post, too.

        It is SQL because each new comment needs it, and the ORM would take longer to build it than
        the database to run it.
        """
        connection = connections[self.db]
        sql = STORE_COUNTS.format(version=NEXT_VERSION[connection.vendor])
        params = [post.comment_count, post.last_number, first_version(), post.pk]
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            post.version = cursor.fetchone()[0]

    @cached_property
    def _locking(self):
        without_text = self.select_for_update(no_key=True).defer("body", "body_html")
        return CompiledQuery(lambda pk: without_text.filter(pk=pk))

    @contextmanager
    def _no_nested_lock(self, post):
        """Raise RuntimeError for a nested lock: the outer block would overwrite the counts."""
        locked_ids = vars(LOCKS).setdefault(self.db, set())
        if post.pk in locked_ids:
            raise RuntimeError("This conversation is locked already.")
        locked_ids.add(post.pk)
        try:
            yield
        finally:
            locked_ids.discard(post.pk)

    def free_page_path(self, path: str, besides=None) -> str:
        """Return `path`, with a number if another page has it or the site itself uses it."""
        others = self.exclude(pk=besides and besides.pk)
        free, number = path, 1
        while why_refused(free) or others.filter(page_path=free).exists():
            number += 1
            free = numbered_path(path, number)
        return free

    def free_slug(self, slug: str, date, besides=None) -> str:
        """Return `slug`, with a number if another post of that day has it."""
        others = self.filter(date=date).exclude(pk=besides and besides.pk)
        return numbered(in_nfc(slug), set(others.values_list("slug", flat=True)), SLUG_LENGTH)
