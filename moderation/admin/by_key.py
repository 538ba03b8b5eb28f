"""Lists that count nothing and go from page to page by key: the last costs what the first does."""

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR, ChangeList

LARGEST_KEY = 10**18


class NewestFirst(ChangeList):
    """Django's list, newest first; `?p=KEY` goes on below a key, `?p=-KEY` above it."""

    def get_results(self, request):
        key = max(-LARGEST_KEY, min(self.page_num, LARGEST_KEY)) if PAGE_VAR in request.GET else 0
        rows, upwards = self.queryset.order_by("-pk"), key < 0
        if upwards:
            rows = rows.filter(pk__gt=-key).order_by("pk")
        elif key:
            rows = rows.filter(pk__lt=key)
        found = list(rows[: self.list_per_page + 1])
        more, found = len(found) > self.list_per_page, found[: self.list_per_page]
        self.result_list = found[::-1] if upwards else found
        self.has_newer, self.has_older = (more, True) if upwards else (key > 0, more)
        self.result_count, self.full_result_count = len(found), None
        self.show_full_result_count = self.show_admin_actions = False
        self.can_show_all = self.multi_page = False

    @property
    def newer(self) -> str:
        """The address of the page above; empty at the top."""
        first = self.result_list[0].pk if self.result_list and self.has_newer else None
        return self.get_query_string({PAGE_VAR: -first}) if first else ""

    @property
    def older(self) -> str:
        last = self.result_list[-1].pk if self.result_list and self.has_older else None
        return self.get_query_string({PAGE_VAR: last}) if last else ""


class ByKeyAdmin(admin.ModelAdmin):
    """A list of rows that only grow in number; nobody deletes them."""

    change_list_template = "admin/moderation/by_key.html"
    ordering = ("-pk",)
    sortable_by = ()
    list_per_page = 50
    actions = None
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # they count

    def get_changelist(self, request, **kwargs):
        return NewestFirst

    def has_delete_permission(self, request, obj=None):
        return False
