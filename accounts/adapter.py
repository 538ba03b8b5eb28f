"""What we change in django-allauth: names, mail through the outbox, the hint cookie."""

import time
from urllib.parse import urlencode
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.guests import guest_to_ask, set_hint_cookie
from accounts.mail import outbox
from accounts.mail.outbox import Draft
from accounts.models import User
from accounts.sessions import UNKNOWN_IP
from accounts.sign_in import account_of_email, owner_of_email
from accounts.sign_in_codes import new_seed

MILLISECONDS = 1_000  # in a second

# Mails about an account: django-allauth's template, and the kind that we send instead.
NOTICES = {
    "mfa/email/totp_activated": "second_factor_added",
    "mfa/email/totp_deactivated": "second_factor_removed",
    "mfa/email/recovery_codes_generated": "recovery_codes_made",
    "mfa/email/webauthn_added": "second_factor_added",
    "mfa/email/webauthn_removed": "second_factor_removed",
    "mfa/email/reset": "second_factor_removed",
    "account/email/email_changed": "email_changed",
    "account/email/password_changed": "password_changed",
    "account/email/password_set": "password_changed",
    "account/email/password_reset": "password_changed",
    "socialaccount/email/account_connected": "provider_connected",
}


# django-allauth's mails to a person who asks for a code: with an account, and without.
CODE_MAIL = ("account/email/login_code", "account/email/unknown_account")
NOBODY = 0  # no account has this id


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "This e-mail or user name, or the password, is not right. Passwords tell capitals from"
            " small letters."
        ),
        "duplicate_email": _("This is the e-mail that you have already."),
        "enter_current_password": _("This is not your password."),
        "incorrect_password": _("This is not your password."),
    }

    # Names

    def save_user(self, request, user, form, commit=True):
        """Save a new account with its display name and a generated user name."""
        user.display_name = form.cleaned_data["display_name"]
        return super().save_user(request, user, form, commit)

    def populate_username(self, request, user):
        user.username = user.username or uuid4().hex

    # Signing in

    def reauthenticate(self, user, password) -> bool:
        return user.check_password(password)

    def set_password(self, user, password):
        """Store a new password and no other field: the account may have been read a while ago."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def post_login(self, request, user, **details):
        """Set the hint cookie after signing in, whatever the method.

        If the browser has a guest, ask first whether that guest is the same person.
        """
        response = super().post_login(request, user, **details)
        if guest_to_ask(request):
            query = urlencode({"next": response.url})
            response = redirect(f"{reverse('account_guest')}?{query}")
        set_hint_cookie(request, response)
        return response

    def get_login_redirect_url(self, request):
        """Return the path of the desk for staff."""
        at_desk = request.user.is_staff
        return reverse("admin:index") if at_desk else super().get_login_redirect_url(request)

    def get_login_stages(self) -> list[str]:
        stage = "allauth.account.stages.EmailVerificationStage"
        ours = "accounts.sign_in_stages.EmailStage"
        stages = [ours if path == stage else path for path in super().get_login_stages()]
        return [*stages, "allauth.mfa.webauthn.stages.PasskeySignupStage"]

    def get_client_ip(self, request) -> str:
        return request.client_ip or UNKNOWN_IP

    def get_reauthentication_methods(self, user) -> list[dict]:
        """Return the ways to prove again who one is, or "password" if there is none."""
        if not user.is_authenticated:
            return []
        if user.has_usable_password():
            method, name = "reauthenticate", "account_reauthenticate"
        elif user.has_passkey:
            method, name = "mfa_reauthenticate:webauthn", "mfa_reauthenticate_webauthn"
        else:
            method, name = "set_password", "account_set_password"
        return [{"id": method, "url": reverse(name), "description": ""}]

    # Pages

    def is_ajax(self, request) -> bool:
        return False

    def add_message(self, *args, **kwargs):
        """Show no message through a cookie, which would outlive the page."""

    def get_email_verification_redirect_url(self, email_address):
        if self.request.user.is_authenticated:
            return reverse("account_email")
        return f"{reverse('sign_in')}?confirmed="

    def get_password_change_redirect_url(self, request):
        return f"{reverse('account_change_password')}?changed="

    def confirm_email(self, request, email_address) -> bool:
        """Confirm an e-mail address, unless another account has confirmed it meanwhile."""
        others = User.objects.exclude(pk=email_address.user_id)
        if others.filter(email=email_address.email).exists():
            return False
        return super().confirm_email(request, email_address)

    # Mail

    def send_confirmation_mail(self, request, emailconfirmation, signup):
        """Send the link; if another account has the e-mail address, say only that there is one."""
        address = emailconfirmation.email_address
        owner = account_of_email(address.email)
        if owner and owner.pk != address.user_id:
            self.send_account_already_exists_mail(address.email)
        else:
            _queue("confirm_email", address.email, {"email_address": address.pk})

    def send_account_already_exists_mail(self, email):
        if account := account_of_email(email):
            _queue("account_exists", email, {"user": account.pk})

    def send_password_reset_mail(self, user, email, context=None):
        _queue("password_reset", email, {"user": pk_of(user)})

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Tell the owner of an account what changed, except that an unconfirmed address went."""
        if template_prefix not in NOTICES:
            return
        about = {"user": user.pk}
        if template_prefix == "account/email/email_changed":
            about["old_email"] = email
        if template_prefix == "socialaccount/email/account_connected":
            about["provider"] = context["account"].provider
        _queue(NOTICES[template_prefix], email or user.email, about)

    def generate_login_code(self) -> str:
        """Return the seed of a code: only the seed is stored."""
        return new_seed()

    def send_mail(self, template_prefix, email, context):
        """Send a code; refuse mail of a kind that is not ours: its text may hold a secret.

        For an e-mail address that nobody has confirmed, a message is stored that is never sent.
        """
        if template_prefix not in CODE_MAIL:
            raise NotImplementedError(template_prefix)
        about = {"user": pk_of(owner_of_email(email)), "seed": context.get("code") or new_seed()}
        outbox.queue([Draft("sign_in_code", email, about)])


def pk_of(user) -> int:
    """Return the id of the account a message is about.

    A message about NOBODY is cancelled; the person who asked sees no difference.
    """
    return user.pk if user else NOBODY


def _queue(kind, email, about):
    if email:
        moment = int(time.time() * MILLISECONDS)
        outbox.queue([Draft(kind, email, about | {"moment": moment})])
