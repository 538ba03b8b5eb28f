"""The name of an account: at sign-up, in an invitation, or when it is changed."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.email_as_name import EMAIL_AS_NAME, has_email
from accounts.models import User
from comments.text import clean_name
from moderation.screening.names import problem_of_account_name, problem_of_label

NAME_LENGTH = User._meta.get_field("display_name").max_length


def name_field(**options):
    return forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        help_text=_("Shown beside what you write."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        **options,
    )


def account_name(text: str, user: User | None = None) -> str:
    """Return a typed name in its stored form. Raises ValidationError if nobody may have it.

    `user` is the account that wants to change to it: staff may use names of staff.
    """
    name = clean_name(text)
    if not name:
        raise forms.ValidationError(gettext("This name has no visible characters."))
    if has_email(name):
        raise forms.ValidationError(EMAIL_AS_NAME)
    problem_of = problem_of_label if user and user.is_staff else problem_of_account_name
    if problem := problem_of(name):
        raise forms.ValidationError(problem)
    return name[:NAME_LENGTH]


def name_among(*texts) -> str:
    """Return the first text that is valid as an account's name."""
    for text in texts:
        try:
            return account_name(text if isinstance(text, str) else "")
        except forms.ValidationError:
            continue
    return gettext("Reader")
