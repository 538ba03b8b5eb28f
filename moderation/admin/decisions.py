from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from moderation.admin.keyset_pagination import KeysetAdmin
from moderation.models import Decision


@admin.register(Decision)
class DecisionAdmin(KeysetAdmin):
    """All decisions, to read. A decision is undone on the card of its comment."""

    change_form_template = "admin/moderation/decision.html"
    list_display = ("action", "comment", "who", "ground", "source", "created")
    list_filter = ("action", "source")
    list_select_related = ("comment", "by", "house_rule")
    fields = (
        *("action", "comment", "person", "by", "source", "house_rule", "law"),
        *("status_before", "status_after", "undoes", "batch", "created"),
    )
    readonly_fields = fields

    @admin.display(description=_("by"))
    def who(self, decision):
        return capfirst(decision.decider)

    @admin.display(description=_("ground"))
    def ground(self, decision):
        return decision.ground

    def has_add_permission(self, request):
        return False  # decisions are taken on the desk, where the comment can be read

    def has_change_permission(self, request, obj=None):
        return False
