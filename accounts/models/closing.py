"""How an account is closed: requested, confirmed by a link in a mail, and done a day later."""

from datetime import timedelta

from django.core import signing
from django.db import models, transaction
from django.utils import timezone

from accounts.models.user import User

CONFIRMATION_TIME = timedelta(days=1)  # in which the link in the mail works
CLOSING_WAIT = timedelta(days=1)  # after the confirmation; until then it can be cancelled

signer = signing.TimestampSigner(salt="accounts.closing")


class ClosingQuerySet(models.QuerySet):
    def due_at(self, moment):
        """Return the closings that were confirmed at least CLOSING_WAIT before a moment."""
        return self.filter(confirmed__lte=moment - CLOSING_WAIT)

    def by_token(self, token: str) -> "Closing":
        """Return the closing of a token. Raises signing.BadSignature, Closing.DoesNotExist."""
        return self.get(pk=int(signer.unsign(token, max_age=CONFIRMATION_TIME)))


class Closing(models.Model):
    """Somebody's wish to close their account. Cancelling deletes the row.

    `keeps_comments` says whether their published comments stay, without their name.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="closing")
    keeps_comments = models.BooleanField(default=True)
    created = models.DateTimeField(default=timezone.now)
    confirmed = models.DateTimeField(null=True)

    objects = ClosingQuerySet.as_manager()

    def __str__(self):
        return f"{self.user_id}, {self.created:%Y-%m-%d %H:%M}"

    @property
    def due(self):
        """Return the moment at which the account is closed; None until it is confirmed."""
        return self.confirmed + CLOSING_WAIT if self.confirmed else None

    @property
    def token(self) -> str:
        return signer.sign(self.pk)

    def confirm(self):
        """Start the waiting time before the account is closed; a second call changes nothing."""
        Closing.objects.filter(pk=self.pk, confirmed=None).update(confirmed=timezone.now())
        self.refresh_from_db()

    def carry_out(self):
        """Close the account, unless it has become staff meanwhile; delete this row.

        It takes many transactions; an interrupted run can be repeated.
        """
        if not self.user.closing_refusal:
            self.user.erase(keeps_comments=self.keeps_comments)
        with transaction.atomic():
            self.delete()
