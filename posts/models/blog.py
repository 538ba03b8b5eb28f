import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q

from posts.feed_ids import MAX_LENGTH, new_base
from posts.models.comment_settings import ConversationSettings


def validate_time_zone(name):
    """Raise ValidationError for a name that the time zone database does not know."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(f"“{name}” is not a time zone; write it like Europe/Paris.")


def default_time_zone():
    return settings.TIME_ZONE


class BlogManager(models.Manager):
    def current(self):
        """Return the blog, created with its defaults if there is none yet."""
        blog = self.first()
        return blog or self.get_or_create(pk=1)[0]

    def touch(self):
        """Increment the blog's version, so that every page cached before this is stale."""
        self.filter(pk=self.current().pk).update(version=F("version") + 1)


class Blog(ConversationSettings):
    """The publication itself, in one row. New posts begin with its conversation settings."""

    DEFAULT_NAME = "Soundoff"

    name = models.CharField(max_length=100, default=DEFAULT_NAME)
    about = models.TextField(
        "about this blog", blank=True, help_text="A few sentences, shown beside every post."
    )
    house_rules_intro = models.TextField(
        "house rules",
        blank=True,
        default="Be kind, be brief, stay with the subject. Criticise words, not people.",
        help_text="Shown by the form in which readers answer.",
    )
    time_zone = models.CharField(
        max_length=64, default=default_time_zone, validators=[validate_time_zone]
    )
    # The prefix of ids in its feeds, including those of comments; never changed.
    feed_base = models.CharField(max_length=MAX_LENGTH, default=new_base, editable=False)
    version = models.PositiveBigIntegerField(default=1, editable=False)

    objects = BlogManager()

    class Meta:
        verbose_name_plural = "blog"
        constraints = [
            *ConversationSettings.Meta.constraints,
            models.CheckConstraint(condition=Q(pk=1), name="there_is_one_blog"),
        ]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        """Save and increment the version, so that cached pages expire."""
        with transaction.atomic():
            super().save(**kwargs)
            Blog.objects.touch()

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    def date_of(self, moment):
        """Return the calendar date of an aware datetime in the blog's time zone."""
        return moment.astimezone(self.zone).date()

    @property
    def settings_for_a_new_post(self) -> dict:
        """Return the conversation settings that a new post begins with, by field name."""
        return {name: getattr(self, name) for name in self.settings_fields()}
