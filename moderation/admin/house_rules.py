from django import forms
from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moderation.models import HouseRule, HouseRuleVersion
from moderation.models.house_rule import SPAM, TEXT_LENGTH


class HouseRuleForm(forms.ModelForm):
    """A house rule and its text; a changed text is stored as a new version."""

    title = forms.CharField(label=_("Title"), max_length=80)
    text = forms.CharField(
        label=_("Text"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 6})
    )
    sentence = forms.CharField(
        label=_("Sentence"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What the author of a removed comment reads."),
    )

    class Meta:
        model = HouseRule
        fields = ("code", "position", "retired")

    def __init__(self, *args, instance=None, initial=None, **kwargs):
        current = instance.current if instance and instance.pk else None
        texts = {name: getattr(current, name, "") for name in ("title", "text", "sentence")}
        super().__init__(*args, instance=instance, initial={**texts, **(initial or {})}, **kwargs)

    def clean_retired(self):
        if self.cleaned_data["retired"] and self.instance.code == SPAM:
            raise forms.ValidationError(
                gettext("Spam removals use this rule. Edit its text instead.")
            )
        return self.cleaned_data["retired"]


class VersionInline(admin.TabularInline):
    model = HouseRuleVersion
    verbose_name_plural = _("versions")
    fields = readonly_fields = ("number", "title", "text", "sentence", "in_force_since", "by")
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        return True  # who may see the rule may see its versions


@admin.register(HouseRule)
class HouseRuleAdmin(admin.ModelAdmin):
    """House rules, which are amended and retired, but never overwritten or deleted."""

    form = HouseRuleForm
    inlines = (VersionInline,)
    list_display = ("__str__", "code", "version", "since", "position", "state")
    fields = ("title", "text", "sentence", "code", "position", "retired")
    actions = None

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("versions")

    @admin.display(description=_("version"))
    def version(self, rule):
        return rule.current and rule.current.number

    @admin.display(description=_("in force since"))
    def since(self, rule):
        return rule.current and rule.current.in_force_since

    @admin.display(description=_("state"))
    def state(self, rule):
        return gettext("Retired") if rule.retired else gettext("In force")

    def get_fields(self, request, obj=None):
        may_change = self.has_change_permission(request, obj) if obj else True
        # Without the right to change, the text is read in the versions below.
        return self.fields if may_change else ("code", "position", "retired")

    def get_readonly_fields(self, request, obj=None):
        return ("code",) if obj else ()  # decisions are counted by it

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        texts = {name: form.cleaned_data[name] for name in ("title", "text", "sentence")}
        obj.amend(by=request.user, **texts)

    def has_delete_permission(self, request, obj=None):
        return False
