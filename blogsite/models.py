from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """An account. Readers need none; commenters may have one; moderators and editors must."""

    display_name = models.CharField(
        max_length=60, blank=True, help_text="Shown beside what they write."
    )
    # Null, not "", where there is none: an imported author has no address, and many may not.
    email = models.EmailField("e-mail address", unique=True, null=True, blank=True)

    class Meta(AbstractUser.Meta):
        pass

    def __str__(self):
        return self.display_name or self.username

    def clean(self):
        super().clean()
        self.email = self.email or None

    def save(self, **kwargs):
        self.email = self.email or None
        super().save(**kwargs)
