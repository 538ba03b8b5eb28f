import uuid

from django.conf import settings
from django.db import models


class PersonManager(models.Manager):
    def of(self, user):
        """Return the person of an account, made when there is none."""
        return self.get_or_create(user=user)[0]

    def guest(self, key):
        """Return the guest whose cookie holds `key` (a UUID), made when there is none."""
        return self.get_or_create(key=key)[0]


class Person(models.Model):
    """Somebody who writes, reports or recommends: an account, or a guest with a signed cookie.

    A typed name or e-mail proves nothing, so trust, bans and one's own comments depend on this row.
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

    def lock_for_writing(self):
        """Lock the person's row, so that other requests that write as this person wait.

        Call it inside a transaction, after locking the post.
        """
        Person.objects.select_for_update(no_key=True).get(pk=self.pk)

    def __str__(self):
        return str(self.user) if self.user_id else f"guest {self.pk}"
