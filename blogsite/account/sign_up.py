"""The form for signing up: accounts, and the rules for names."""

from allauth.account.forms import SignupForm
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from accounts.forms import email_field, rewrite_new_password
from accounts.sign_in import account_of_email
from blogsite.account.names import account_name, name_field


class SignUpForm(SignupForm):
    """A new account. An address that has an account already gets the same answer."""

    email = email_field()
    display_name = name_field()
    field_order = ["display_name", "email", "password1"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["email"].label = gettext("E-mail")
        if password := self.fields.get("password1"):
            rewrite_new_password(password)
            password.label = gettext("Password")

    def clean_display_name(self):
        return account_name(self.cleaned_data["display_name"])

    def validate_unique_email(self, email):
        self.account_already_exists = account_of_email(email) is not None
        return email

    def try_save(self, request):
        """Save a new account; for a known address, take the same time and send a mail."""
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return super().try_save(request)
            except IntegrityError:  # the same form, sent twice at once
                self.account_already_exists = True
        elif not self.by_passkey:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)
