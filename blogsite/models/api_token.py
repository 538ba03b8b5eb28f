"""Tokens with which programs write and moderate through the API."""

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.staff import may_use_staff_pages

MARK = "soundoff_"  # so that people and secret scanners recognize one
SECRET_BYTES = 32
PREFIX_LENGTH = len(MARK) + 6
MAX_TOKEN_LENGTH = 100  # of a token in a request
# Time to look up what a program did with it.
ENDED_TOKEN_RETENTION = timedelta(days=90)


class Scope(models.TextChoices):
    """What a token may be used for. Values are those of the OpenAPI document."""

    WRITE = "write", _("Write comments, reports and recommendations of a program’s own people")
    READ_QUEUES = "read:queue", _("Read the queues, with all that moderators see")
    MODERATE = "moderate", _("Read the queues, decide, and ban")


# Further scopes that a scope includes.
INCLUDED = {Scope.MODERATE: {Scope.READ_QUEUES}}


def digest_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


class APITokenQuerySet(models.QuerySet):
    def usable(self):
        """Return the tokens that have not ended."""
        today = timezone.localdate()
        return self.filter(ended=None).filter(Q(until=None) | Q(until__gte=today))

    def ended_before(self, moment):
        return self.filter(Q(ended__lt=moment) | Q(until__lt=moment.date()))

    def of_secret(self, secret: str) -> "APIToken | None":
        """Return the token with a secret, if it may be used now; one query."""
        tokens = self.usable().select_related("user__moderator_scope")
        token = tokens.filter(digest=digest_of(secret)).first()
        return token if token and may_use_staff_pages(token.user) else None


class APIToken(models.Model):
    """A token of a staff account, as which a program with the token acts.

    Only a hash of the secret is stored. The keys of the program's people are derived from `people`,
    so that two programs never share a person.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        editable=False,
        related_name="api_tokens",
        verbose_name=_("belongs to"),
    )
    name = models.CharField(
        _("name"), max_length=60, help_text=_("Of the program that uses it, for you.")
    )
    scopes = models.JSONField(_("may be used to"), default=list)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    prefix = models.CharField(_("begins with"), max_length=PREFIX_LENGTH, editable=False)
    people = models.UUIDField(default=uuid4, editable=False)
    created = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    until = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("Empty: until somebody ends it.")
    )
    ended = models.DateTimeField(_("ended"), null=True, editable=False)
    last_used = models.DateField(_("last used"), null=True, editable=False)

    objects = APITokenQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("token of the API")
        verbose_name_plural = _("tokens of the API")

    def __str__(self):
        return self.name

    def renew(self) -> str:
        """Save it with a new secret, and return that; the earlier one no longer works."""
        secret = f"{MARK}{token_urlsafe(SECRET_BYTES)}"
        self.digest, self.prefix = digest_of(secret), secret[:PREFIX_LENGTH]
        self.save()
        return secret

    def clean(self):
        if self.until and self.until < timezone.localdate():
            sentence = gettext("This day is over. Leave it empty for a token without an end.")
            raise ValidationError({"until": sentence})

    def covers(self, scope: str) -> bool:
        return any(scope == own or scope in INCLUDED.get(own, ()) for own in self.scopes)

    def end(self):
        """End it; one that has ended already is unchanged."""
        own = APIToken.objects.filter(pk=self.pk, ended=None)
        own.update(ended=timezone.now())
        self.refresh_from_db(fields=["ended"])

    def note_use(self):
        """Store the day of use, once a day."""
        today = timezone.localdate()
        if self.last_used != today:
            APIToken.objects.filter(pk=self.pk).update(last_used=today)

    @property
    def is_usable(self) -> bool:
        """Return whether it is in force, without regard to its owner."""
        return self.ended is None and (self.until is None or self.until >= timezone.localdate())
