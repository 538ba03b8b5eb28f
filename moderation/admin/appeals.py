from django.contrib import admin

from moderation.admin.actions import AdminActions
from moderation.desk import appeals
from moderation.models import Appeal
from moderation.permissions import DECIDE_APPEALS


@admin.register(Appeal)
class AppealAdmin(admin.ModelAdmin):
    """The queue of appeals: each is offered only to accounts that may decide it."""

    def get_urls(self):
        actions = AdminActions(self)
        return [
            actions.page("", "changelist", appeals.queue, admin=self),
            actions.page("items/", "items", appeals.items, admin=self),
            actions.page("<id:pk>/change/", "change", appeals.queue, admin=self),
            actions.page("<id:pk>/card/", "card", appeals.card, admin=self),
            *self._both(actions.action, "undo/", "undo", appeals.undo, DECIDE_APPEALS),
            *self._both(
                actions.action, "<id:pk>/answer/", "answer", appeals.answer, DECIDE_APPEALS
            ),
            *self._both(actions.page, "<id:pk>/next/", "next", appeals.neighbour, way="next"),
            *self._both(
                actions.page, "<id:pk>/previous/", "previous", appeals.neighbour, way="previous"
            ),
        ]

    def _both(self, pattern, route, name, view, permission=None, **view_kwargs):
        """Yield the pattern of a view as a page, and as a partial."""
        kwargs = {"admin": self, **view_kwargs}
        yield pattern(route, name, view, permission, **kwargs)
        yield pattern(f"card/{route}", f"card_{name}", view, permission, is_partial=True, **kwargs)

    def has_add_permission(self, request):
        return False  # people appeal on the pages for readers

    def has_delete_permission(self, request, obj=None):
        return False
