"""Bans in the admin: their list, the form for an e-mail address or a network, and lifting."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.email_domain import validate_domain
from comments.models import InvalidTransition
from moderation.admin.actions import AdminActions
from moderation.admin.keyset_pagination import KeysetAdmin
from moderation.desk.day_and_time import DayAndTime
from moderation.models import Ban, HouseRuleVersion, ModeratorScope, Outdated
from moderation.models.ban import Subject, refuse_absurd_end

IMPOSE = "moderation.add_ban"


class NetworkBanForm(forms.Form):
    """A ban of an e-mail address or a network; people are banned on the card of their comment."""

    email = forms.EmailField(
        label=_("E-mail"), required=False, max_length=254, validators=[validate_domain]
    )
    network = forms.CharField(
        label=_("IP address or network"),
        required=False,
        max_length=50,
        help_text=_(
            "203.0.113.7, 203.0.113.0/24 or 2001:db8::/48. An IPv6 address stands for its"
            " whole /64: one person has all of them."
        ),
    )
    until = forms.SplitDateTimeField(
        label=_("Until"),
        required=False,
        widget=DayAndTime,
        help_text=_("Empty: until it is lifted."),
    )
    ground = forms.ModelChoiceField(HouseRuleVersion.objects.none(), label=_("Ground"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ground"].queryset = HouseRuleVersion.objects.in_force().on_blog()

    def clean_until(self):
        refuse_absurd_end(self.cleaned_data["until"])
        return self.cleaned_data["until"]

    def clean(self):
        cleaned = super().clean()
        if not self.subjects and not self.errors:
            raise forms.ValidationError(gettext("Enter an e-mail, a network, or both."))
        Subject.of(**self.subjects)
        return cleaned

    @property
    def subjects(self) -> dict:
        """Return the typed e-mail address and network, as arguments of `Ban.objects.impose`."""
        return {
            kind: self.cleaned_data[kind]
            for kind in ("email", "network")
            if self.cleaned_data.get(kind)
        }

    def impose(self, *, by) -> Ban:
        """Store and return the ban."""
        data = self.cleaned_data
        return Ban.objects.impose(
            by=by, ground=data["ground"], until=data["until"], **self.subjects
        )


@admin.register(Ban)
class BanAdmin(KeysetAdmin):
    """Bans, which decisions impose and lift; they are never edited."""

    comment_path = "decision__comment"
    change_form_template = "admin/moderation/ban.html"
    list_display = ("whom", "state", "until", "ground", "imposed_by", "created")
    list_select_related = ("person__user", "decision__house_rule", "decision__by", "lifted_by")
    search_fields = ("email", "network", "person__user__username", "person__user__display_name")
    fields = ("whom", "state", "until", "ground", "imposed_by", "created")
    readonly_fields = fields

    @admin.display(description=_("whom"))
    def whom(self, ban):
        return ban.whom

    @admin.display(description=_("now"))
    def state(self, ban):
        return ban.state

    @admin.display(description=_("ground"))
    def ground(self, ban):
        return ban.decision.ground

    @admin.display(description=_("imposed by"))
    def imposed_by(self, ban):
        return ban.decision.decider

    def get_urls(self):
        actions = AdminActions(self)
        return [
            actions.action("<id:pk>/lift/", "lift", self.run, IMPOSE, verb=self.lift),
            actions.action("<id:pk>/unlift/", "unlift", self.run, IMPOSE, verb=self.unlift),
            *super().get_urls(),
        ]

    def add_view(self, request, form_url="", extra_context=None):
        """Show the form for a ban, and impose it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NetworkBanForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            ban = form.impose(by=request.user)
            self.log_addition(request, ban, [{"added": {}}])
            messages.success(request, gettext("Banned: %(whom)s") % {"whom": ban.whom})
            return redirect("admin:moderation_ban_changelist")
        context = self.admin_site.each_context(request)
        context |= {"title": gettext("Ban an e-mail or a network"), "opts": self.opts, "form": form}
        return render(request, "admin/moderation/ban_add.html", context)

    def run(self, request, pk, *, verb):
        """Lift a ban, or impose it again, and show it."""
        try:
            ban = get_object_or_404(self.get_queryset(request), pk=pk)
            messages.success(request, verb(request.user, ban))
        except (InvalidTransition, Outdated) as error:
            messages.warning(request, str(error))
        return redirect("admin:moderation_ban_change", pk)

    def lift(self, user, ban):
        ban.lift(by=user)
        return gettext("Lifted: %(whom)s") % {"whom": self.whom(ban)}

    def unlift(self, user, ban):
        if not ban.lifting:
            raise Http404(gettext("Nobody has lifted this ban."))
        ban.lifting.undo(by=user)
        return gettext("In force again: %(whom)s") % {"whom": self.whom(ban)}

    def has_add_permission(self, request):
        """Return whether somebody may ban an address or a network, which affects all comments."""
        is_limited = ModeratorScope.objects.condition_for(request.user)
        return super().has_add_permission(request) and not is_limited

    def has_change_permission(self, request, obj=None):
        return False
