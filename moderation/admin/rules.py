import inspect

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render

from moderation.admin.actions import AdminActions
from moderation.models import Rule
from moderation.screening.rules import RULES


class RuleForm(forms.Form):
    """The switch of a screening rule and each of its numbers."""

    is_on = forms.BooleanField(label="On", required=False)

    def __init__(self, limits, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.names = list(limits)
        for name, number in limits.items():
            self.fields[name] = forms.IntegerField(
                label=name.replace("_", " ").capitalize(),
                min_value=number.least,
                max_value=1_000_000,
                help_text=_help_text(number),
            )

    @property
    def numbers(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.names}


def _help_text(number):
    unset = f"{number.default:,} when nobody has set it"
    return f"{unset}; 0: {number.zero}." if number.zero else f"{unset}; 1 at least."


class CurrentRule:
    """A screening rule with its current settings: its switch and its numbers."""

    def __init__(self, name, row):
        self.name, self.row, self.function = name, row, RULES[name]
        self.title = self.function.title
        self.about = inspect.getdoc(self.function)
        self.is_on = row.is_on if row else True
        defaults = {name: number.default for name, number in self.function.limits.items()}
        self.numbers = defaults | (row.numbers if row else {})

    @property
    def numbers_text(self) -> str:
        return ", ".join(f"{name.replace('_', ' ')}: {n:,}" for name, n in self.numbers.items())


@admin.register(Rule)
class RuleAdmin(admin.ModelAdmin):
    """All screening rules, also those that still have their default settings."""

    def get_urls(self):
        actions = AdminActions(self)
        return [
            actions.page("", "changelist", self.rules),
            actions.form("<slug:name>/change/", "change", self.rule),
        ]

    def rules(self, request):
        rows = Rule.objects.by_name()
        context = {"rules": [CurrentRule(name, rows.get(name)) for name in RULES]}
        return self._answer(request, "rules", "Screening rules", context)

    def rule(self, request, name):
        if name not in RULES:
            raise Http404("There is no such rule.")
        may_change = self.has_change_permission(request)
        if request.method == "POST" and not may_change:
            raise PermissionDenied
        rule = CurrentRule(name, Rule.objects.filter(name=name).first())
        form = RuleForm(
            rule.function.limits,
            request.POST or None,
            initial={"is_on": rule.is_on, **rule.numbers},
        )
        if request.method == "POST" and form.is_valid():
            return self._save(request, rule, form)
        context = {"rule": rule, "form": form, "may_change": may_change}
        status = 422 if request.method == "POST" else 200
        return self._answer(request, "rule", rule.title, context, status)

    def _save(self, request, rule, form):
        values = {"is_on": form.cleaned_data["is_on"], "numbers": form.numbers}
        row, _ = Rule.objects.update_or_create(name=rule.name, defaults=values)
        self.log_change(request, row, f"on: {row.is_on}, {row.numbers}")
        messages.success(request, f"{rule.title}: {'on' if row.is_on else 'off'}.")
        return redirect("admin:moderation_rule_changelist")

    def _answer(self, request, template, title, context, status=200):
        context |= self.admin_site.each_context(request) | {"title": title, "opts": self.opts}
        return render(request, f"admin/moderation/{template}.html", context, status=status)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
