from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_POST

from comments.models import InvalidTransition
from moderation.admin.keyset_pagination import KeysetAdmin
from moderation.models import Ban, HouseRuleVersion, Outdated
from moderation.models.ban import Subject, refuse_absurd_end


class BanForm(forms.ModelForm):
    """A new ban of an e-mail or a network. People are banned on the card of their comment."""

    email = forms.EmailField(label="E-mail", required=False, max_length=254)
    network = forms.CharField(
        label="IP address or network",
        required=False,
        max_length=50,
        help_text="203.0.113.7, 203.0.113.0/24 or 2001:db8::/48. An IPv6 address stands for its"
        " whole /64: one person has all of them.",
    )
    until = forms.SplitDateTimeField(
        required=False, widget=AdminSplitDateTime, help_text="Empty: until it is lifted."
    )
    ground = forms.ModelChoiceField(HouseRuleVersion.objects.none())

    class Meta:
        model = Ban
        fields = ("until",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ground"].queryset = HouseRuleVersion.objects.in_force()

    def clean_until(self):
        refuse_absurd_end(self.cleaned_data["until"])
        return self.cleaned_data["until"]

    def clean(self):
        cleaned = super().clean()
        if not self.subjects and not self.errors:
            raise forms.ValidationError("Name an e-mail, a network, or both.")
        Subject.of(**self.subjects)
        return cleaned

    @property
    def subjects(self) -> dict:
        """Return the e-mail and network that were typed, as arguments of `Ban.objects.impose`."""
        return {
            kind: self.cleaned_data[kind]
            for kind in ("email", "network")
            if self.cleaned_data.get(kind)
        }

    def _post_clean(self):
        """Skip the model's validation: `Ban.objects.impose` makes and validates the row."""


@admin.register(Ban)
class BanAdmin(KeysetAdmin):
    """Bans, which decisions impose and lift; they are never edited."""

    change_form_template = "admin/moderation/ban.html"
    list_display = ("whom", "state", "until", "ground", "imposed_by", "created")
    list_select_related = ("person__user", "decision__house_rule", "decision__by", "lifted_by")
    search_fields = ("email", "network", "person__user__username", "person__user__display_name")
    fields = ("whom", "state", "until", "ground", "imposed_by", "created")
    readonly_fields = fields

    @admin.display(description="whom")
    def whom(self, ban):
        return ban.whom

    @admin.display(description="now")
    def state(self, ban):
        if ban.is_running:
            return "in force"
        return "lifted" if ban.lifted_by_id else "over"

    @admin.display(description="ground")
    def ground(self, ban):
        return ban.decision.ground

    @admin.display(description="imposed by")
    def imposed_by(self, ban):
        return ban.decision.decider

    def get_urls(self):
        actions = {"lift": self.lift, "unlift": self.unlift}
        paths = [self._path(name, action) for name, action in actions.items()]
        return [*paths, *super().get_urls()]

    def _path(self, name, action):
        def run(request, pk):
            if not request.user.has_perm("moderation.add_ban"):
                raise PermissionDenied
            try:
                messages.success(request, action(request.user, get_object_or_404(Ban, pk=pk)))
            except (InvalidTransition, Outdated) as error:
                messages.warning(request, str(error))
            return redirect("admin:moderation_ban_change", pk)

        view = self.admin_site.admin_view(require_POST(run))
        return path(f"<id:pk>/{name}/", view, name=f"moderation_ban_{name}")

    def lift(self, user, ban):
        ban.lift(by=user)
        return f"Lifted: {self.whom(ban)}"

    def unlift(self, user, ban):
        if not ban.lifting:
            raise Http404("Nobody has lifted this ban.")
        ban.lifting.undo(by=user)
        return f"In force again: {self.whom(ban)}"

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **kwargs) if change else BanForm

    def get_fields(self, request, obj=None):
        return self.fields if obj else ("email", "network", "until", "ground")

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else ()

    def save_model(self, request, obj, form, change):
        data = form.cleaned_data
        ban = Ban.objects.impose(
            by=request.user,
            ground=data["ground"],
            until=data["until"],
            **form.subjects,
        )
        obj.__dict__.update(ban.__dict__)  # the admin goes on with `obj`

    def has_change_permission(self, request, obj=None):
        return False
