"""The filters of one list of a person's page."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.staff_search import matching
from moderation.one_line_errors import OneLineErrors

MAX_SEARCH_LENGTH = 200  # characters; no text is found by a longer search


class HistoryFilter(OneLineErrors, forms.Form):
    """Words and a status, as far as the list has them.

    An invalid filter matches nothing.
    """

    q = forms.CharField(label=_("Words"), max_length=MAX_SEARCH_LENGTH, required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)

    def __init__(self, listing, query):
        """Read the filters of a HistoryList from a query, a QueryDict or dict.

        `active` has the used filters by name.
        """
        self.listing = listing
        data = {name: query.get(name, "").replace("\x00", "").strip() for name in self.base_fields}
        data["q"] = data["q"][:MAX_SEARCH_LENGTH]
        super().__init__(data, auto_id="narrow-%s", label_suffix="")
        self.fields["status"].choices = [("", gettext("any")), *listing.statuses]
        if not listing.statuses:
            del self.fields["status"]
        if listing.comment_path is None:
            del self.fields["q"]
        self.active = {name: data[name] for name in self.fields if data[name]}

    def condition(self) -> Q:
        """Return the condition of all filters on the rows of the list."""
        if not self.is_valid():
            return Q(pk__in=[])
        condition = Q()
        if self.cleaned_data.get("status"):
            condition &= Q(status=self.cleaned_data["status"])
        if self.cleaned_data.get("q"):
            condition &= matching(self.cleaned_data["q"], path=self.listing.comment_path)
        return condition
