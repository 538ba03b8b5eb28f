from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from moderation.models import ModeratorScope
from posts.models import Site

MODERATORS, OWNERS = "Moderators", "Owners"


class ScopeForm(forms.ModelForm):
    """The comments that a moderator looks after, and whether they may use the desk at all."""

    may_moderate = forms.BooleanField(
        label=_("Moderates"),
        required=False,
        initial=True,
        help_text=_(
            "Gives an editor the moderators’ pages too, for these comments; without the tick, takes"
            " these pages away."
        ),
    )

    class Meta:
        model = ModeratorScope
        fields = ("user", "kind", "tag", "author")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "user" in self.fields:
            staff = User.objects.filter(is_staff=True, is_active=True, is_superuser=False)
            self.fields["user"].queryset = staff.exclude(groups__name=OWNERS)
        if self.instance.pk:
            own = self.instance.user.groups
            self.initial["may_moderate"] = own.filter(name=MODERATORS).exists()

    def clean(self):
        """Require the fields of the chosen kind, and drop the others."""
        cleaned = super().clean()
        kind = cleaned.get("kind")
        problems = {
            "tag": gettext("Choose the tag."),
            "author": gettext("Choose the author of the posts."),
        }
        for name, problem in problems.items():
            if kind != name:
                cleaned[name] = None
            elif not cleaned.get(name) and name not in self.errors:
                self.add_error(name, problem)
        return cleaned


@admin.register(ModeratorScope)
class ScopeAdmin(admin.ModelAdmin):
    """Moderators' scopes, for owners. A scope is widened, never deleted."""

    form = ScopeForm
    list_display = ("user", "kind", "tag", "author")
    list_select_related = ("user", "tag", "author")
    fields = ("user", "kind", "tag", "author", "may_moderate")
    actions = None

    def get_readonly_fields(self, request, obj=None):
        return ("user",) if obj else ()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "author":
            staff = User.objects.filter(is_staff=True)
            kwargs["queryset"] = (staff | Site.accounts()).order_by("display_name")
            kwargs["help_text"] = gettext("Another site stands here as the author of its pages.")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        moderators = Group.objects.get(name=MODERATORS)
        if form.cleaned_data["may_moderate"]:
            obj.user.groups.add(moderators)
        else:
            obj.user.groups.remove(moderators)

    def has_delete_permission(self, request, obj=None):
        return False
