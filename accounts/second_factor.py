"""The second factor: what django-allauth asks for after the password, and how it is stored."""

import secrets
from base64 import b32encode, urlsafe_b64encode
from hashlib import sha256

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext_lazy as _

SECRET_BYTES = 20


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right."),
        "unverified_email": _("Confirm your new e-mail first."),
    }

    def get_public_key_credential_user_entity(self, user) -> dict:
        """Return the name that a device shows for an account: not the generated user name."""
        return super().get_public_key_credential_user_entity(user) | {"display_name": str(user)}

    def build_totp_svg(self, url) -> str:
        """Return nothing: a view of blogsite/account/ makes the picture, without a data: URL."""
        return ""

    def encrypt(self, text) -> str:
        """Encrypt a secret, so that readers of the database or a backup cannot make codes of it."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text) -> str:
        """Decrypt a secret; after a change of SECRET_KEY, return a random one."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _cipher():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [sha256(f"accounts.second_factor {key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])


def reset_second_factor(user):
    """Remove all factors and recovery codes of an account, and tell its owner.

    All its sessions end: one may be on a lost phone.
    """
    Authenticator.objects.filter(user=user).delete()
    user.end_sessions()
    get_account_adapter().send_notification_mail("mfa/email/reset", user)
