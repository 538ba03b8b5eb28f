from urllib.parse import urlencode

from django.contrib import admin
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import render
from django.utils.text import capfirst

from comments.models import Addition
from moderation.admin.actions import AdminActions
from moderation.desk.summaries import summary
from moderation.history.decision_csv import csv_of
from moderation.history.decision_filters import DecisionFilter
from moderation.history.lists import text_of
from moderation.keyset import page_of, place_in
from moderation.models import Decision, ModeratorScope
from moderation.models.scope import within

DECISIONS_PER_PAGE = 50


@admin.register(Decision)
class DecisionAdmin(admin.ModelAdmin):
    """All decisions, to search and to read; they are undone on the card of the comment."""

    comment_path = "comment"
    change_form_template = "admin/moderation/decision.html"
    fields = (
        *("action", "comment", "person", "by", "source", "house_rule", "law"),
        *("status_before", "status_after", "undoes", "batch", "created"),
    )
    readonly_fields = fields

    def get_urls(self):
        actions = AdminActions(self)
        return [
            actions.page("", "changelist", self.decisions),
            actions.page("csv/", "csv", self.csv),
            *super().get_urls()[1:],  # without Django's own list, which ours replaces
        ]

    def get_queryset(self, request):
        return self._in_scope(request, super().get_queryset(request))

    def decisions(self, request):
        """Show the decisions that match the filters, a page at a time."""
        form = DecisionFilter(request.GET)
        decisions = self._in_scope(request, form.decisions())
        page = page_of(decisions, size=DECISIONS_PER_PAGE, **place_in(request.GET))
        Addition.objects.fetch_for([each.comment for each in page.items if each.comment])
        context = self.admin_site.each_context(request) | {
            "title": capfirst(self.opts.verbose_name_plural),
            "opts": self.opts,
            "form": form,
            "rows": [(each, summary(each), self._text(each)) for each in page.items],
            "page_links": page.links(form.active),
            "query": urlencode(form.active),
        }
        return render(request, "admin/moderation/decisions.html", context)

    def _text(self, decision):
        return text_of(decision.comment) if decision.comment else ""

    def csv(self, request):
        """Send all decisions that match the filters as CSV."""
        form = DecisionFilter(request.GET)
        if form.problem:
            raise Http404(form.problem)
        return StreamingHttpResponse(
            csv_of(self._in_scope(request, form.decisions())),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="decisions.csv"'},
        )

    def _in_scope(self, request, decisions):
        return within(decisions, ModeratorScope.objects.condition_for(request.user))

    def has_add_permission(self, request):
        return False  # decisions are taken on the desk, where the comment can be read

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
