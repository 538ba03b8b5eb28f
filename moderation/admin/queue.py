from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.urls import path

from moderation.desk import bulk, views
from moderation.models import HeldComment, ReportedComment, WokenThread

DECIDE, BULK = "moderation.add_decision", "moderation.add_batch"


@admin.register(HeldComment, ReportedComment, WokenThread)
class QueueAdmin(admin.ModelAdmin):
    """A queue as a desk: Django's list, which counts all and pages by number, never runs.

    Whoever may view the queue reads it; deciding, banning and noting ask for more.
    """

    # name, the view, what it takes besides, and the permission that it asks for besides viewing
    ACTS = (
        ("decide", views.decide, {}, DECIDE),
        ("skip", views.skip, {}, DECIDE),
        ("ban", views.ban, {}, "moderation.add_ban"),
        ("note", views.note, {}, "moderation.add_note"),
        ("next", views.beside, {"way": "next"}, None),
        ("previous", views.beside, {"way": "previous"}, None),
    )
    CARD_ADDRESSES = (
        *("change", "card", "claim", "by_author"),
        *(name for act, *_ in ACTS for name in (act, f"card_{act}")),
    )
    DESK_ADDRESSES = ("changelist", "items", "undo", "card_undo", "bulk")

    def get_urls(self):
        return [
            self._path("", "changelist", views.queue),
            self._path("items/", "items", views.items),
            self._path("undo/", "undo", views.undo, DECIDE),
            self._path("card/undo/", "card_undo", views.undo, DECIDE, piece=True),
            self._path("bulk/", "bulk", bulk.of_queue, BULK),
            self._path("<id:pk>/change/", "change", views.queue),
            self._path("<id:pk>/card/", "card", views.card),
            self._path("<id:pk>/claim/", "claim", views.claim, DECIDE),
            self._path("<id:pk>/by-author/", "by_author", bulk.of_author, BULK),
            *(path for act in self.ACTS for path in self._both(*act)),
        ]

    def _both(self, name, view, details, permission):
        """Give the addresses of an act as a page and as a piece."""
        yield self._path(f"<id:pk>/{name}/", name, view, permission, **details)
        address = f"<id:pk>/card/{name}/"
        yield self._path(address, f"card_{name}", view, permission, piece=True, **details)

    def _path(self, address, name, view, permission=None, **details):
        meta = self.opts
        guarded = self._guarded(view, permission, details)
        wrapped = self.admin_site.admin_view(guarded)
        return path(address, wrapped, name=f"{meta.app_label}_{meta.model_name}_{name}")

    def _guarded(self, view, permission, details):
        def guarded(request, **address):
            may = self.has_view_permission(request)
            if not may or permission and not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, self, **details, **address)

        return guarded

    def may_decide(self, request) -> bool:
        return request.user.has_perm(DECIDE)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False  # nobody changes anybody's words

    def has_delete_permission(self, request, obj=None):
        return False
