import threading
import zoneinfo
from contextlib import contextmanager, suppress
from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import InterfaceError, OperationalError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.compiled_query import CompiledQuery
from posts.feed_ids import MAX_LENGTH
from posts.models.comment_settings import ConversationSettings
from posts.models.look_settings import LookSettings
from posts.models.opening_hours import OpeningHours
from posts.models.versions import next_version
from posts.models.wording import Wording

BLOG_ID = 1
DEFAULT_LANGUAGE = "en"
ALERT_AFTER_HOURS = 12
MAX_ALERT_HOURS = 30 * 24
TOUCHES = threading.local()  # .are_postponed inside `one_version()`, .is_due after a `touch()`


class BlogManager(models.Manager):
    _last_language = None
    last_read = None  # the blog as last read by this process, for error pages
    pictures = None  # names of the pictures that it had then; None when these may have changed

    def current(self):
        """Return the blog with its pictures; a migration creates its row.

        Pictures that the blog does not have are not joined: building a statement with all four
        takes longer than the rest of the work here.
        """
        pictures = Blog.PICTURES if self.pictures is None else self.pictures
        blog = _with(tuple(pictures)).first(BLOG_ID, using=self.db)
        if blog is None:
            raise Blog.DoesNotExist
        BlogManager.pictures = [name for name in Blog.PICTURES if getattr(blog, f"{name}_id")]
        self._last_language, self.last_read = blog.language, blog
        Wording.objects.use(blog.wordings_version)
        return blog

    @property
    def last_language(self) -> str:
        """Return the blog's language as last read by this process; at most one query."""
        if self._last_language is None:
            # While the database is down, the error page says so
            with suppress(OperationalError, InterfaceError):
                self.current()
        return self._last_language or DEFAULT_LANGUAGE

    def lock(self):
        """Lock the row; others who call this wait until the transaction ends."""
        self.select_for_update().get(pk=BLOG_ID)

    def touch(self):
        """Store a new version of the blog, which makes all cached pages stale."""
        if getattr(TOUCHES, "are_postponed", False):
            TOUCHES.is_due = True
        else:
            self.filter(pk=BLOG_ID).update(version=next_version())

    @contextmanager
    def one_version(self):
        """Open a transaction in which all changes make one new version of the blog.

        Blocks are not nested.
        """
        TOUCHES.are_postponed, TOUCHES.is_due = True, False
        with transaction.atomic():
            try:
                yield
            finally:
                TOUCHES.are_postponed = False
            if TOUCHES.is_due:
                self.touch()


@cache
def _with(pictures) -> CompiledQuery:
    """Return the query of the blog with these of its pictures."""
    joined = Blog.objects.select_related(*pictures) if pictures else Blog.objects.all()
    return CompiledQuery(lambda pk: joined.filter(pk=pk))


class Blog(LookSettings, ConversationSettings):
    """The publication itself, in one row. New posts start with its conversation settings."""

    about = models.TextField(
        _("about this blog"), blank=True, help_text=_("A few sentences, shown beside every post.")
    )
    about_page = models.ForeignKey(
        "posts.Post",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        limit_choices_to={"place": "page"},
        verbose_name=_("page about this blog"),
        help_text=_("Linked below these sentences."),
    )
    house_rules_intro = models.TextField(
        _("house rules"),
        blank=True,
        default="Be kind, be brief, stay with the subject. Criticise words, not people.",
        help_text=_("Shown by the form in which readers answer."),
    )
    shows_websites = models.BooleanField(
        _("link names to websites"),
        default=False,
        db_default=False,
        help_text=_("Of comments that were imported with the website of their author."),
    )
    takes_webmentions = models.BooleanField(
        _("take Webmentions"),
        default=True,
        db_default=True,
        help_text=_(
            "Answers to posts and comments that other sites publish wait for a moderator here."
        ),
    )
    sends_webmentions = models.BooleanField(
        _("send Webmentions"),
        default=False,
        db_default=False,
        help_text=_(
            "When a post is published or changed, the pages that it links to are read, and their"
            " sites are told of it if they want to be."
        ),
    )
    opens_at = models.TimeField(
        _("comments open at"),
        null=True,
        blank=True,
        help_text=_("Outside these hours each comment waits for a moderator. Empty: no hours."),
    )
    closes_at = models.TimeField(_("comments close at"), null=True, blank=True)
    alert_after_hours = models.PositiveSmallIntegerField(
        _("hours until moderators get mail"),
        null=True,
        blank=True,
        default=ALERT_AFTER_HOURS,
        db_default=ALERT_AFTER_HOURS,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_ALERT_HOURS)],
        help_text=_(
            "When a held or reported comment, or an appeal, waits for longer. Empty: no such mail."
        ),
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    # A BCP 47 tag, such as "pt-br": the language of pages and feeds, and of the admin.
    language = models.CharField(
        _("language"),
        max_length=35,
        default=DEFAULT_LANGUAGE,
        help_text=_("Of all pages for readers, and of mail to guests."),
    )
    # Changes with each change of an owner's wordings; 0 until the first one.
    wordings_version = models.PositiveBigIntegerField(default=0, db_default=0, editable=False)
    # The prefix of ids in its feeds, including those of comments; never changed.
    feed_base = models.CharField(max_length=MAX_LENGTH, editable=False)
    version = models.PositiveBigIntegerField(default=1, editable=False)

    objects = BlogManager()

    class Meta:
        verbose_name = _("blog")
        verbose_name_plural = _("blog")
        constraints = [
            *ConversationSettings.Meta.constraints,
            models.CheckConstraint(condition=Q(pk=BLOG_ID), name="there_is_one_blog"),
        ]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        """Save with a new version, so that cached pages expire."""
        self.version = next_version()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "version"}
        super().save(**kwargs)
        BlogManager.pictures = None

    def clean(self):
        if self.time_zone not in zoneinfo.available_timezones():
            sentence = gettext("“%(name)s” is not a time zone; write it like Europe/Paris.")
            raise ValidationError({"time_zone": sentence % {"name": self.time_zone}})
        if (self.opens_at is None) != (self.closes_at is None):
            raise ValidationError({"closes_at": gettext("Say both when they open and close.")})
        if self.opens_at is not None and self.opens_at == self.closes_at:
            raise ValidationError({"closes_at": gettext("They would never open: say two times.")})

    @property
    def shown_about_page(self):
        """Return the page about this blog, if readers may see it now."""
        page = self.about_page if self.about_page_id else None
        return page if page and page.is_published else None

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def opening_hours(self) -> OpeningHours | None:
        """Return the hours in which comments are shown at once; None: the whole day."""
        if self.opens_at is None or self.closes_at is None:
            return None
        return OpeningHours(self.opens_at, self.closes_at, self.zone)

    @property
    def is_outside_hours(self) -> bool:
        hours = self.opening_hours
        return hours is not None and not hours.is_open_at(timezone.now())

    def date_of(self, moment):
        """Return the calendar date of an aware datetime in the blog's time zone."""
        return moment.astimezone(self.zone).date()

    @property
    def settings_for_a_new_post(self) -> dict:
        """Return the initial conversation settings of a new post, by field name."""
        return {name: getattr(self, name) for name in self.settings_fields()}
