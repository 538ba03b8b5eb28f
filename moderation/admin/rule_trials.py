"""The pages on which a screening rule is tried on stored comments."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRefresh

from comments.models import Comment
from comments.rules import screening_rules
from moderation.admin.list_forms import merged_lines
from moderation.admin.rule_options import OptionsForm
from moderation.admin.trial_forms import SelectionForm, selection_of
from moderation.models import ScreeningList, Trial
from moderation.trials import running
from moderation.trials.chart import WeekChart
from moderation.trials.proposed_entries import ENTRIES, LINES, LIST, MERGED
from moderation.trials.result import APPROVED, MISSED, REMOVED, UNDECIDED

CHANGE = "moderation.change_rule"
MAX_KEY_DIGITS = 19
MAX_TRIALS = 20  # of a rule, on its page
MAX_ENTRIES = 20  # of a list, on the page of their trial
EXAMPLES = {
    APPROVED: _("It would have stopped these, which a moderator let stand"),
    REMOVED: _("It would have stopped these, which a moderator rejected or removed"),
    UNDECIDED: _("It would have stopped these, on which nobody has decided"),
    MISSED: _("It would have let these through, which a moderator rejected or removed"),
}
LEFT_OUT = {
    "erased": _("erased: their words are gone"),
    "unknown": _("sent under circumstances that nobody knows any more"),
    "failed": _("on which the check failed"),
    "untaught": _("for which it has learned too little: too few decisions"),
    "imported": _("imported"),
}


class TrialResult:
    """A finished trial, for its page."""

    def __init__(self, trial):
        self.counts, self.chart = trial.counts, WeekChart(trial.counts["weeks"])
        self.proposed, self.current = self.counts["proposed"], self.counts["current"]
        self.left_out = [(LEFT_OUT[name], n) for name, n in self.counts["left_out"].items()]
        self._trial = trial

    @property
    def stopped(self) -> int:
        return self.proposed["hold"] + self.proposed["refuse"]

    @property
    def rows(self) -> list[tuple]:
        """Return rows of numbers: label, proposed, current (None if the rule is off).

        The first ones say what it would do, even if that is to hold nothing.
        """
        names = {
            "hold": gettext("Would be held"),
            "refuse": gettext("Would be refused"),
            "note": gettext("Would get a note for moderators"),
            REMOVED: gettext("Right: a moderator rejected or removed it"),
            APPROVED: gettext("Wrong: a moderator let it stand"),
            UNDECIDED: gettext("Unknown: nobody decided"),
            MISSED: gettext("Missed: let through, then rejected or removed"),
        }
        rows = [
            (title, self.proposed[name], self.current and self.current[name])
            for name, title in names.items()
        ]
        return ([row for row in rows[:3] if row[1] or row[2]] or rows[:1]) + rows[3:]

    @property
    def examples(self) -> list[tuple]:
        """Return the examples of each kind, the wrong decisions first: a heading and comments."""
        keys = sum(self._trial.examples.values(), [])
        comments = Comment.objects.select_related("post").in_bulk(keys)
        return [
            (title, [comments[pk] for pk in self._trial.examples[kind] if pk in comments])
            for kind, title in EXAMPLES.items()
        ]


def begin_trial(request, rule, options: dict, **selection):
    """Begin a trial unless another one runs; redirect to the page of the running one."""
    trial = Trial.objects.running().first()
    if trial:
        messages.warning(request, gettext("Another trial is still running. Please wait for it."))
    else:
        trial = running.begin(rule, options, by=request.user, **selection)
    return redirect("admin:moderation_rule_trial", trial.rule, trial.pk)


def trial_of(request, code: str) -> Trial | None:
    """Return the trial of a rule that the query names, to fill a form with its values."""
    pk = request.GET.get("trial", "")
    is_key = pk.isascii() and pk.isdecimal() and len(pk) < MAX_KEY_DIGITS
    return Trial.objects.of(code).filter(pk=pk).first() if is_key else None


def _options(rule, trial):
    """Return the tried options: label, proposed number, current number (None: it was off)."""
    return [
        (rule.options[name].label, number, trial.current and trial.current.get(name))
        for name, number in trial.options.items()
        if name in rule.options
    ]


class TrialPages:
    """The pages of trials of a RuleAdmin, for people who may change rules."""

    def __init__(self, rule_admin):
        self.admin = rule_admin

    def urls(self, actions) -> list:
        return [
            actions.form("<slug:code>/trials/", "trials", self.trials),
            actions.page("<slug:code>/trials/<id:pk>/", "trial", self.trial),
            actions.page("<slug:code>/trials/<id:pk>/progress/", "trial_progress", self.progress),
            actions.action("<slug:code>/trials/<id:pk>/again/", "trial_again", self.again, CHANGE),
        ]

    def trials(self, request, code):
        """Show the form with the latest trials; POST begins one, unless it only brings values.

        These are what somebody has typed on the page of the rule. A link from a trial names it.
        """
        rule = self._rule(request, code)
        brings_values = "show" in request.POST
        if request.method == "POST" and rule.replayable and not brings_values:
            return self._begin(request, rule)
        typed = request.POST.dict() if brings_values else {}
        forms = self._forms(rule, trial=trial_of(request, code), typed=typed)
        return self._show_form(request, rule, *forms)

    def _begin(self, request, rule):
        options, selection = self._forms(rule, request.POST.dict())
        if not (options.is_valid() and selection.is_valid()):
            return self._show_form(request, rule, options, selection, 422)
        return begin_trial(request, rule, options.options, **selection.cleaned_data)

    @staticmethod
    def _forms(rule, data=None, trial=None, typed=()):
        options = running.settings_of(rule)[1] | dict(typed) | (trial.options if trial else {})
        return (
            OptionsForm(rule.options, data, initial=options),
            SelectionForm(data, initial=selection_of(trial)),
        )

    def _show_form(self, request, rule, options, selection, status=200):
        context = {
            "rule": rule,
            "forms": [options, selection],
            "trials": Trial.objects.of(rule.code)[:MAX_TRIALS],
        }
        title = gettext("Try on the past: %(rule)s") % {"rule": rule.title}
        return self._answer(request, "trials", title, context, status)

    def trial(self, request, code, pk):
        rule, trial = self._rule(request, code), get_object_or_404(Trial, rule=code, pk=pk)
        entries, merged = trial.options.get(ENTRIES, []), trial.options.get(MERGED, [])
        context = {
            "rule": rule,
            "trial": trial,
            "options": _options(rule, trial),
            "entries": entries[:MAX_ENTRIES],
            "more_entries": len(entries[MAX_ENTRIES:]),
            "merged": merged_lines(merged) if merged else "",
            "list": ScreeningList.objects.filter(pk=trial.options.get(LIST)).first(),
            "lines": "\n".join(trial.options.get(LINES, [])),
        }
        if trial.is_over and not trial.has_failed:
            context["result"] = TrialResult(trial)
            context["box"] = SelectionForm(initial={"with_imported": True})["with_imported"]
        title = gettext("Trial: %(rule)s") % {"rule": rule.title}
        return self._answer(request, "trial", title, context)

    def again(self, request, code, pk):
        """Repeat a trial, with imported comments if the box for them is ticked."""
        rule, trial = self._rule(request, code), get_object_or_404(Trial, rule=code, pk=pk)
        return begin_trial(
            request,
            rule,
            trial.options,
            since=trial.since,
            until=trial.until,
            post=trial.post,
            with_imported="with_imported" in request.POST,
        )

    def progress(self, request, code, pk):
        """Answer htmx with the progress of a trial; at its end, its page is loaded again."""
        self._rule(request, code)
        trial = get_object_or_404(Trial, rule=code, pk=pk)
        if trial.is_over or trial.has_stopped:
            return HttpResponseClientRefresh()
        return render(request, "admin/moderation/_trial_progress.html", {"trial": trial})

    def _rule(self, request, code):
        if not self.admin.has_change_permission(request):
            raise PermissionDenied
        rule = next((rule for rule in screening_rules() if rule.code == code), None)
        if rule is None:
            raise Http404(gettext("There is no such rule."))
        return rule

    def _answer(self, request, template, title, context, status=200):
        site = self.admin.admin_site.each_context(request)
        context |= site | {"title": title, "opts": self.admin.opts}
        return render(request, f"admin/moderation/{template}.html", context, status=status)
