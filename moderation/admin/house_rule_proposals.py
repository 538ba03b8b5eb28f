from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moderation.admin.actions import AdminActions
from moderation.admin.house_rule_texts import HouseRuleTexts
from moderation.models import HouseRule, HouseRuleProposal, ProposalClosed
from moderation.models.house_rule import TEXT_FIELDS
from posts.diff import differences

PROPOSE, PUBLISH = "moderation.add_houseruleproposal", "moderation.change_houserule"
LABELS = {"title": _("Title"), "text": _("Text"), "sentence": _("Sentence")}


class ProposalForm(HouseRuleTexts):
    """A proposed text of a house rule, and the reason."""

    reason = forms.CharField(
        label=_("Why"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, current, **kwargs):
        self.current = current
        texts = {name: getattr(current, name) for name in TEXT_FIELDS}
        super().__init__(*args, initial=texts, **kwargs)

    def clean(self):
        cleaned = super().clean()
        is_same = (cleaned[name] == getattr(self.current, name) for name in TEXT_FIELDS)
        if not self.errors and all(is_same):
            raise forms.ValidationError(gettext("These are the words in force. Change some."))
        return cleaned


class AnswerForm(forms.Form):
    """The answer to a proposal, and the version of the rule that the owner has compared it with."""

    answer = forms.CharField(
        label=_("Answer to the moderator"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    current = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def refuse(self, error, current: int):
        """Add the error that says why the answer was not stored; the form now has `current`."""
        self.add_error(None, str(error))
        self.data = self.data | {"current": current}


@admin.register(HouseRuleProposal)
class HouseRuleProposalAdmin(admin.ModelAdmin):
    """Moderators' proposals for house rules, answered by people who may change rules."""

    list_display = ("__str__", "status", "created")
    list_filter = ("status",)
    list_select_related = ("by", "based_on")
    actions = None

    def get_urls(self):
        actions = AdminActions(self)
        return [
            actions.form("add/<id:rule>/", "add_to", self.propose, PROPOSE),
            actions.form("<id:pk>/change/", "change", self.proposal),
            actions.page("", "changelist", self.changelist_view),
        ]

    def propose(self, request, rule):
        """Show the form with the current text; POST stores a proposal."""
        current = get_object_or_404(HouseRule, pk=rule, retired=False).current
        form = ProposalForm(request.POST or None, current=current)
        if request.method == "POST" and form.is_valid():
            proposal = HouseRuleProposal.objects.create(
                based_on=current, by=request.user, **form.cleaned_data
            )
            messages.success(request, gettext("Proposed. Those who publish house rules see it."))
            return redirect("admin:moderation_houseruleproposal_change", proposal.pk)
        title = gettext("Propose a change: %(rule)s") % {"rule": current.title}
        status = 422 if request.method == "POST" else 200
        return self._answer(request, "propose", {"form": form, "title": title}, status)

    def proposal(self, request, pk):
        """Show a proposal beside the current text; POST publishes or declines it."""
        rows = HouseRuleProposal.objects.select_related("based_on__rule", "by", "answered_by")
        proposal = get_object_or_404(rows, pk=pk)
        if request.method == "POST":
            return self._submit(request, proposal)
        form = AnswerForm(initial={"current": proposal.based_on.rule.current.number})
        return self._show(request, proposal, form)

    def _submit(self, request, proposal):
        if not request.user.has_perm(PUBLISH):
            raise PermissionDenied
        form = AnswerForm(request.POST.dict())
        if not form.is_valid():
            return self._show(request, proposal, form, 422)
        try:
            return self._close(request, proposal, form)
        except ProposalClosed as error:
            proposal.refresh_from_db()
            form.refuse(error, proposal.based_on.rule.current.number)
            return self._show(request, proposal, form, 409)

    def _show(self, request, proposal, form, status=200):
        current = proposal.based_on.rule.current
        old = current if proposal.is_open else proposal.based_on
        context = {
            "proposal": proposal,
            "form": form,
            "title": str(proposal),
            "may_publish": request.user.has_perm(PUBLISH) and proposal.is_open,
            "is_newer": proposal.is_open and current != proposal.based_on,
            "parts": [
                (label, differences(escape(getattr(old, name)), escape(getattr(proposal, name))))
                for name, label in LABELS.items()
            ],
        }
        return self._answer(request, "proposal", context, status)

    def _close(self, request, proposal, form):
        answer = form.cleaned_data["answer"]
        if "publish" in request.POST:
            proposal.publish(by=request.user, current=form.cleaned_data["current"], answer=answer)
            messages.success(request, gettext("Published. It is in force now."))
        else:
            proposal.decline(by=request.user, answer=answer)
            messages.success(request, gettext("Declined. The moderator sees your answer."))
        return redirect("admin:moderation_houseruleproposal_change", proposal.pk)

    def _answer(self, request, template, context, status=200):
        context |= self.admin_site.each_context(request) | {"opts": self.opts}
        return render(request, f"admin/moderation/{template}.html", context, status=status)

    def has_add_permission(self, request):
        return False  # proposals begin on the page of a rule

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
