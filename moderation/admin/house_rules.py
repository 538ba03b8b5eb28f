from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from moderation.admin.actions import AdminActions
from moderation.admin.house_rule_texts import HouseRuleTexts, preview_of
from moderation.first_rules import rules_in_other_languages, translate_rules
from moderation.models import HouseRule, HouseRuleVersion
from moderation.models.house_rule import (
    CITED_BY_SITE,
    EVERYWHERE,
    ON_BLOG,
    SPAM,
    TEXT_FIELDS,
    on_site,
)
from moderation.starting_set import add_rules, missing_rules
from posts.models import Blog, Site
from posts.url_converters import positive_int

ADD = "moderation.add_houserule"


class HouseRuleForm(HouseRuleTexts, forms.ModelForm):
    """A house rule and its text; a changed text is stored as a new version."""

    holds_on = forms.ChoiceField(label=_("Where it holds"), required=False)

    class Meta:
        model = HouseRule
        fields = ("code", "position", "retired", "holds_on")

    def __init__(self, *args, instance=None, initial=None, **kwargs):
        current = instance.current if instance and instance.pk else None
        texts = {name: getattr(current, name, "") for name in TEXT_FIELDS}
        super().__init__(*args, instance=instance, initial={**texts, **(initial or {})}, **kwargs)
        self.fields["holds_on"].choices = places(self.instance.holds_on)

    def clean_retired(self):
        if self.cleaned_data["retired"] and self.instance.code == SPAM:
            raise forms.ValidationError(
                gettext("Spam removals use this rule. Edit its text instead.")
            )
        return self.cleaned_data["retired"]

    def clean_holds_on(self):
        code = self.instance.code or self.cleaned_data.get("code")
        if self.cleaned_data["holds_on"] and code in CITED_BY_SITE:
            raise forms.ValidationError(gettext("This rule holds everywhere."))
        return self.cleaned_data["holds_on"]


def places(current="") -> list[tuple[str, str]]:
    """Return the places where a rule may hold, as choices; `current` is one of them."""
    hosts = {on_site(site.host): str(site) for site in Site.objects.all() if site.host}
    names = {EVERYWHERE: gettext("Everywhere"), ON_BLOG: gettext("Only in this blog")} | hosts
    return list(({current: HouseRule(holds_on=current).host} | names).items())


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
        return True  # anyone who may see the rule may see its versions


@admin.register(HouseRule)
class HouseRuleAdmin(admin.ModelAdmin):
    """House rules: amended and retired, but never overwritten or deleted."""

    form = HouseRuleForm
    change_form_template = "admin/moderation/house_rule.html"
    change_list_template = "admin/moderation/house_rule_list.html"
    inlines = (VersionInline,)
    list_display = ("__str__", "code", "version", "since", "position", "place", "state")
    fields = ("title", "text", "sentence", "code", "position", "holds_on", "retired")
    actions = None

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("versions")

    def get_urls(self):
        actions = AdminActions(self)
        return [
            actions.action("preview/", "preview", self.preview, permission=None),
            actions.form("starting-set/", "starting_set", self.starting_set, ADD),
            *super().get_urls(),
        ]

    def preview(self, request):
        """Show the posted texts as readers and an author would see them."""
        form = HouseRuleTexts(request.POST)
        if not form.is_valid():
            context = {"form": form, "title": gettext("There is no preview yet")}
            status = 422
        else:
            rule = HouseRule.objects.filter(pk=positive_int(request.GET.get("rule", "")))
            context = preview_of(form.cleaned_data, rule.first(), by=request.user)
            status = 200
        context["blog"] = Blog.objects.current()
        return render(request, "admin/moderation/house_rule_preview.html", context, status=status)

    def starting_set(self, request):
        """Show the rules of the starting set that are missing here; POST adds the chosen ones."""
        if "_translate" in request.POST:
            for version in translate_rules(by=request.user):
                self.log_change(request, version.rule, [{"changed": {}}])
            messages.success(request, gettext("These rules are in the blog's language now."))
            return redirect("admin:moderation_houserule_changelist")
        if request.method == "POST":
            versions = add_rules(request.POST.getlist("codes"), by=request.user)
            for version in versions:
                self.log_addition(request, version.rule, [{"added": {}}])
            number = len(versions)
            text = ngettext("%(number)d rule was added.", "%(number)d rules were added.", number)
            messages.success(request, text % {"number": number})
            return redirect("admin:moderation_houserule_changelist")
        context = self.admin_site.each_context(request)
        context |= {
            "rules": missing_rules(),
            "in_other_languages": rules_in_other_languages(),
            "title": gettext("Starting set"),
            "opts": self.opts,
        }
        return render(request, "admin/moderation/starting_set.html", context)

    @admin.display(description=_("version"))
    def version(self, rule):
        return rule.current and rule.current.number

    @admin.display(description=_("in force since"))
    def since(self, rule):
        return rule.current and rule.current.in_force_since

    @admin.display(description=_("Where it holds"), ordering="holds_on")
    def place(self, rule):
        return (
            gettext("Only in this blog") if rule.is_of_blog else rule.host or gettext("Everywhere")
        )

    @admin.display(description=_("state"))
    def state(self, rule):
        return gettext("Retired") if rule.retired else gettext("In force")

    def get_fields(self, request, obj=None):
        may_change = self.has_change_permission(request, obj) if obj else True
        # Users who may not change the rule read its text in the versions below.
        return self.fields if may_change else ("code", "position", "retired")

    def get_readonly_fields(self, request, obj=None):
        return ("code",) if obj else ()  # decisions are counted by the code

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        texts = {name: form.cleaned_data[name] for name in TEXT_FIELDS}
        obj.amend(by=request.user, **texts)

    def has_delete_permission(self, request, obj=None):
        return False
