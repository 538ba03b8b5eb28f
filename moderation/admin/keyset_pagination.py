"""Keyset pagination for the admin's lists: no COUNT, and all pages cost the same."""

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR, ChangeList

from moderation.models import ModeratorScope
from moderation.models.scope import within

MAX_KEY = 10**18


class KeysetChangeList(ChangeList):
    """Django's list, newest first: `?p=KEY` shows the rows below a key, `?p=-KEY` those above."""

    def get_results(self, request):
        key = max(-MAX_KEY, min(self.page_num, MAX_KEY)) if PAGE_VAR in request.GET else 0
        rows, upwards = self.queryset.order_by("-pk"), key < 0
        if upwards:
            rows = rows.filter(pk__gt=-key).order_by("pk")
        elif key:
            rows = rows.filter(pk__lt=key)
        page = list(rows[: self.list_per_page + 1])
        has_more, page = len(page) > self.list_per_page, page[: self.list_per_page]
        self.result_list = page[::-1] if upwards else page
        self.has_newer, self.has_older = (has_more, True) if upwards else (key > 0, has_more)
        self.result_count, self.full_result_count = len(page), None
        self.show_full_result_count = self.show_admin_actions = False
        self.can_show_all = self.multi_page = False

    @property
    def newer(self) -> str:
        """Return the query string of the page above; empty at the top."""
        first = self.result_list[0].pk if self.result_list and self.has_newer else None
        return self.get_query_string({PAGE_VAR: -first}) if first else ""

    @property
    def older(self) -> str:
        """Return the query string of the page below; empty at the end."""
        last = self.result_list[-1].pk if self.result_list and self.has_older else None
        return self.get_query_string({PAGE_VAR: last}) if last else ""


class KeysetAdmin(admin.ModelAdmin):
    """The admin of a large table whose rows nobody deletes.

    `comment_path` is the lookup of a row's comment: a moderator with a scope finds only rows about
    comments in it.
    """

    comment_path = ""

    change_list_template = "admin/moderation/by_key.html"
    ordering = ("-pk",)
    sortable_by = ()
    list_per_page = 50
    actions = None
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # facets run COUNT queries

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        if not self.comment_path:
            return rows
        scope = ModeratorScope.objects.condition_for(request.user)
        return within(rows, scope, self.comment_path)

    def get_changelist(self, request, **kwargs):
        return KeysetChangeList

    def has_delete_permission(self, request, obj=None):
        return False
