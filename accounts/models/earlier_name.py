"""The earlier names of an account, which moderators see."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models.functions import Upper
from django.utils import timezone

from accounts.models.user import User

CHANGE_WINDOW = timedelta(days=30)
MAX_CHANGES = 2  # within the window


class ChangedTooOften(Exception):
    """The name was changed often enough; it may be changed again at the moment `again`."""

    def __init__(self, again):
        super().__init__(again)
        self.again = again


class EarlierNameManager(models.Manager):
    def rename(self, user, name: str):
        """Give an account another name, and remember the old one. Raises ChangedTooOften.

        An account that was closed meanwhile gets no name.
        """
        with transaction.atomic():
            account = User.objects.locked(user)
            if account is None or account.display_name == name:
                return
            if again := self.next_change(account):
                raise ChangedTooOften(again)
            self.create(user=account, name=account.display_name)
            account.display_name = user.display_name = name
            account.save()

    def next_change(self, user):
        """Return the moment from which on the name may be changed again; None: now."""
        since = timezone.now() - CHANGE_WINDOW
        recent = self.filter(user=user, until__gt=since).order_by("-until")
        moments = list(recent.values_list("until", flat=True)[:MAX_CHANGES])
        return moments[-1] + CHANGE_WINDOW if len(moments) == MAX_CHANGES else None


class EarlierName(models.Model):
    """A name that an account had, and until when."""

    user = models.ForeignKey(User, models.CASCADE, related_name="earlier_names")
    name = models.CharField(max_length=60)
    until = models.DateTimeField(default=timezone.now)

    objects = EarlierNameManager()

    class Meta:
        ordering = ["-until", "-pk"]
        indexes = [models.Index(Upper("name"), name="earlier_names_in_capitals")]

    def __str__(self):
        return self.name
