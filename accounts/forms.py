"""The forms of accounts: django-allauth's, with our words, in which a password is typed once."""

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
    """Give the field for a new password our label, and help in one sentence."""
    field.label = _("New password")
    field.help_text = _("At least 8 characters, not only digits, and none that many people use.")
    field.widget.attrs.pop("placeholder", None)


def rewrite_code(field):
    """Give the field for a code of an app or from paper our label and keyboard."""
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
        """Return what SignInBackend looks at, which knows an e-mail from a user name."""
        password = self.cleaned_data["password"]
        return {"username": self.cleaned_data["login"], "password": password}


class RequestCodeForm(allauth_forms.RequestLoginCodeForm):
    email = email_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_email(self):
        """Find the account, if its owner has confirmed the e-mail.

        Else somebody else may have signed up with it, and knows the password.
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
        """Take the seed of the code as `code`: that is what django-allauth keeps for us."""
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


# What the library raises for the answer of a passkey that is not of the form it expects.
FORGED = (LookupError, AttributeError, TypeError, ValueError, struct.error, InvalidSignature)


class CredentialField(forms.JSONField):
    """The answer of a passkey; JSON with too deep levels or too long numbers is refused, too."""

    widget = forms.HiddenInput

    def to_python(self, value):
        try:
            return super().to_python(value)
        except (ValueError, RecursionError):
            raise forms.ValidationError(NO_PASSKEY) from None


class UsePasskeyForm(AuthenticateWebAuthnForm):
    """A passkey as the second step."""

    credential = CredentialField()

    def clean_credential(self):
        try:
            return super().clean_credential()
        except FORGED:
            raise forms.ValidationError(NO_PASSKEY) from None


class PasskeySignInForm(UsePasskeyForm, LoginWebAuthnForm):
    """A passkey alone."""


class ShowPasskeyForm(UsePasskeyForm, ReauthenticateWebAuthnForm):
    """A passkey in place of the password that is asked for again."""


class NewPasskeyForm(forms.Form):
    """What all forms have in common by which a passkey is made."""

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
    """A passkey of an account that has other ways to sign in."""


class SignUpPasskeyForm(NewPasskeyForm, SignupWebAuthnForm):
    """The first passkey of a new account, which has no password."""


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    email = email_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def save(self, request, **kwargs):
        """Queue the mail with the link, also where there is no account: it is cancelled there."""
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
