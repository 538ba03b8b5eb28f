from django import forms
from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.punctuation import labelled, listed
from comments.rules import State, screening_rules
from moderation.admin.actions import AdminActions
from moderation.admin.learned_screening import LearnedPages
from moderation.admin.list_forms import ListTexts
from moderation.admin.rule_changes import RuleHistory
from moderation.admin.rule_options import OptionsForm
from moderation.admin.rule_trials import TrialPages, trial_of
from moderation.admin.shadow_pages import ShadowPages
from moderation.figures.ledger import Ledger
from moderation.figures.prediction import Prediction
from moderation.figures.shadow_record import ShadowRecord
from moderation.models import (
    ChangedSince,
    ModeratorScope,
    Rule,
    RuleChange,
    RuleText,
    ScreeningList,
)
from moderation.models.rule_text import TEXT

CHANGE = "moderation.change_rule"
TEXT_NAMES = ("house_rule", "sentence")
SAVED = {
    State.OFF: _("%(rule)s: off."),
    State.SHADOW: _("%(rule)s: in shadow."),
    State.ON: _("%(rule)s: on."),
}


class RuleForm(OptionsForm):
    """The state of a screening rule and each of its options."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            (State.OFF, _("Off: nobody asks it.")),
            (State.SHADOW, _("Shadow: it records what it would do, and changes nothing.")),
            (State.ON, _("On.")),
        ],
        widget=forms.RadioSelect,
    )
    # The key of the last change when the form was opened, to detect a later one.
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def refuse(self, error: ChangedSince):
        """Add the error that somebody has changed the rule; saving again overwrites that."""
        text = gettext("%(error)s Look at the changes below. Save again to put yours in place.")
        self.add_error(None, text % {"error": error})
        self.data = self.data | {"based_on": error.change.pk if error.change else ""}


class CitingForm(RuleForm, ListTexts):
    """The form of a rule that cites a house rule: also its texts, required unless it is off."""

    field_order = ("state", *TEXT_NAMES)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in TEXT_NAMES:
            self.fields[name].required = False

    def clean_sentence(self):
        return super().clean_sentence() if self.cleaned_data["sentence"].strip() else ""

    def clean(self):
        for name in TEXT_NAMES:
            is_off = self.cleaned_data.get("state") == State.OFF
            if name in self.cleaned_data and not self.cleaned_data[name] and not is_off:
                self.add_error(name, gettext("Choose it and write it before the rule is asked."))

    @property
    def texts(self) -> dict | None:
        """Return the house rule and the sentence; None if one is missing."""
        texts = {name: self.cleaned_data[name] for name in TEXT_NAMES}
        return texts if all(texts.values()) else None


class CurrentRule:
    """A screening rule with its current settings: its state and its options."""

    def __init__(self, rule, row, last_change=None, lists_by_kind=None, scope=None):
        self.rule, self.last_change, self.scope = rule, last_change, scope
        self.lists = (lists_by_kind or {}).get(rule.kind_of_lists, [])
        self.state, self.options = rule.settings(row)

    @property
    def shadow_record(self) -> ShadowRecord | None:
        """Return what the rule would have held since its last change; None unless in shadow."""
        if self.state != State.SHADOW:
            return None
        since = self.last_change and self.last_change.created
        return ShadowRecord.of(self.rule, since, self.scope)

    @property
    def entries_of_lists(self) -> list[tuple[ScreeningList, str]]:
        """Return the lists that the rule reads, and how many entries of each have which effect."""
        return [
            (each, listed(labelled(e.label, intcomma(n[e])) for e in each.effects if e in n))
            for each, n in ScreeningList.objects.by_effect(self.rule.kind_of_lists)
        ]

    @property
    def options_text(self) -> str:
        options = self.rule.options
        return listed(
            labelled(options[name].label, intcomma(n))
            for name, n in self.options.items()
            if name in options
        )

    @property
    def text(self) -> RuleText | None:
        """Return the house rule and the sentence that the rule cites."""
        return RuleText.objects.read([self.options.get(TEXT)]).get(self.options.get(TEXT))


@admin.register(Rule)
class RuleAdmin(admin.ModelAdmin):
    """All screening rules, also those that still have their default settings."""

    def get_urls(self):
        actions = AdminActions(self)
        return [
            actions.page("", "changelist", self.rules),
            actions.page("records/", "records", self.records),
            actions.form("<slug:code>/change/", "change", self.rule),
            actions.action("<slug:code>/undo/<id:pk>/", "undo", self.undo, CHANGE),
            *ShadowPages(self).urls(actions),
            *TrialPages(self).urls(actions),
            *LearnedPages(self).urls(actions),
        ]

    def rules(self, request):
        rows, changes = Rule.objects.by_code(), RuleChange.objects.last_by_code()
        lists = ScreeningList.objects.by_kind()
        current = [
            CurrentRule(rule, rows.get(rule.code), changes.get(rule.code), lists)
            for rule in screening_rules()
        ]
        title = gettext("What happens to a comment here")
        return self._answer(request, "rules", title, {"rules": current})

    def records(self, request):
        """Show how often each version of each rule was right."""
        ledger = Ledger(ModeratorScope.objects.condition_for(request.user))
        title = gettext("How often the checks were right")
        return self._answer(request, "rule_records", title, {"ledger": ledger})

    def rule(self, request, code):
        rule = self.rule_or_404(code)
        if request.method == "POST":
            return self._submit(request, rule)
        return self._show(request, rule, self._form(rule, trial=trial_of(request, code)))

    def _submit(self, request, rule):
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = self._form(rule, request.POST.dict())
        if not form.is_valid():
            return self._show(request, rule, form, 422)
        try:
            return self._save(request, rule, form)
        except ChangedSince as error:
            form.refuse(error)
            return self._show(request, rule, form, 409)

    @staticmethod
    def _form(rule, data=None, trial=None):
        state, options = rule.settings(Rule.objects.filter(code=rule.code).first())
        last = RuleChange.objects.last_of(rule.code)
        initial = {"state": state, "based_on": last and last.pk, **options}
        if trial:
            initial |= {name: trial.options.get(name, initial[name]) for name in rule.options}
        if rule.cites and (text := RuleText.objects.filter(pk=options[TEXT]).first()):
            initial |= {"house_rule": text.house_rule_id, "sentence": text.sentence}
        kind = CitingForm if rule.cites else RuleForm
        form = kind(rule.options, data, initial=initial)
        if not rule.has_shadow:
            choices = form.fields["state"].choices
            form.fields["state"].choices = [each for each in choices if each[0] != State.SHADOW]
        return form

    def _show(self, request, rule, form, status=200):
        row = Rule.objects.filter(code=rule.code).first()
        scope = ModeratorScope.objects.condition_for(request.user)
        current = CurrentRule(rule, row, RuleChange.objects.last_of(rule.code), scope=scope)
        may_change = self.has_change_permission(request)
        context = {
            "rule": current,
            "form": form,
            "may_change": may_change,
            "prediction": Prediction.of(current) if may_change else None,
            "history": RuleHistory(rule),
        }
        return self._answer(request, "rule", rule.title, context, status)

    def undo(self, request, code, pk):
        """Undo the last change of a rule, and show the rule again."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        rule = self.rule_or_404(code)
        change = get_object_or_404(RuleChange, code=code, pk=pk)
        try:
            Rule.objects.undo(change, rule, by=request.user)
        except ChangedSince as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, gettext("The change was undone."))
        return redirect("admin:moderation_rule_change", code)

    @staticmethod
    def rule_or_404(code):
        """Return the rule with this code. Raises Http404."""
        rule = next((rule for rule in screening_rules() if rule.code == code), None)
        if rule is None:
            raise Http404(gettext("There is no such rule."))
        return rule

    @transaction.atomic
    def _save(self, request, rule, form):
        cleaned, options = form.cleaned_data, form.options
        if rule.cites:
            options |= {TEXT: self._text(rule, form, by=request.user)}
        change = Rule.objects.change(
            rule,
            state=State(cleaned["state"]),
            options=options,
            by=request.user,
            based_on=cleaned["based_on"],
        )
        if change:
            values = {"state": change.state_after, "numbers": options}
            row = Rule.objects.get(code=rule.code)
            self.log_change(request, row, self._change_message(request, form, values))
        messages.success(request, SAVED[cleaned["state"]] % {"rule": rule.title})
        return redirect("admin:moderation_rule_changelist")

    @staticmethod
    def _text(rule, form, *, by) -> int:
        """Return the key of the texts that a rule cites, 0 for none; new texts are stored."""
        if form.texts is None:
            return 0
        row = Rule.objects.filter(code=rule.code).first()
        current = rule.settings(row)[1][TEXT]
        return RuleText.objects.store(rule.code, by=by, current=current, **form.texts).pk

    def _change_message(self, request, form, values):
        """Return the change for Django's log, with the new values, in translatable form."""
        messages = self.construct_change_message(request, form, None)
        return [{"changed": message["changed"] | {"values": values}} for message in messages]

    def _answer(self, request, template, title, context, status=200):
        context |= self.admin_site.each_context(request) | {"title": title, "opts": self.opts}
        return render(request, f"admin/moderation/{template}.html", context, status=status)

    def has_change_permission(self, request, obj=None):
        """Return whether somebody may change a rule: it affects comments outside any scope."""
        is_limited = ModeratorScope.objects.condition_for(request.user)
        return super().has_change_permission(request, obj) and not is_limited

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
