"""The comments that a rule in shadow would have held, once a moderator has decided on them."""

from django.db.models import F
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.rules import State
from moderation.desk.shadow import decided_among
from moderation.figures.shadow_record import found_in_shadow
from moderation.keyset import page_of, place_in
from moderation.models import ModeratorScope, RuleChange
from moderation.models.acts import CLEARING_ACTIONS, REMOVAL_ACTIONS
from moderation.trials import running

PAGE_SIZE = 50
RESULTS = {
    "right": (REMOVAL_ACTIONS, _("Rejected or removed: it would have been right")),
    "wrong": (CLEARING_ACTIONS, _("Approved or kept: it would have been wrong")),
}


class ShadowPages:
    """The comments behind the numbers of a rule in shadow; of the undecided ones, none."""

    def __init__(self, rule_admin):
        self.admin = rule_admin

    def urls(self, actions) -> list:
        return [
            actions.page(
                f"<slug:code>/shadow/{result}/", f"shadow_{result}", self.show, result=result
            )
            for result in RESULTS
        ]

    def show(self, request, code, result):
        """Show the comments of one result, newest first; a rule that is not in shadow has none."""
        rule = self.admin.rule_or_404(code)
        if running.settings_of(rule)[0] != State.SHADOW:
            return redirect("admin:moderation_rule_change", code)
        actions, heading = RESULTS[result]
        page = page_of(
            self._decided(rule, request.user).filter(decision__in=actions),
            size=PAGE_SIZE,
            **place_in(request.GET),
        )
        context = {
            "rule": rule,
            "heading": heading,
            "comments": page.items,
            "page_links": page.links({}),
            "title": gettext("In shadow: %(rule)s") % {"rule": rule.title},
            "opts": self.admin.opts,
        }
        context |= self.admin.admin_site.each_context(request)
        return render(request, "admin/moderation/shadow_comments.html", context)

    @staticmethod
    def _decided(rule, user):
        """Return the comments in somebody's scope that were decided after the rule found them."""
        change = RuleChange.objects.last_of(rule.code)
        scope = ModeratorScope.objects.condition_for(user)
        comments = found_in_shadow(rule, change and change.created, scope)
        return decided_among(comments).filter(decided__gt=F("first")).order_by("-pk")
