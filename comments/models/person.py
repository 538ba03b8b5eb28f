import uuid

from django.conf import settings
from django.db import models


class PersonManager(models.Manager):
    def of(self, user):
        """Give the person that an account is."""
        return self.get_or_create(user=user)[0]

    def guest(self, key):
        """Give the guest whose cookie holds `key` (a UUID), made when first seen."""
        return self.get_or_create(key=key)[0]


class Person(models.Model):
    """Whoever writes, reports or recommends: an account, or a guest known by a signed cookie.

    Names and e-mails typed by hand prove nothing; trust, bans and "mine" hang on this row.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="person"
    )
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    origin = models.CharField(max_length=250, null=True, unique=True, editable=False)

    objects = PersonManager()

    class Meta:
        verbose_name_plural = "people"

    def take_turns(self):
        """Let others who write as this person wait; inside a transaction, after the post's lock."""
        Person.objects.select_for_update(no_key=True).get(pk=self.pk)

    def __str__(self):
        return str(self.user) if self.user_id else f"guest {self.pk}"
