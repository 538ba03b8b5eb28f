from math import ceil
from urllib.parse import unquote

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from posts.dates import day
from posts.feed_ids import MAX_LENGTH, new_id
from posts.models.blog import Blog
from posts.models.comment_settings import Commenters, CommentMode, ConversationSettings
from posts.models.image import Image
from posts.models.managers import COUNTED_FIELDS, SLUG_LENGTH, PostManager
from posts.models.old_url import OldAddress
from posts.models.search_entry import PostSearchEntry
from posts.models.tag import Tag
from posts.models.versions import first_version
from posts.plain_text import beginning, word_count
from posts.slugs import SlugField, slug_of

WORDS_PER_MINUTE = 230  # average reading speed on a screen
RELATED_POSTS = 3  # more are on the page of the tag


class InvalidTransition(Exception):
    """The verb is not allowed for a post in this state."""


class SlugTaken(Exception):
    """Another post has this date and slug; `offer` is a slug that is free that day."""

    def __init__(self, slug: str, date, offer: str):
        message = gettext("Another post of %(day)s has the slug “%(slug)s”. “%(free)s” is free.")
        super().__init__(message % {"day": day(date), "slug": slug, "free": offer})
        self.slug, self.date, self.offer = slug, date, offer


class Post(ConversationSettings):
    """An article, with the counts of its conversation.

    Only the verbs write `status`: a draft is published or scheduled; a scheduled post is published
    by the clock or becomes a draft again; a published post is unpublished, and published again.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")  # or scheduled, while published_at lies ahead
        UNPUBLISHED = "unpublished", _("Unpublished")

    class Place(models.TextChoices):
        """Where the text that is discussed can be read."""

        POST = "post", _("article of this blog, in its lists and feeds")
        PAGE = "page", _("page of this blog, in no list")
        ELSEWHERE = "elsewhere", _("page of another site; only its conversation is here")

    CommentMode = CommentMode

    place = models.CharField(
        max_length=10, choices=Place, default=Place.POST, db_default=Place.POST, editable=False
    )
    title = models.CharField(_("title"), max_length=200)
    slug = SlugField(_("slug"), max_length=SLUG_LENGTH, allow_unicode=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts", verbose_name=_("author")
    )
    body = models.TextField(
        _("body"), blank=True, help_text=_("HTML; what is not allowed is removed.")
    )
    body_html = models.TextField(editable=False, blank=True)
    excerpt = models.TextField(
        _("excerpt"), blank=True, help_text=_("Plain text, for lists and feeds.")
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="posts", verbose_name=_("tags"))
    lead_image = models.ForeignKey(
        Image,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("lead image"),
    )
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.DRAFT, editable=False
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    first_shown = models.DateTimeField(null=True, editable=False)  # may be in the future
    # Part of the URL, so frozen when first published: the blog's time zone may change later.
    date = models.DateField(null=True, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)
    holds_first_comments = models.BooleanField(
        _("hold a person's first comment"),
        default=False,
        help_text=_("A moderator looks at it before it is shown."),
    )

    # The id of its entry in feeds: set when first published, and never changed.
    feed_id = models.CharField(max_length=MAX_LENGTH, null=True, editable=False)

    # Written by comments under the lock only; `check_threads` compares them with the rows.
    comment_count = models.PositiveIntegerField(default=0, editable=False)
    last_number = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveBigIntegerField(default=1, editable=False)

    origin = models.CharField(
        max_length=250, null=True, unique=True, editable=False, help_text=_("Where it came from.")
    )

    objects = PostManager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(
                fields=["place", "status", "-published_at", "-id"], name="posts_by_place_and_date"
            )
        ]
        constraints = [
            *ConversationSettings.Meta.constraints,
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
                condition=Q(place__in=["post", "page", "elsewhere"]),
                name="a_post_has_a_known_place",
            ),
            models.CheckConstraint(
                condition=~Q(status="published")
                | Q(published_at__isnull=False, date__isnull=False),
                name="a_published_post_has_its_date",
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, **kwargs):
        """Save, update the search index, and make a new version of the blog: lists and other posts
        show this post too.

        With `update_fields`, save just those, which must not be texts. A new page of another site
        is in no list.
        """
        if kwargs.get("update_fields") is not None:
            super().save(**kwargs)
            return
        with transaction.atomic():
            is_new = self._state.adding
            if is_new:
                self.version = first_version()
            else:
                kwargs["update_fields"] = self._uncounted()
            super().save(**kwargs)
            PostSearchEntry.objects.update_for([self])
            if not (is_new and self.is_elsewhere):
                Blog.objects.touch()

    def _uncounted(self):
        """Return the fields without the counts, which may be newer in the row than here."""
        fields = (field for field in self._meta.concrete_fields if not field.primary_key)
        return [field.attname for field in fields if field.name not in COUNTED_FIELDS]

    # Verbs.

    def write(self, body: str):
        """Set the text and its sanitized HTML together; the caller saves."""
        self.body = body
        self.body_html = self.sanitize(Image.objects.with_sizes(body))

    @staticmethod
    def sanitize(html: str) -> str:
        """Return the HTML with only the elements and attributes that a post may have."""
        return import_string(settings.POST_TEXT).of(html).html

    @staticmethod
    def visible_text(html: str) -> str:
        """Return what a reader sees of safe HTML, on one line; "" when there is nothing to see."""
        return import_string(settings.POST_TEXT).of(html, html).visible

    def tag(self, names, slugs=None) -> list[Tag]:
        """Replace the tags of the stored post with those of these names; return them.

        `slugs` may hold the slug that a new tag should get, by name.
        """
        with transaction.atomic():
            tags = Tag.objects.named(names, slugs)
            self.tags.set(tags)
            Blog.objects.touch()
        return tags

    def publish(self, at=None):
        """Publish the post at `at`, or when it was scheduled, or now; and save it.

        A time in the future schedules it. The date in its URL is that of its first publication
        in the blog's time zone, and never changes. Raises SlugTaken if another post has the URL.
        """
        self.published_at = at or self.published_at or timezone.now()
        if not self.has_shown:
            self.first_shown = self.published_at
            self.date = Blog.objects.current().date_of(self.published_at)
        self.slug = self._slug_for_publication()
        self.feed_id = self.feed_id or new_id(self.published_at)
        self.status = self.Status.PUBLISHED
        self.save()

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
        self.save()

    def move_to(self, slug: str):
        """Change the slug and save; the old URL redirects to the new one.

        Raises SlugTaken.
        """
        self._check_slug_is_free(slug)
        old = self.path if self.has_shown else None
        with transaction.atomic():
            self.slug = slug
            self.save()
            if old:
                OldAddress.objects.add(old, self)
                OldAddress.objects.filter(path=self.path).delete()

    def _slug_for_publication(self):
        if not self.slug:
            slug = slug_of(self.title, SLUG_LENGTH) or "post"
            return Post.objects.free_slug(slug, self.date, besides=self)
        self._check_slug_is_free(self.slug)
        return self.slug

    def _check_slug_is_free(self, slug):
        free = Post.objects.free_slug(slug, self.date, besides=self)
        if self.date and free != slug:
            raise SlugTaken(slug, self.date, offer=free)

    # State and content.

    @property
    def state(self) -> str:
        """Return the state at this moment: draft, scheduled, published or unpublished."""
        is_ahead = self.status == self.Status.PUBLISHED and not self.is_published
        return "scheduled" if is_ahead else self.status

    @property
    def state_label(self) -> str:
        """Return the state as editors read it."""
        return gettext("Scheduled") if self.state == "scheduled" else self.get_status_display()

    @property
    def is_published(self) -> bool:
        """Return whether readers may see it now, wherever it is."""
        return self.status == self.Status.PUBLISHED and self.published_at <= timezone.now()

    @property
    def is_article(self) -> bool:
        return self.place == self.Place.POST

    @property
    def is_elsewhere(self) -> bool:
        return self.place == self.Place.ELSEWHERE

    @property
    def has_shown(self) -> bool:
        """Return whether readers see it now or could once see it."""
        return self.first_shown is not None and self.first_shown <= timezone.now()

    @property
    def html(self) -> SafeString:
        """Return the sanitized text, which templates need not escape."""
        return SafeString(self.body_html)

    @property
    def previous(self):
        """Return the listed post before this one, or None."""
        return self._others().before(self).newest_first().first()

    @property
    def next(self):
        """Return the listed post after this one, or None."""
        return self._others().after(self).newest_first().last()

    @property
    def related(self):
        """Return the few listed posts that share most tags with this one."""
        return self._others().related_to(self)[:RELATED_POSTS]

    def _others(self):
        """Return the listed posts; empty for pages that are not articles."""
        posts = Post.objects.listed()
        return posts if self.is_article else posts.none()

    @property
    def changed(self):
        """Return when the published post last changed."""
        return max(self.published_at, self.updated)

    @property
    def summary(self) -> str:
        """Return a few sentences of plain text: the excerpt, or else the beginning."""
        return self.excerpt or beginning(self.body_html)

    @property
    def word_count(self) -> int:
        return word_count(self.body_html)

    @property
    def reading_minutes(self) -> int:
        return max(1, ceil(self.word_count / WORDS_PER_MINUTE))

    # Comments.

    def comment_mode_at(self, moment) -> str:
        """Return the comment mode at `moment`: open, held first or closed."""
        return self.mode_at(moment, self.published_at)

    @property
    def comment_mode_now(self) -> str:
        return self.comment_mode_at(timezone.now())

    @property
    def takes_comments(self) -> bool:
        return self.comment_mode_now != CommentMode.CLOSED

    @property
    def holds_comments(self) -> bool:
        """Return whether every comment waits for a moderator before it is published."""
        return self.comment_mode_now == CommentMode.HELD_FIRST

    @property
    def takes_guests(self) -> bool:
        return self.commenters == Commenters.EVERYBODY

    def refusal(self, *, to_guest=False) -> str:
        """Return why the post accepts no comment now, as a sentence for readers, or "".

        `to_guest` is for somebody without an account. The page, the form and the store use this.
        """
        if not self.is_published:
            return gettext("The post you want to answer is not there.")
        if not self.takes_comments:
            return gettext("Comments under this post are closed.")
        if to_guest and not self.takes_guests:
            return gettext("Under this post, only people with an account can comment.")
        return ""

    @property
    def refusal_to_guests(self) -> str:
        return self.refusal(to_guest=True)

    @property
    def comments_change(self):
        """Return the future moment at which the comment mode changes, or None."""
        later = self.later_from(self.published_at)
        return later if later and later > timezone.now() else None

    @property
    def path(self) -> str:
        """Return its path as people read it, not percent-encoded."""
        return unquote(self.get_absolute_url())

    def get_absolute_url(self):
        return reverse("posts:post", kwargs={"date": self.date, "slug": self.slug})
