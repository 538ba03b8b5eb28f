"""The mail about an account; its texts are templates/accounts/mail/*.txt.

Links and tokens are made when a mail is sent, and are in no row. `accounts/adapter.py` queues them.
"""

from functools import cached_property

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.mail.kinds import Mail, register
from accounts.models import Closing, Invitation, User
from accounts.sign_in_codes import code_of
from blogsite.provider_settings import configured_providers
from posts.models import Blog

MAX_MAILS_A_DAY = 5  # of each kind that anybody can request, to one address


class AccountMail(Mail):
    """Mail about an account, also to owners who want no other mail.

    An owner who never confirmed the address may stop it; then the usual limits of mail apply.
    """

    once_per = "moment"
    is_about_account = True

    @property
    def is_to_owner(self):
        """Whether the account's address is confirmed: else it may be a stranger's, mistyped."""
        return bool(self.user and self.user.confirmed_email)

    @cached_property
    def user(self):
        return User.objects.filter(pk=self.message.about["user"], is_active=True).first()

    @property
    def reader(self):
        return self.user

    @property
    def recipient(self):
        return (self.user and self.user.email) or ""

    @property
    def headers(self):
        """Return the headers; from a confirmed address one cannot unsubscribe from these mails."""
        headers = super().headers
        if not self.is_to_owner:
            return headers
        return {name: headers[name] for name in ("Auto-Submitted", "Message-ID")}

    @property
    def context(self):
        """Return the context of the text, without a name that a stranger may have typed."""
        name = str(self.user) if self.user.confirmed_email else self.recipient
        may_stop = not self.is_to_owner
        return {"blog": Blog.objects.current(), "name": name, "may_stop": may_stop}


@register
class ConfirmEmail(AccountMail):
    """To an address that somebody entered for an account: the link that confirms it."""

    code = "confirm_email"
    title = _("Confirm your e-mail")
    template = "accounts/mail/confirm_email.txt"
    daily_limit = MAX_MAILS_A_DAY
    is_to_owner = False
    has_daily_turn = True

    @cached_property
    def email_address(self):
        addresses = EmailAddress.objects.filter(pk=self.message.about["email_address"])
        return addresses.filter(verified=False).select_related("user").first()

    @property
    def user(self):
        return self.email_address.user

    @property
    def recipient(self):
        return self.email_address.email if self.email_address else ""

    @property
    def context(self):
        key = EmailConfirmationHMAC.create(self.email_address).key
        path = reverse("account_confirm_email", args=[key])
        is_change = self.email_address.email != self.user.email
        return super().context | {"link": settings.SITE_ADDRESS + path, "is_change": is_change}


@register
class AccountExists(AccountMail):
    """To the owner of an account, when somebody signs up with its address."""

    code = "account_exists"
    title = _("You have an account already")
    template = "accounts/mail/account_exists.txt"
    daily_limit = MAX_MAILS_A_DAY

    @property
    def context(self):
        links = {
            "sign_in_link": settings.SITE_ADDRESS + reverse("sign_in"),
            "reset_link": settings.SITE_ADDRESS + reverse("account_reset_password"),
        }
        return super().context | links


@register
class PasswordReset(AccountMail):
    """The link to choose a new password."""

    code = "password_reset"
    title = _("New password")
    template = "accounts/mail/password_reset.txt"
    daily_limit = MAX_MAILS_A_DAY

    @cached_property
    def token(self):
        return default_token_generator.make_token(self.user)

    @property
    def context(self):
        key = {"uidb36": user_pk_to_url_str(self.user), "key": self.token}
        path = reverse("account_reset_password_from_key", kwargs=key)
        return super().context | {"link": settings.SITE_ADDRESS + path}


@register
class ClosingQuestion(AccountMail):
    """The link with which somebody confirms that they want to close their account."""

    code = "closing_question"
    title = _("Close your account")
    template = "accounts/mail/closing.txt"
    once_per = "closing"
    daily_limit = MAX_MAILS_A_DAY

    @cached_property
    def closing(self):
        closings = Closing.objects.filter(user=self.message.about["user"], confirmed=None)
        return closings.filter(pk=self.message.about["closing"]).first()

    @property
    def is_moot(self):
        return self.closing is None

    @property
    def context(self):
        path = reverse("account_confirm_closing", args=[self.closing.token])
        return super().context | {"link": settings.SITE_ADDRESS + path}


@register
class InvitationToWork(AccountMail):
    """The link with which an invited person gets a role here."""

    code = "invitation"
    title = _("Invitation to work here")
    template = "accounts/mail/invitation.txt"
    once_per = "invitation"
    daily_limit = MAX_MAILS_A_DAY
    is_to_owner = False
    is_from_owners = True

    reader = None

    @cached_property
    def invitation(self):
        invitations = Invitation.objects.open().select_related("by", "role")
        return invitations.filter(pk=self.message.about["invitation"]).first()

    @property
    def recipient(self):
        return self.invitation.email if self.invitation else ""

    @property
    def context(self):
        invitation = self.invitation
        return {
            "blog": Blog.objects.current(),
            "by": invitation.by,
            "role": gettext(invitation.role.name),
            "may_stop": True,
            "link": settings.SITE_ADDRESS
            + reverse("account_open_invitation", args=[invitation.token]),
        }


@register
class SignInCode(AccountMail):
    """A code to sign in without a password."""

    code = "sign_in_code"
    title = _("Code for signing in")
    template = "accounts/mail/sign_in_code.txt"
    once_per = "seed"
    daily_limit = MAX_MAILS_A_DAY

    @property
    def is_moot(self):
        age = timezone.now() - self.message.created
        return age.total_seconds() >= settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT

    @property
    def recipient(self):
        """Return the address, if it is still the account's confirmed one."""
        return self.user.confirmed_email if self.user else ""

    @property
    def context(self):
        minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
        return super().context | {"code": code_of(self.message.about["seed"]), "minutes": minutes}


@register
class PasswordChanged(AccountMail):
    """To the owner of an account whose password was changed."""

    code = "password_changed"
    title = _("Password changed")
    template = "accounts/mail/password_changed.txt"

    @property
    def context(self):
        link = settings.SITE_ADDRESS + reverse("account_reset_password")
        return super().context | {"reset_link": link}


@register
class EmailChanged(AccountMail):
    """To the earlier address of an account."""

    code = "email_changed"
    title = _("E-mail changed")
    template = "accounts/mail/email_changed.txt"

    @property
    def recipient(self):
        return self.message.about["old_email"] if self.user else ""


@register
class ProviderConnected(AccountMail):
    """To the owner of an account that was first opened through a provider."""

    code = "provider_connected"
    title = _("A provider opens your account")
    template = "accounts/mail/provider_connected.txt"

    @property
    def context(self):
        provider = configured_providers().get(self.message.about.get("provider"), {})
        return super().context | {"provider": provider.get("name") or gettext("another account")}


class SecondFactorMail(AccountMail):
    """To the owner of an account whose second factor was changed."""

    template = "accounts/mail/second_factor.txt"

    @property
    def context(self):
        link = settings.SITE_ADDRESS + reverse("account_reset_password")
        return super().context | {"reset_link": link, "change": self.code}


@register
class SecondFactorAdded(SecondFactorMail):
    code = "second_factor_added"
    title = _("Second step added")


@register
class SecondFactorRemoved(SecondFactorMail):
    code = "second_factor_removed"
    title = _("Second step removed")


@register
class RecoveryCodesMade(SecondFactorMail):
    code = "recovery_codes_made"
    title = _("New recovery codes")
