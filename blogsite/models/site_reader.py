"""Readers whom other sites sign in here, and the tokens that have done so."""

from datetime import datetime
from secrets import token_hex

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.models import User

MAX_ID_LENGTH = 255


class SiteReaderManager(models.Manager):
    def end_sessions(self, issuer: str):
        """End all sessions of those whom a site has signed in."""
        users = self.filter(issuer=issuer, user__is_staff=False).values("user")
        User.objects.filter(pk__in=users).update(session_seed=token_hex(16))


class SiteReader(models.Model):
    """Whose account here is a reader of another site: its own for each issuer and subject."""

    issuer = models.CharField(max_length=255)  # the origin of the site
    subject = models.CharField(max_length=MAX_ID_LENGTH)  # the reader's id there
    user = models.OneToOneField(User, models.CASCADE, related_name="site_reader", editable=False)
    # As the site has said it last: when it says another, the name here follows.
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
        """Note that a token was used; return False when it was before."""
        try:
            with transaction.atomic():
                self.create(digest=digest, expires=expires)
        except IntegrityError:
            return False
        return True


class UsedToken(models.Model):
    """A token that has signed somebody in, until it expires: it does so once."""

    digest = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField(db_index=True)

    objects = UsedTokenManager()

    def __str__(self):
        return self.digest
