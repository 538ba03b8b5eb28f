"""The page on which people choose the language of their account's pages and of their mail.

Pages for readers are the same for everybody, in the language of the blog.
"""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.languages import site_languages


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args, languages, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        choices = [("", gettext("That of the blog")), *languages.items()]
        self.fields["language"].choices = choices


@login_required(login_url="sign_in")
def change_language(request):
    """Show the language of the account; POST changes it. It is 404 if there is only one."""
    user, languages = request.user, site_languages()
    if len(languages) < 2:
        raise Http404
    initial = {"language": user.language}
    form = LanguageForm(request.POST or None, initial=initial, languages=languages)
    if request.method == "POST" and form.is_valid():
        user.language = form.cleaned_data["language"]
        user.save(update_fields=["language"])
        return redirect(f"{reverse('account_language')}?changed=")
    context = {"form": form, "is_changed": "changed" in request.GET}
    status = 400 if form.errors else 200
    return TemplateResponse(request, "account/language.html", context, status=status)
