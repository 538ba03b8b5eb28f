from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.urls import path

from moderation.desk import bulk, views
from moderation.models import HeldComment, ReportedComment, WokenThread

DECIDE, BULK = "moderation.add_decision", "moderation.add_batch"


@admin.register(HeldComment, ReportedComment, WokenThread)
class QueueAdmin(admin.ModelAdmin):
    """A queue of the desk. Django's own list, which counts all rows, is not used.

    Everybody who may view the queue can read it; to decide, ban or note needs more permissions.
    """

    # name, view, further arguments of the view, and the permission needed besides viewing
    ACTIONS = (
        ("decide", views.decide, {}, DECIDE),
        ("skip", views.skip, {}, DECIDE),
        ("ban", views.ban, {}, "moderation.add_ban"),
        ("note", views.note, {}, "moderation.add_note"),
        ("next", views.neighbour, {"way": "next"}, None),
        ("previous", views.neighbour, {"way": "previous"}, None),
    )
    CARD_VIEWS = (
        *("change", "card", "claim", "by_author"),
        *(name for action, *_ in ACTIONS for name in (action, f"card_{action}")),
    )
    QUEUE_VIEWS = ("changelist", "items", "undo", "card_undo", "bulk")

    def get_urls(self):
        return [
            self._path("", "changelist", views.queue),
            self._path("items/", "items", views.items),
            self._path("undo/", "undo", views.undo, DECIDE),
            self._path("card/undo/", "card_undo", views.undo, DECIDE, is_partial=True),
            self._path("bulk/", "bulk", bulk.of_queue, BULK),
            self._path("<id:pk>/change/", "change", views.queue),
            self._path("<id:pk>/card/", "card", views.card),
            self._path("<id:pk>/claim/", "claim", views.claim, DECIDE),
            self._path("<id:pk>/by-author/", "by_author", bulk.of_author, BULK),
            *(path for action in self.ACTIONS for path in self._both_paths(*action)),
        ]

    def _both_paths(self, name, view, view_kwargs, permission):
        """Yield the path of an action as a page, and as a partial."""
        yield self._path(f"<id:pk>/{name}/", name, view, permission, **view_kwargs)
        route = f"<id:pk>/card/{name}/"
        yield self._path(route, f"card_{name}", view, permission, is_partial=True, **view_kwargs)

    def _path(self, route, name, view, permission=None, **view_kwargs):
        meta = self.opts
        guarded = self._guarded(view, permission, view_kwargs)
        wrapped = self.admin_site.admin_view(guarded)
        return path(route, wrapped, name=f"{meta.app_label}_{meta.model_name}_{name}")

    def _guarded(self, view, permission, view_kwargs):
        def guarded(request, **url_kwargs):
            may_view = self.has_view_permission(request)
            if not may_view or permission and not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, self, **view_kwargs, **url_kwargs)

        return guarded

    def may_decide(self, request) -> bool:
        return request.user.has_perm(DECIDE)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False  # staff never change a comment's text

    def has_delete_permission(self, request, obj=None):
        return False
