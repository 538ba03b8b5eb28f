"""Many posts: which ones, and the one lock under which a post's thread is changed."""

import threading
from contextlib import contextmanager
from urllib.parse import unquote

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from posts.slugs import in_nfc, numbered

SLUG_LENGTH = 200

# What is counted of a thread: written under the lock alone, never by saving the post.
COUNTED = {"comment_count", "last_number", "version"}
HELD = threading.local()  # by database: the posts whose threads this thread has locked


class PostQuerySet(models.QuerySet):
    def published(self):
        """Those that readers may see now."""
        return self.filter(status=self.model.Status.PUBLISHED, published_at__lte=timezone.now())

    def scheduled(self):
        """Those that will show when their time has come."""
        return self.filter(status=self.model.Status.PUBLISHED, published_at__gt=timezone.now())

    def drafts(self):
        """Those that readers have not seen and will not see of themselves."""
        return self.filter(status=self.model.Status.DRAFT)

    def unpublished(self):
        """Those that readers have seen and were taken away from them."""
        return self.filter(status=self.model.Status.UNPUBLISHED)

    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def before(self, post):
        return self.filter(Q(published_at__lt=post.published_at) | _beside(post, pk__lt=post.pk))

    def after(self, post):
        return self.filter(Q(published_at__gt=post.published_at) | _beside(post, pk__gt=post.pk))

    def for_lists(self):
        """With what an entry of a list shows, in a query or two however many there are."""
        return self.select_related("author", "lead_image").prefetch_related("tags")

    def known_at(self, date, slug):
        """Give the one whose address this is, or else once was; or None."""
        path = unquote(reverse("posts:post", kwargs={"date": date, "slug": slug}))
        here = self.filter(date=date, slug=slug).first()
        return here or self.filter(old_addresses__path=path).first()

    def related_to(self, post):
        """Those that share most tags with `post`, newest first among equals."""
        sharing = self.filter(tags__in=post.tags.all()).exclude(pk=post.pk)
        return sharing.annotate(shared=models.Count("pk")).order_by("-shared", "-published_at")


def _beside(post, **which):
    """Posts of the very same moment."""
    return Q(published_at=post.published_at, **which)


class PostManager(models.Manager.from_queryset(PostQuerySet)):
    @contextmanager
    def locked(self, pk):
        """Hold the one lock of a post's thread; give the post as it is now.

        Whatever changes a thread happens inside: the row is taken first (on SQLite, IMMEDIATE
        already holds the only writer's lock), the rest is read after. On leaving, the counts set
        on the post and a new version are stored in the same transaction. Two posts at once: take
        them in ascending id, or two writers wait for each other for ever. Raises Post.DoesNotExist.
        """
        with transaction.atomic():
            post = self.select_for_update(no_key=True).get(pk=pk)
            with self._held_once(post):
                yield post
            post.version = F("version") + 1
            post.save(update_fields=COUNTED)  # and reads the version back

    @contextmanager
    def _held_once(self, post):
        """Refuse a lock within the lock: the outer block would store the counts it began with."""
        held = vars(HELD).setdefault(self.db, set())
        if post.pk in held:
            raise RuntimeError("The lock of this thread is held already.")
        held.add(post.pk)
        try:
            yield
        finally:
            held.discard(post.pk)

    def free_slug(self, slug: str, date, besides=None) -> str:
        """Give `slug`, or with the next number that no other post of that day has."""
        others = self.filter(date=date).exclude(pk=besides and besides.pk)
        return numbered(in_nfc(slug), set(others.values_list("slug", flat=True)), SLUG_LENGTH)
