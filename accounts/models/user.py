from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import privacy
from accounts.email_as_name import EMAIL_AS_NAME, has_email


class User(AbstractUser):
    """An account. Readers need none; commenters may have one; moderators and editors must."""

    # Never the username, which opens half of a sign-in.
    display_name = models.CharField(max_length=60, help_text=_("Shown beside what they write."))
    # Null, not "", where there is none: imported authors often have none, and it is unique.
    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)

    REQUIRED_FIELDS = ["email", "display_name"]

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(display_name=""), name="an_account_has_a_name")
        ]

    def __str__(self):
        return self.display_name

    def clean(self):
        super().clean()
        self.email = self.email or None
        if has_email(self.display_name):
            raise ValidationError({"display_name": EMAIL_AS_NAME})

    def save(self, **kwargs):
        """Save; unless only some fields are named, pages that show the account expire."""
        self.email = self.email or None
        with transaction.atomic():
            super().save(**kwargs)
            if kwargs.get("update_fields") is None:
                privacy.expire_pages_that_show(self)
