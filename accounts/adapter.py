"""How django-allauth does things here: names, mail through the outbox, the hint cookie."""

import time
from urllib.parse import urlencode
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.guests import guest_of, has_declined, set_hint_cookie
from accounts.mail import outbox
from accounts.mail.outbox import Draft
from accounts.models import User
from accounts.sessions import UNKNOWN_IP
from accounts.sign_in import account_of_email, owner_of_email
from accounts.sign_in_codes import new_seed

MILLISECONDS = 1_000  # in a second

# Notices about an account, by the template that django-allauth would take, and their kinds.
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


# What django-allauth would send to who asks for a code: to the owner of an account, and to others.
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
        """Save a new account with the name that is shown; a user name nobody needs is made up."""
        user.display_name = form.cleaned_data["display_name"]
        return super().save_user(request, user, form, commit)

    def populate_username(self, request, user):
        user.username = user.username or uuid4().hex

    # Signing in

    def reauthenticate(self, user, password) -> bool:
        return user.check_password(password)

    def set_password(self, user, password):
        """Store a new password, and nothing else of an account that was read a while ago."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def post_login(self, request, user, **details):
        """Let the browser's scripts know that somebody has signed in, by whatever way.

        When the browser has a guest, the page that asks who that is comes first.
        """
        response = super().post_login(request, user, **details)
        guest = guest_of(request)
        if guest and not has_declined(request, guest):
            query = urlencode({"next": response.url})
            response = redirect(f"{reverse('account_guest')}?{query}")
        set_hint_cookie(request, response)
        return response

    def get_login_redirect_url(self, request):
        """Return the desk's URL for staff."""
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
        """Return how somebody proves again who they are; with neither, a password comes first."""
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
        """Say nothing by a cookie, which would outlive the page: each page says it itself."""

    def get_email_verification_redirect_url(self, email_address):
        if self.request.user.is_authenticated:
            return reverse("account_email")
        return f"{reverse('sign_in')}?confirmed="

    def get_password_change_redirect_url(self, request):
        return f"{reverse('account_change_password')}?changed="

    def confirm_email(self, request, email_address) -> bool:
        """Confirm an e-mail, unless another account has it by now."""
        others = User.objects.exclude(pk=email_address.user_id)
        if others.filter(email=email_address.email).exists():
            return False
        return super().confirm_email(request, email_address)

    # Mail

    def send_confirmation_mail(self, request, emailconfirmation, signup):
        """Send the link; to somebody else's e-mail only that there is an account with it."""
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
        """Tell the owner of an account what changed; not that an unconfirmed e-mail was removed."""
        if template_prefix not in NOTICES:
            return
        about = {"user": user.pk}
        if template_prefix == "account/email/email_changed":
            about["old_email"] = email
        if template_prefix == "socialaccount/email/account_connected":
            about["provider"] = context["account"].provider
        _queue(NOTICES[template_prefix], email or user.email, about)

    def generate_login_code(self) -> str:
        """Return the seed of a code, which is stored in its place."""
        return new_seed()

    def send_mail(self, template_prefix, email, context):
        """Send a code; refuse mail that is no kind of ours, whose text may hold a secret.

        For an e-mail that nobody has confirmed, a message is stored that is never sent.
        """
        if template_prefix not in CODE_MAIL:
            raise NotImplementedError(template_prefix)
        about = {"user": pk_of(owner_of_email(email)), "seed": context.get("code") or new_seed()}
        outbox.queue([Draft("sign_in_code", email, about)])


def pk_of(user) -> int:
    """Return whom a message is about: NOBODY's is cancelled, and looks the same to who asked."""
    return user.pk if user else NOBODY


def _queue(kind, email, about):
    if email:
        moment = int(time.time() * MILLISECONDS)
        outbox.queue([Draft(kind, email, about | {"moment": moment})])
