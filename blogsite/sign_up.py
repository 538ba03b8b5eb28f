"""The form for signing up, which brings accounts and the rules for names together."""

from allauth.account.forms import SignupForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.email_as_name import EMAIL_AS_NAME, has_email
from accounts.forms import email_field, rewrite_new_password
from accounts.models import User
from accounts.sign_in import account_of_email
from comments.text import clean_name
from moderation.screening.names import problem_of_account_name

NAME_LENGTH = User._meta.get_field("display_name").max_length


class SignUpForm(SignupForm):
    """An account about to be made. An e-mail that has one already gets the same answer."""

    email = email_field()
    display_name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        help_text=_("Shown beside what you write."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["display_name", "email", "password1"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["email"].label = gettext("E-mail")
        rewrite_new_password(self.fields["password1"])
        self.fields["password1"].label = gettext("Password")

    def clean_display_name(self):
        name = clean_name(self.cleaned_data["display_name"])
        if not name:
            raise forms.ValidationError(gettext("This name has no visible characters."))
        if has_email(name):
            raise forms.ValidationError(EMAIL_AS_NAME)
        if problem := problem_of_account_name(name):
            raise forms.ValidationError(problem)
        return name[:NAME_LENGTH]

    def validate_unique_email(self, email):
        self.account_already_exists = account_of_email(email) is not None
        return email

    def try_save(self, request):
        """Save a new account; for an e-mail that has one, take the same time and send a mail."""
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return super().try_save(request)
            except IntegrityError:  # the same form, sent twice at once
                self.account_already_exists = True
        else:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)
