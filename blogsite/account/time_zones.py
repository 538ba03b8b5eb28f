"""The page on which people choose the time zone of their account's pages.

Pages for readers are the same for everybody, in the blog's time zone.
"""

import zoneinfo
from functools import cache

from django import forms
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from posts.models import Blog


@cache
def zone_names() -> list[str]:
    """Return the time zones named after a place, such as "Europe/Oslo", and UTC."""
    names = zoneinfo.available_timezones()
    return ["UTC", *sorted(name for name in names if "/" in name and not name.startswith("Etc/"))]


class TimeZoneForm(forms.Form):
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        of_blog = gettext("That of the blog: %(name)s") % {"name": Blog.objects.current().time_zone}
        names = [(name, name.replace("_", " ")) for name in zone_names()]
        self.fields["time_zone"].choices = [("", of_blog), *names]


@login_required(login_url="sign_in")
def change_time_zone(request):
    """Show the time zone of the account; POST changes it."""
    user = request.user
    form = TimeZoneForm(request.POST or None, initial={"time_zone": user.time_zone})
    if request.method == "POST" and form.is_valid():
        user.time_zone = form.cleaned_data["time_zone"]
        user.save(update_fields=["time_zone"])
        return redirect(f"{reverse('account_time_zone')}?changed=")
    context = {"form": form, "is_changed": "changed" in request.GET}
    status = 400 if form.errors else 200
    return TemplateResponse(request, "account/time_zone.html", context, status=status)
