"""django-allauth's forms, with our labels; a new password is typed once."""

import struct

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
    SignupWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.email_domain import validate_domain
from accounts.sign_in import account_of_email, owner_of_email
from accounts.sign_in_codes import is_code_of

E_MAIL = _("E-mail")
NO_EMAIL = _("This is not an e-mail address.")
NO_PASSKEY = _("This passkey does not fit.")
WRONG_CODE = _("This code is not right.")


def email_field(label=E_MAIL):
    return forms.EmailField(
        label=label,
        max_length=254,
        validators=[validate_domain],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages=dict.fromkeys(
            ("invalid", "max_length", "null_characters_not_allowed"), NO_EMAIL
        ),
    )


def old_password_field():
    return forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def rewrite_new_password(field):
    """Set our label and a one-sentence help text on the field for a new password."""
    field.label = _("New password")
    field.help_text = _("At least 8 characters, not only digits, and none that many people use.")
    field.widget.attrs.pop("placeholder", None)


def rewrite_code(field):
    """Set our label and keyboard on the field for a code, from an app or from paper."""
    field.label, field.max_length = _("Code"), 40
    field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}


class SignInForm(allauth_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("E-mail"),
            max_length=254,
            help_text=_("Or your user name, if your account has one."),
            widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        )
        self.fields["password"] = old_password_field()
        self.order_fields(["login", "password"])

    def user_credentials(self) -> dict:
        """Return the credentials for SignInBackend, which tells addresses from user names."""
        password = self.cleaned_data["password"]
        return {"username": self.cleaned_data["login"], "password": password}


class RequestCodeForm(allauth_forms.RequestLoginCodeForm):
    email = email_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_email(self):
        """Find the account, if its owner has confirmed the e-mail address.

        Otherwise a stranger may have signed up with the address, and knows the password.
        """
        email = self.cleaned_data["email"].lower()
        owner = owner_of_email(email)
        self._user = owner if owner and owner.is_active else None
        return email


class SignInCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages=dict.fromkeys(("max_length", "null_characters_not_allowed"), WRONG_CODE),
    )

    def __init__(self, *args, code, **kwargs):
        """Take the seed, which django-allauth stores for us as `code`."""
        super().__init__(*args, label_suffix="", **kwargs)
        self.seed = code

    def clean_code(self):
        code = self.cleaned_data["code"]
        if not is_code_of(self.seed, code):
            raise forms.ValidationError(WRONG_CODE)
        return code


class SecondFactorForm(AuthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        rewrite_code(self.fields["code"])


class AddAppForm(ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        rewrite_code(self.fields["code"])
        self.fields["code"].label = _("The code that the app shows")


# Errors of the library for a passkey's answer that is malformed.
FORGED = (LookupError, AttributeError, TypeError, ValueError, struct.error, InvalidSignature)


class CredentialField(forms.JSONField):
    """The answer of a passkey; refuses JSON with too deep nesting or too long numbers."""

    widget = forms.HiddenInput

    def to_python(self, value):
        try:
            return super().to_python(value)
        except (ValueError, RecursionError):
            raise forms.ValidationError(NO_PASSKEY) from None


class UsePasskeyForm(AuthenticateWebAuthnForm):
    """Asks for a passkey as the second step."""

    credential = CredentialField()

    def clean_credential(self):
        try:
            return super().clean_credential()
        except FORGED:
            raise forms.ValidationError(NO_PASSKEY) from None


class PasskeySignInForm(UsePasskeyForm, LoginWebAuthnForm):
    """Asks for a passkey alone."""


class ShowPasskeyForm(UsePasskeyForm, ReauthenticateWebAuthnForm):
    """Asks for a passkey where the password would be asked again."""


class NewPasskeyForm(forms.Form):
    """The common part of forms that create a passkey."""

    credential = CredentialField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["name"].label = _("Name of this device")
        self.fields["name"].max_length = 60
        self.initial["name"] = ""

    def clean_name(self):
        return self.cleaned_data["name"][:60] or gettext("Passkey")

    def clean(self):
        try:
            return super().clean()
        except FORGED:
            raise forms.ValidationError(NO_PASSKEY) from None


class AddPasskeyForm(NewPasskeyForm, AddWebAuthnForm):
    """Adds a passkey to an account that has other ways to sign in."""


class SignUpPasskeyForm(NewPasskeyForm, SignupWebAuthnForm):
    """Creates the first passkey of a new account, which has no password."""


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    email = email_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def save(self, request, **kwargs):
        """Queue the mail with the link; without an account, the message is cancelled later."""
        email = self.cleaned_data["email"]
        get_adapter().send_password_reset_mail(account_of_email(email), email)
        return email


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):
    password2 = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        rewrite_new_password(self.fields["password1"])


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    oldpassword = old_password_field()
    password2 = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        rewrite_new_password(self.fields["password1"])


class ChangeEmailForm(allauth_forms.AddEmailForm):
    email = email_field(_("New e-mail"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    password = old_password_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
