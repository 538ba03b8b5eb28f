"""The forms of a trial: the comments that a rule is tried on, and entries of a list to try."""

from datetime import date
from urllib.parse import urlsplit

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moderation.admin.list_forms import NewEntries
from moderation.figures.months import FIRST_YEAR
from moderation.models import Effect, Trial
from moderation.trials.proposed_entries import ENTRIES, LINES, LIST, MERGED
from posts.models import Post

# The limits leave some time before and after each day.
DAYS = [MinValueValidator(date(FIRST_YEAR, 1, 1)), MaxValueValidator(date(9_000, 1, 1))]


class SelectionForm(forms.Form):
    """The comments that a rule is tried on."""

    since = forms.DateField(
        label=_("From"),
        required=False,
        validators=DAYS,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=_("To"),
        required=False,
        validators=DAYS,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Without dates, all comments are looked at."),
    )
    post = forms.CharField(
        label=_("Under one post"),
        required=False,
        help_text=_("Its URL. Leave it empty for all posts."),
    )
    with_imported = forms.BooleanField(
        label=_("Imported comments too"),
        required=False,
        help_text=_(
            "No check has seen them; they are tried as if people who are known here had sent them."
        ),
    )

    def clean_post(self):
        path = self.cleaned_data["post"].split("?")[0].split("#")[0].rstrip("/")
        if not path:
            return None
        page = Post.objects.at(path=urlsplit(path).path.strip("/")).first()
        post = page or Post.objects.filter(slug=path.rpartition("/")[2]).first()
        if post is None:
            raise forms.ValidationError(gettext("There is no post with this URL."))
        return post

    def clean(self):
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            raise forms.ValidationError(gettext("The last day is before the first."))


def selection_of(trial: Trial | None) -> dict:
    """Return the values of a SelectionForm for the comments of a trial."""
    if trial is None:
        return {}
    values = {name: getattr(trial, name) for name in ("since", "until", "with_imported")}
    return values | {"post": trial.post and trial.post.path}


class TriedEntries(NewEntries):
    """Entries to try on stored comments before they are added to a list."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lines"].label = gettext("Entries")

    def clean_effect(self):
        if self.cleaned_data["effect"] == Effect.ALLOW:
            text = gettext("What is allowed holds nothing, so there is nothing to try.")
            raise forms.ValidationError(text)
        return self.cleaned_data["effect"]

    @property
    def options(self) -> dict:
        """Return the options of their trial."""
        return {
            "effect": self.cleaned_data["effect"],
            ENTRIES: list(self.entries),
            LINES: list(self.entries.values()),
            MERGED: self.merged,
            LIST: self.list.pk,
        }


def entries_of(trial: Trial | None) -> dict:
    """Return the values of a TriedEntries form for the entries of a trial."""
    if trial is None:
        return {}
    lines = "\n".join(trial.options.get(LINES, []))
    return {"effect": trial.options["effect"], "lines": lines}
