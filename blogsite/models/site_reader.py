"""Readers whom other sites sign in here, and the tokens that did it."""

from datetime import datetime
from secrets import token_hex

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.models import User

MAX_ID_LENGTH = 255


class SiteReaderManager(models.Manager):
    def end_sessions(self, issuer: str):
        """End all sessions of the readers whom a site has signed in."""
        users = self.filter(issuer=issuer, user__is_staff=False).values("user")
        User.objects.filter(pk__in=users).update(session_seed=token_hex(16))


class SiteReader(models.Model):
    """The account of another site's reader: one for each issuer and subject."""

    issuer = models.CharField(max_length=255)  # the origin of the site
    subject = models.CharField(max_length=MAX_ID_LENGTH)  # the reader's id there
    user = models.OneToOneField(User, models.CASCADE, related_name="site_reader", editable=False)
    # The site's last name for the reader: if that changes, the name here does, too.
    name = models.CharField(max_length=60, blank=True)
    created = models.DateTimeField(default=timezone.now, editable=False)

    objects = SiteReaderManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_account_a_reader")
        ]

    def __str__(self):
        return f"{self.issuer} {self.subject}"


class UsedTokenManager(models.Manager):
    def use(self, digest: str, expires: datetime) -> bool:
        """Store that a token was used; return False if it was used before."""
        try:
            with transaction.atomic():
                self.create(digest=digest, expires=expires)
        except IntegrityError:
            return False
        return True


class UsedToken(models.Model):
    """A token that has signed somebody in, stored until it expires, so that it works once."""

    digest = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField(db_index=True)

    objects = UsedTokenManager()

    def __str__(self):
        return self.digest
