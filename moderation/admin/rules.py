from django import forms
from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.rules import screening_rules
from moderation.admin.actions import AdminActions
from moderation.models import Rule


class RuleForm(forms.Form):
    """The switch of a screening rule and each of its options."""

    is_on = forms.BooleanField(label=_("On"), required=False)

    def __init__(self, options, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.names = list(options)
        for name, option in options.items():
            self.fields[name] = forms.IntegerField(
                label=option.label,
                min_value=option.least,
                max_value=1_000_000,
                help_text=_help_text(option),
            )

    @property
    def options(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.names}


def _help_text(option):
    default = intcomma(option.default)
    if option.zero:
        text = gettext("%(default)s when nobody has set it; 0: %(zero)s.")
        return text % {"default": default, "zero": option.zero}
    return gettext("%(default)s when nobody has set it; 1 at least.") % {"default": default}


class CurrentRule:
    """A screening rule with its current settings: its switch and its options."""

    def __init__(self, rule, row):
        self.rule = rule
        self.is_on, self.options = rule.settings(row)

    @property
    def options_text(self) -> str:
        labels = {name: str(option.label) for name, option in self.rule.options.items()}
        return "; ".join(f"{labels[name]}: {intcomma(n)}" for name, n in self.options.items())


@admin.register(Rule)
class RuleAdmin(admin.ModelAdmin):
    """All screening rules, also those that still have their default settings."""

    def get_urls(self):
        actions = AdminActions(self)
        return [
            actions.page("", "changelist", self.rules),
            actions.form("<slug:code>/change/", "change", self.rule),
        ]

    def rules(self, request):
        rows = Rule.objects.by_code()
        current = [CurrentRule(rule, rows.get(rule.code)) for rule in screening_rules()]
        return self._answer(request, "rules", gettext("Screening rules"), {"rules": current})

    def rule(self, request, code):
        rule = next((rule for rule in screening_rules() if rule.code == code), None)
        if rule is None:
            raise Http404(gettext("There is no such rule."))
        may_change = self.has_change_permission(request)
        if request.method == "POST" and not may_change:
            raise PermissionDenied
        current = CurrentRule(rule, Rule.objects.filter(code=code).first())
        form = RuleForm(
            rule.options,
            request.POST or None,
            initial={"is_on": current.is_on, **current.options},
        )
        if request.method == "POST" and form.is_valid():
            return self._save(request, rule, form)
        context = {"rule": current, "form": form, "may_change": may_change}
        status = 422 if request.method == "POST" else 200
        return self._answer(request, "rule", rule.title, context, status)

    def _save(self, request, rule, form):
        values = {"is_on": form.cleaned_data["is_on"], "numbers": form.options}
        row, _created = Rule.objects.update_or_create(code=rule.code, defaults=values)
        self.log_change(request, row, self._change_message(request, form, values))
        message = gettext("%(rule)s: on.") if row.is_on else gettext("%(rule)s: off.")
        messages.success(request, message % {"rule": rule.title})
        return redirect("admin:moderation_rule_changelist")

    def _change_message(self, request, form, values):
        """Return Django's structured message, read in anybody's language, with the new values."""
        messages = self.construct_change_message(request, form, None)
        return [{"changed": message["changed"] | {"values": values}} for message in messages]

    def _answer(self, request, template, title, context, status=200):
        context |= self.admin_site.each_context(request) | {"title": title, "opts": self.opts}
        return render(request, f"admin/moderation/{template}.html", context, status=status)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
