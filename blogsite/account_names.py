"""The name of an account, wherever it is typed: when one signs up, is invited, or changes it."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.email_as_name import EMAIL_AS_NAME, has_email
from accounts.models import User
from comments.text import clean_name
from moderation.screening.names import problem_of_account_name

NAME_LENGTH = User._meta.get_field("display_name").max_length


def name_field(**options):
    return forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        help_text=_("Shown beside what you write."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        **options,
    )


def account_name(text: str) -> str:
    """Return a typed name as it is stored. Raises ValidationError for one nobody may have."""
    name = clean_name(text)
    if not name:
        raise forms.ValidationError(gettext("This name has no visible characters."))
    if has_email(name):
        raise forms.ValidationError(EMAIL_AS_NAME)
    if problem := problem_of_account_name(name):
        raise forms.ValidationError(problem)
    return name[:NAME_LENGTH]
