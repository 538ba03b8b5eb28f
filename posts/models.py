"""The blog and its posts."""

import zoneinfo
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.text import slugify

from posts.plain_text import beginning


def validate_time_zone(name):
    """Refuse a name that the time zone database does not know."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(f"“{name}” is not a time zone; write it like Europe/Paris.")


def default_time_zone():
    return settings.TIME_ZONE


class BlogManager(models.Manager):
    def current(self):
        """Give the blog, made with its defaults when there is none yet."""
        blog = self.first()
        return blog or self.get_or_create(pk=1)[0]

    def touch(self):
        """Make a new version of the blog: no page rendered before this shows what there is now."""
        self.filter(pk=self.current().pk).update(version=F("version") + 1)


class Blog(models.Model):
    """The publication itself; there is one row."""

    DEFAULT_NAME = "Soundoff"

    name = models.CharField(max_length=100, default=DEFAULT_NAME)
    about = models.TextField(
        "about this blog", blank=True, help_text="A few sentences, shown beside every post."
    )
    house_rules_intro = models.TextField(
        "house rules",
        blank=True,
        default="Be kind, be brief, stay with the subject. Criticise what is said, not who says it.",
        help_text="Shown by the form in which readers answer.",
    )
    time_zone = models.CharField(
        max_length=64, default=default_time_zone, validators=[validate_time_zone]
    )
    version = models.PositiveBigIntegerField(default=1, editable=False)

    objects = BlogManager()

    class Meta:
        verbose_name_plural = "blog"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="there_is_one_blog")]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        """Every change makes a new version, so that no rendered page outlives it."""
        with transaction.atomic():
            super().save(**kwargs)
            Blog.objects.touch()

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    def date_of(self, moment):
        """Give the calendar date of an aware datetime where the blog lives."""
        return moment.astimezone(self.zone).date()


class PostQuerySet(models.QuerySet):
    def published(self):
        """Those that readers may see now."""
        return self.filter(status=Post.Status.PUBLISHED, published_at__lte=timezone.now())

    def scheduled(self):
        """Those that will show when their time has come."""
        return self.filter(status=Post.Status.PUBLISHED, published_at__gt=timezone.now())

    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def before(self, post):
        return self.filter(Q(published_at__lt=post.published_at) | _beside(post, pk__lt=post.pk))

    def after(self, post):
        return self.filter(Q(published_at__gt=post.published_at) | _beside(post, pk__gt=post.pk))


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
            yield post
            post.version = F("version") + 1
            post.save(update_fields=["comment_count", "last_number", "version"])
            post.refresh_from_db(fields=["version"])


class Post(models.Model):
    """An article, with what is counted of the thread under it."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"  # or scheduled, while published_at lies ahead
        UNPUBLISHED = "unpublished"

    class CommentMode(models.TextChoices):
        OPEN = "open"
        HELD_FIRST = "held_first", "held first"
        CLOSED = "closed"

    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200, allow_unicode=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts")
    body = models.TextField(blank=True, help_text="HTML; what is not allowed is taken out.")
    body_html = models.TextField(editable=False, blank=True)
    excerpt = models.TextField(blank=True, help_text="Plain text, for lists and feeds.")
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    # Part of the address, so frozen when first published: the blog's time zone may change later.
    date = models.DateField(null=True, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)
    comment_mode = models.CharField(
        "comments", max_length=20, choices=CommentMode, default=CommentMode.OPEN
    )
    holds_first_comments = models.BooleanField(
        "hold a person's first comment",
        default=False,
        help_text="A moderator looks at it before it shows.",
    )

    # Written under the lock only, by comments; `check_threads` holds them against the rows.
    comment_count = models.PositiveIntegerField(default=0, editable=False)
    last_number = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveBigIntegerField(default=1, editable=False)

    origin = models.CharField(
        max_length=250, null=True, unique=True, editable=False, help_text="Where it came from."
    )

    objects = PostManager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["status", "-published_at", "-id"])]
        constraints = [
            models.UniqueConstraint(fields=["date", "slug"], name="one_post_an_address"),
            models.CheckConstraint(
                condition=~Q(status="published")
                | Q(published_at__isnull=False, date__isnull=False),
                name="a_published_post_has_its_date",
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, **kwargs):
        """A post's own change shows on other pages too (lists, "next post"): the blog's version says so."""
        with transaction.atomic():
            super().save(**kwargs)
            if kwargs.get("update_fields") is None:
                Blog.objects.touch()

    def write(self, body: str):
        """Set the text and its sanitized HTML together; the caller saves."""
        self.body = body
        self.body_html = import_string(settings.POST_SANITIZER)(body)

    def publish(self, at=None):
        """Show the post from `at` on (now when None; may lie ahead); saves.

        The date in its address is the blog's calendar date of the first publication, and stays.
        """
        self.published_at = at or self.published_at or timezone.now()
        self.date = self.date or Blog.objects.current().date_of(self.published_at)
        self.slug = self.slug or slugify(self.title, allow_unicode=True)[:200] or "post"
        self.status = self.Status.PUBLISHED
        self.save()

    def unpublish(self):
        """Take the post away from readers; saves."""
        self.status = self.Status.UNPUBLISHED
        self.save()

    @property
    def html(self) -> SafeString:
        """The sanitized text, for templates to show as it is."""
        return SafeString(self.body_html)

    @property
    def previous(self):
        """The published post before this one, or None."""
        return Post.objects.published().before(self).newest_first().first()

    @property
    def next(self):
        """The published post after this one, or None."""
        return Post.objects.published().after(self).newest_first().last()

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED and self.published_at <= timezone.now()

    @property
    def holds_comments(self) -> bool:
        """Whether a moderator reads every comment before it shows."""
        return self.comment_mode == self.CommentMode.HELD_FIRST

    @property
    def takes_comments(self) -> bool:
        return self.comment_mode != self.CommentMode.CLOSED

    @property
    def changed(self):
        """When readers last got to see other words than before."""
        return max(self.published_at, self.updated)

    @property
    def summary(self) -> str:
        """A few sentences of plain text: the excerpt, else how the post begins."""
        return self.excerpt or beginning(self.body_html)

    def get_absolute_url(self):
        return reverse("posts:post", kwargs={"date": self.date, "slug": self.slug})


class OldAddress(models.Model):
    """A path that once led to a post, and redirects to it."""

    path = models.CharField(max_length=500, unique=True)
    post = models.ForeignKey(Post, models.CASCADE, related_name="old_addresses")

    class Meta:
        verbose_name_plural = "old addresses"

    def __str__(self):
        return self.path
