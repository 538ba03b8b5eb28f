"""Whether readers may see a post, since when, and at which URL."""

from urllib.parse import unquote

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from posts.dates import day
from posts.feed_ids import MAX_LENGTH, new_id
from posts.models.blog import Blog
from posts.models.follow import Announcement
from posts.models.managers import SLUG_LENGTH
from posts.models.old_url import OldAddress
from posts.models.page_path import PagePath
from posts.page_paths import page_path
from posts.slugs import SlugField, cut, slug_of


class InvalidTransition(Exception):
    """The verb is not allowed for a post in this state."""


class SlugTaken(Exception):
    """Another post has this date and slug; `offer` is a slug that is free that day."""

    def __init__(self, slug: str, date, offer: str):
        message = gettext("Another post of %(day)s has the slug “%(slug)s”. “%(free)s” is free.")
        super().__init__(message % {"day": day(date), "slug": slug, "free": offer})
        self.slug, self.date, self.offer = slug, date, offer


class Publication(PagePath):
    """The status of a post, its dates and its URL.

    Only these methods write `status`: a draft is published or scheduled; a scheduled post is
    published by the clock or becomes a draft again; a published post is unpublished, and published
    again.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = (
            "published",
            pgettext_lazy("post", "Published"),
        )  # or scheduled, while published_at lies ahead
        UNPUBLISHED = "unpublished", _("Unpublished")

    slug = SlugField(_("slug"), max_length=SLUG_LENGTH, allow_unicode=True)
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.DRAFT, editable=False
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    first_shown = models.DateTimeField(null=True, editable=False)  # may be in the future
    # Part of the URL, so it is frozen at the first publication: the blog's time zone may change
    # later.
    date = models.DateField(null=True, editable=False)
    # The id of its entry in feeds: set when first published, and never changed.
    feed_id = models.CharField(max_length=MAX_LENGTH, null=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            *PagePath.Meta.constraints,
            models.UniqueConstraint(fields=["date", "slug"], name="one_post_an_address"),
            # The condition makes it an index on SQLite; without one the table would be rebuilt and
            # lose the triggers of the search index.
            models.UniqueConstraint(
                fields=["feed_id"], condition=Q(feed_id__isnull=False), name="one_post_a_feed_id"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "published", "unpublished"]),
                name="a_post_has_a_known_status",
            ),
            models.CheckConstraint(
                condition=~Q(status="published")
                | Q(published_at__isnull=False, date__isnull=False),
                name="a_published_post_has_its_date",
            ),
        ]

    def publish(self, at=None):
        """Publish the post at `at`, or when it was scheduled, or now; and save it.

        A time in the future schedules it. The date in its URL is that of its first publication
        in the blog's time zone, and never changes. A page has a path and no date in its URL.
        Raises SlugTaken if another post has the URL, PathRefused if a page cannot have its path.
        """
        self.published_at = at or self.published_at or timezone.now()
        is_first = not self.has_shown
        if is_first:
            self._set_first_date(Blog.objects.current())
        if self.is_page and (is_first or self.page_path):
            self.page_path = self._path_for_publication()
            # Nobody reads it, but the database needs one.
            slug = cut(self.path_names[-1], SLUG_LENGTH)
            self.slug = type(self).objects.free_slug(slug, self.date, besides=self)
        else:
            self.slug = self._slug_for_publication()
        self._set_published()
        self.save()

    def enter_publication(self, blog):
        """Publish a new article at its `published_at`, with its slug as it is; the caller saves."""
        self._set_first_date(blog)
        self._set_published()

    def _set_first_date(self, blog):
        self.first_shown = self.published_at
        self.date = blog.date_of(self.published_at)

    def _set_published(self):
        self.feed_id = self.feed_id or new_id(self.published_at)
        self.status = self.Status.PUBLISHED

    def unpublish(self):
        """Hide the post from readers, or make a scheduled one a draft again; and save it.

        Raises InvalidTransition if it is neither published nor scheduled.
        """
        if self.status != self.Status.PUBLISHED:
            raise InvalidTransition(gettext("It is not published."))
        if self.has_shown:
            self.status = self.Status.UNPUBLISHED
        else:
            self.status, self.first_shown, self.date = self.Status.DRAFT, None, None
        with transaction.atomic():
            self.save()
            # People who got no mail about it yet get one when it is published again.
            Announcement.objects.filter(post=self.pk).delete()

    def move_to(self, slug: str):
        """Change the slug and save; the old URL redirects to the new one.

        Raises SlugTaken.
        """
        self._check_slug_is_free(slug)
        self._move(slug=slug)

    def move_page_to(self, path: str):
        """Change the path of a page and save; the old URL redirects to the new one.

        Pages below it stay where they are. Raises PathRefused.
        """
        path = page_path(path)
        self.check_path(path)
        self._move(page_path=path)

    def _move(self, **place):
        old = self.path if self.has_shown else None
        with transaction.atomic():
            for name, value in place.items():
                setattr(self, name, value)
            self.save()
            if old:
                OldAddress.objects.add(old, self)
                OldAddress.objects.filter(path=self.path).delete()

    def _slug_for_publication(self):
        if not self.slug:
            slug = slug_of(self.title, SLUG_LENGTH) or "post"
            return type(self).objects.free_slug(slug, self.date, besides=self)
        self._check_slug_is_free(self.slug)
        return self.slug

    def _check_slug_is_free(self, slug):
        free = type(self).objects.free_slug(slug, self.date, besides=self)
        if self.date and free != slug:
            raise SlugTaken(slug, self.date, offer=free)

    @property
    def state(self) -> str:
        """Return the state at this moment: draft, scheduled, published or unpublished."""
        is_ahead = self.status == self.Status.PUBLISHED and not self.is_published
        return "scheduled" if is_ahead else self.status

    @property
    def state_label(self) -> str:
        """Return the state in words, for editors."""
        return gettext("Scheduled") if self.state == "scheduled" else self.get_status_display()

    @property
    def is_published(self) -> bool:
        """Return whether readers may see it now, on whatever site."""
        return self.status == self.Status.PUBLISHED and self.published_at <= timezone.now()

    @property
    def has_shown(self) -> bool:
        """Return whether readers can see it now or could once."""
        return self.first_shown is not None and self.first_shown <= timezone.now()

    @property
    def path(self) -> str:
        """Return its path in readable form, not percent-encoded."""
        return unquote(self.get_absolute_url())

    def get_absolute_url(self):
        """Return its path; "" for a draft that has no date yet, and so no URL."""
        if not self.page_path and self.date is None:
            return ""
        name = "pages:page" if self.page_path else "posts:post"
        return reverse(name, kwargs=self.place_in_url)

    @property
    def place_in_url(self) -> dict:
        """Return the parts of its URL, as arguments for `Post.objects.at`."""
        if self.page_path:
            return {"path": self.page_path}
        return {"date": self.date, "slug": self.slug}
