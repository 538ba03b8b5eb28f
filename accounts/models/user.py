import secrets
import zoneinfo
from datetime import timedelta
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import privacy
from accounts.email_as_name import EMAIL_AS_NAME, has_email
from accounts.models.person import AccountClosed, Person

# Recovery codes alone do not count as a second factor: they replace a lost one.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# How long new staff have to set up their second factor.
SECOND_FACTOR_GRACE = timedelta(days=14)


class UserManager(DjangoUserManager):
    """Makes accounts whose e-mail address counts as confirmed: no stranger can run this code."""

    use_in_migrations = False

    def unconfirmed(self):
        """Return the accounts of people who signed up and have not confirmed their address."""
        addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
        never_used = self.filter(last_login=None, is_staff=False, person=None)
        return never_used.filter(
            Exists(addresses.filter(verified=False)), ~Exists(addresses.filter(verified=True))
        )

    def locked(self, user):
        """Return an account as it is stored now, locked; None when it is closed or blocked."""
        rows = self.select_for_update(no_key=True)
        return rows.filter(pk=user.pk, is_active=True, erased=None).first()

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

    # Never the user name, which is half of a sign-in.
    display_name = models.CharField(
        _("display name"), max_length=60, help_text=_("Shown beside what they write.")
    )
    # Null, not "", without one: it is unique, and imported authors often have none.
    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)

    # Staff without a second factor may not use the desk from this moment on.
    second_factor_due = models.DateTimeField(null=True, editable=False)
    # Part of the session hash: changing it ends all earlier sessions.
    session_seed = models.CharField(
        max_length=32, blank=True, default="", db_default="", editable=False
    )

    # Time zone of the account's pages; "": the blog's.
    time_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, default="", db_default="", editable=False
    )
    # Language of the account's pages and mail, such as "pt-br"; "": the blog's.
    language = models.CharField(
        _("language"), max_length=35, blank=True, default="", db_default="", editable=False
    )
    # When it was closed, and everything that names its owner deleted.
    erased = models.DateTimeField(null=True, editable=False)

    REQUIRED_FIELDS = ["email", "display_name"]

    objects = UserManager()

    class Meta(AbstractUser.Meta):
        indexes = [models.Index(Upper("display_name"), name="names_in_capitals")]
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
        if not self.is_owner and self.is_last_owner:
            raise ValidationError(
                gettext("This is the only owner. Make another account one first.")
            )

    @property
    def zone(self):
        """Return the account's own time zone, or None."""
        return zoneinfo.ZoneInfo(self.time_zone) if self.time_zone else None

    @property
    def is_owner(self) -> bool:
        """Return whether the account, as it is in memory, has all permissions here."""
        return self.is_superuser and self.is_staff and self.is_active

    @property
    def is_last_owner(self) -> bool:
        """Return whether the stored account is an owner, and the only one."""
        owners = User.objects.filter(is_superuser=True, is_staff=True, is_active=True)
        return list(owners.values_list("pk", flat=True)[:2]) == [self.pk]

    @property
    def closing_refusal(self) -> str:
        """Return why the account cannot be closed, as a sentence; "" when it can."""
        if self.is_superuser and self.is_last_owner:
            return gettext("You are the only owner of this site. Make somebody else one first.")
        if self.is_staff or self.is_superuser:
            return gettext(
                "You work here, and others rely on what you decide. Ask an owner to end your work"
                " here first; then you can close your account."
            )
        return ""

    @property
    def confirmed_email(self) -> str:
        """Return its e-mail address if its owner has confirmed it, else ""."""
        mine = EmailAddress.objects.filter(user=self, email=(self.email or "").lower())
        return self.email if self.email and mine.filter(verified=True).exists() else ""

    @property
    def has_second_factor(self) -> bool:
        return Authenticator.objects.filter(user=self, type__in=FACTORS).exists()

    @property
    def has_passkey(self) -> bool:
        passkeys = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)
        return passkeys.filter(user=self).exists()

    @property
    def second_factor_deadline(self):
        """Return when the desk closes to them; None for readers, and with a second factor."""
        if not (settings.STAFF_NEEDS_SECOND_FACTOR and self.is_staff and self.second_factor_due):
            return None
        return None if self.has_second_factor else self.second_factor_due

    @property
    def must_add_second_factor(self) -> bool:
        """Return whether the desk is closed to them until they have a second factor."""
        is_over = self.second_factor_due and self.second_factor_due <= timezone.now()
        return bool(is_over and self.second_factor_deadline)

    @property
    def needs_grace(self) -> bool:
        """Return whether they are staff without a deadline for their second factor yet."""
        is_awaited = self.is_staff and settings.STAFF_NEEDS_SECOND_FACTOR
        return is_awaited and not self.second_factor_due

    def begin_second_factor_grace(self):
        """Set the deadline for the second factor of staff, unless it is set.

        `save` does the same; this is for accounts that became staff in another way, or earlier.
        """
        if self.needs_grace:
            self.save(update_fields=[])

    def end_sessions(self):
        """End all sessions of the account; `accounts.sessions` can except one."""
        self.session_seed = secrets.token_hex(16)
        self.save(update_fields=["session_seed"])

    def _get_session_auth_hash(self, secret=None):
        """Return Django's session hash, extended by `session_seed` if it is set."""
        code = super()._get_session_auth_hash(secret)
        if not self.session_seed:
            return code
        salt = "accounts.session_seed"
        seeded = f"{code} {self.session_seed}"
        return salted_hmac(salt, seeded, secret=secret, algorithm="sha256").hexdigest()

    def confirm_email(self):
        """Confirm the account's e-mail address and drop its others; no other account keeps it."""
        email = (self.email or "").lower()
        with transaction.atomic():
            EmailAddress.objects.filter(user=self).exclude(email=email).delete()
            EmailAddress.objects.filter(email=email).exclude(user=self).delete()
            if email:
                values = {"verified": True, "primary": True}
                EmailAddress.objects.update_or_create(user=self, email=email, defaults=values)

    def lock_open(self):
        """Lock the row, so that closing the account waits. Raises AccountClosed."""
        if not User.objects.locked(self):
            raise AccountClosed

    def erase(self, *, keeps_comments=True):
        """Close the account for good: each app deletes its data, then the name is deleted.

        The row itself stays, without a name, because other rows refer to it. An interrupted run can
        be repeated. With `keeps_comments`, published comments stay, without the name.
        """
        # From here on nothing new is stored: a request that gets a lock later is refused.
        User.objects.filter(pk=self.pk).update(is_active=False)
        person = Person.objects.of(self)
        Person.objects.wait_for_writers(person)
        privacy.end_person(person, keeps_comments=keeps_comments)
        self.username, self.display_name = uuid4().hex, privacy.former_reader()
        self.first_name = self.last_name = self.time_zone = self.language = ""
        self.email = self.last_login = self.second_factor_due = None
        self.is_active = False
        self.set_unusable_password()
        self.erased = timezone.now()
        with transaction.atomic():
            self.groups.clear()
            self.user_permissions.clear()
            self.save()

    def save(self, **kwargs):
        """Save; pages that show the account expire.

        They do not for a new account, which no page shows, nor with `update_fields`.
        """
        self.email = self.email or None
        is_new = self._state.adding
        names = kwargs.get("update_fields")
        if self.needs_grace:
            self.second_factor_due = timezone.now() + SECOND_FACTOR_GRACE
            if names is not None:
                kwargs["update_fields"] = {*names, "second_factor_due"}
        with transaction.atomic():
            super().save(**kwargs)
            if names is None and not is_new:
                privacy.expire_pages_that_show(self)
