"""The page on which entries are tried on stored comments before they are added to a list."""

from functools import cached_property

from django.utils.translation import gettext

from moderation.admin.rule_trials import MAX_TRIALS, begin_trial, trial_of
from moderation.admin.trial_forms import SelectionForm, TriedEntries, entries_of, selection_of
from moderation.models import Kind, ScreeningList, Trial
from moderation.screening.lists import rule_for
from moderation.trials.proposed_entries import LIST


class ListTrial:
    """A trial of entries that somebody asks for: the same form as for a rule, with entries.

    A POST with `show` only brings the entries that were typed on the page of the list.
    """

    def __init__(self, chosen: ScreeningList, request):
        self.list, self.request, self.rule = chosen, request, rule_for(Kind(chosen.kind))
        self.is_sent = request.method == "POST" and "show" not in request.POST

    @cached_property
    def forms(self) -> list:
        """Return the form of the entries and the form of the comments."""
        if self.is_sent:
            return [TriedEntries(self.list, self.request.POST), SelectionForm(self.request.POST)]
        trial = self._earlier
        typed = self.request.POST.dict() if self.request.method == "POST" else entries_of(trial)
        return [
            TriedEntries(self.list, initial=typed),
            SelectionForm(initial=selection_of(trial)),
        ]

    @property
    def _earlier(self) -> Trial | None:
        """Return the trial of this list that the query names."""
        trial = trial_of(self.request, self.rule.code)
        return trial if trial and trial.options.get(LIST) == self.list.pk else None

    @property
    def may_begin(self) -> bool:
        """Whether a trial was asked for, and nothing in it is wrong."""
        return self.is_sent and all([form.is_valid() for form in self.forms])

    def begin(self):
        """Begin the trial; return the answer that leads to its page."""
        entries, selection = self.forms
        return begin_trial(self.request, self.rule, entries.options, **selection.cleaned_data)

    @property
    def title(self) -> str:
        return gettext("Try on the past: %(rule)s") % {"rule": self.list.title}

    @property
    def context(self) -> dict:
        return {
            "rule": self.rule,
            "list": self.list,
            "forms": self.forms,
            "trials": Trial.objects.of(self.rule.code)[:MAX_TRIALS],
        }
