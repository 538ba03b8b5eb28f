"""The page on which the owner of an account changes its name."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import ChangedTooOften, EarlierName
from blogsite.account.names import account_name, name_field
from posts.dates import day


class NameForm(forms.Form):
    display_name = name_field()

    def __init__(self, *args, user, **kwargs):
        initial = {"display_name": user.display_name}
        super().__init__(*args, label_suffix="", initial=initial, **kwargs)
        self.user = user

    def clean_display_name(self):
        return account_name(self.cleaned_data["display_name"], self.user)

    def save(self) -> bool:
        """Store the name; return False, with an error in the form, if it is too early."""
        try:
            EarlierName.objects.rename(self.user, self.cleaned_data["display_name"])
        except ChangedTooOften as often:
            sentence = gettext("You have changed your name twice lately. You can again on %(day)s.")
            date = day(timezone.localdate(often.again))
            self.add_error("display_name", sentence % {"day": date})
            return False
        return True


@login_required(login_url="sign_in")
def change_name(request):
    """Show the name of the account; POST changes it."""
    form = NameForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and form.save():
        return redirect(f"{reverse('account_name')}?changed=")
    context = {"form": form, "is_changed": "changed" in request.GET}
    status = 400 if form.errors else 200
    return TemplateResponse(request, "account/name.html", context, status=status)
