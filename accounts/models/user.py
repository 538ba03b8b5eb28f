from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import privacy
from accounts.email_as_name import EMAIL_AS_NAME, has_email

# Recovery codes alone are no factor: they stand in for one that is lost.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# In which staff set up their second factor, from their first sign-in on.
SECOND_FACTOR_GRACE = timedelta(days=14)


class UserManager(DjangoUserManager):
    """Makes accounts whose e-mail counts as confirmed: no stranger can run this code."""

    use_in_migrations = False

    def unconfirmed(self):
        """Return the accounts of people who signed up, and have not confirmed their e-mail."""
        addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
        never_used = self.filter(last_login=None, is_staff=False, person=None)
        return never_used.filter(
            Exists(addresses.filter(verified=False)), ~Exists(addresses.filter(verified=True))
        )

    def create_user(self, *args, **fields):
        with transaction.atomic():
            user = super().create_user(*args, **fields)
            user.confirm_email()
        return user

    def create_superuser(self, *args, **fields):
        with transaction.atomic():
            user = super().create_superuser(*args, **fields)
            user.confirm_email()
        return user


class User(AbstractUser):
    """An account. Readers need none; commenters may have one; moderators and editors must."""

    # Never the username, which opens half of a sign-in.
    display_name = models.CharField(
        _("display name"), max_length=60, help_text=_("Shown beside what they write.")
    )
    # Null, not "", where there is none: imported authors often have none, and it is unique.
    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)

    # Of staff: from when on the desk is closed to them without one.
    second_factor_due = models.DateTimeField(null=True, editable=False)

    REQUIRED_FIELDS = ["email", "display_name"]

    objects = UserManager()

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

    @property
    def confirmed_email(self) -> str:
        """Return its e-mail if its owner has confirmed it, else ""."""
        mine = EmailAddress.objects.filter(user=self, email=(self.email or "").lower())
        return self.email if self.email and mine.filter(verified=True).exists() else ""

    @property
    def second_factor_deadline(self):
        """Return from when on the desk is closed to them; None for readers, and with a factor."""
        if not (settings.STAFF_NEEDS_SECOND_FACTOR and self.is_staff and self.second_factor_due):
            return None
        factors = Authenticator.objects.filter(user=self, type__in=FACTORS)
        return None if factors.exists() else self.second_factor_due

    @property
    def must_add_second_factor(self) -> bool:
        """Return whether the desk is closed to them until they have a second factor."""
        is_over = self.second_factor_due and self.second_factor_due <= timezone.now()
        return bool(is_over and self.second_factor_deadline)

    def begin_grace(self):
        """Note that staff sign in for the first time, from when on a second factor is awaited."""
        if self.is_staff and settings.STAFF_NEEDS_SECOND_FACTOR and not self.second_factor_due:
            self.second_factor_due = timezone.now() + SECOND_FACTOR_GRACE
            self.save(update_fields=["second_factor_due"])

    def confirm_email(self):
        """Make the account's e-mail its only one, and confirmed; no other account keeps it."""
        email = (self.email or "").lower()
        with transaction.atomic():
            EmailAddress.objects.filter(user=self).exclude(email=email).delete()
            EmailAddress.objects.filter(email=email).exclude(user=self).delete()
            if email:
                values = {"verified": True, "primary": True}
                EmailAddress.objects.update_or_create(user=self, email=email, defaults=values)

    def save(self, **kwargs):
        """Save; unless only some fields are named, pages that show the account expire."""
        self.email = self.email or None
        with transaction.atomic():
            super().save(**kwargs)
            if kwargs.get("update_fields") is None:
                privacy.expire_pages_that_show(self)
