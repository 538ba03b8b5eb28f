"""Filters of a queue that a moderator saves under a name."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext

from moderation.desk.workplace import Workplace
from moderation.models import SavedFilter
from moderation.models.saved_filter import MAX_SAVED, NAME_LENGTH, UNSAVED
from moderation.text.characters import clean_line
from posts.url_converters import positive_int


class NameForm(forms.Form):
    label = forms.CharField(max_length=NAME_LENGTH)

    def clean_label(self):
        label = clean_line(self.cleaned_data["label"])
        if not label:
            raise forms.ValidationError(gettext("A name is missing."))
        return label


def save(request, admin):
    """Save the active filters under the name `label`, and show the queue with them."""
    workplace, form = Workplace(admin, request), NameForm(request.POST)
    filters = workplace.queue.filter_form
    is_meaningful = filters.is_valid() and filters.active.keys() - UNSAVED
    if not (form.is_valid() and is_meaningful):
        messages.warning(request, gettext("Give a valid filter a name of at most 60 characters."))
    elif SavedFilter.objects.store(
        form.cleaned_data["label"], filters.active, queue=admin.opts.model_name, user=request.user
    ):
        messages.success(request, gettext("The filter is saved, without IP addresses."))
    else:
        text = gettext("You have saved %(number)d filters here. Delete one first.")
        messages.warning(request, text % {"number": MAX_SAVED})
    return redirect(workplace.links.list())


def delete(request, admin):
    """Delete the moderator's saved filter `saved`."""
    workplace = Workplace(admin, request)
    own = SavedFilter.objects.filter(user=request.user)
    own.filter(pk=positive_int(request.POST.get("saved", ""))).delete()
    return redirect(workplace.links.list())
