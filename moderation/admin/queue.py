from django.contrib import admin

from moderation.admin.actions import AdminActions
from moderation.desk import bulk, replies, restrictions, saved_filters, sharing, sweeps, views
from moderation.permissions import BAN, BULK, DECIDE, NOTE
from moderation.queues import QUEUES


@admin.register(*QUEUES.values())
class QueueAdmin(admin.ModelAdmin):
    """A queue of the desk. Django's own list, which counts all rows, is not used.

    Everybody who may view the queue can read it; deciding, banning and noting require more
    permissions.
    """

    # Views of one comment that answer with a page, and for htmx with only the card.
    CARD_ACTIONS = (
        *("decide", "skip", "assign", "reply", "hold_first", "limit", "ban", "note"),
        *("next", "previous", "context"),
    )
    # The route names that a card and a queue link to.
    CARD_ROUTES = (
        *("change", "card", "claim", "by_author"),
        *("similar", "search_archive", "search_step", "card_search_step"),
        *CARD_ACTIONS,
        *(f"card_{name}" for name in CARD_ACTIONS),
    )
    QUEUE_ROUTES = (
        *("changelist", "items", "undo", "card_undo", "bulk", "deal"),
        *("save_filter", "delete_filter"),
    )

    def get_urls(self):
        actions = AdminActions(self)
        return [
            actions.page("", "changelist", views.queue, admin=self),
            actions.page("items/", "items", views.items, admin=self),
            actions.action("undo/", "undo", views.undo, DECIDE, admin=self),
            actions.action(
                "card/undo/", "card_undo", views.undo, DECIDE, admin=self, is_partial=True
            ),
            actions.action("deal/", "deal", sharing.deal, DECIDE, admin=self),
            actions.action("filters/save/", "save_filter", saved_filters.save, DECIDE, admin=self),
            actions.action(
                "filters/delete/", "delete_filter", saved_filters.delete, DECIDE, admin=self
            ),
            actions.form("bulk/", "bulk", bulk.of_queue, BULK, admin=self),
            actions.page("<id:pk>/change/", "change", views.queue, admin=self),
            actions.page("<id:pk>/card/", "card", views.card, admin=self),
            actions.action("<id:pk>/claim/", "claim", views.claim, DECIDE, admin=self),
            actions.form("<id:pk>/by-author/", "by_author", bulk.of_author, BULK, admin=self),
            actions.form("<id:pk>/similar/", "similar", sweeps.review, BULK, admin=self),
            actions.action(
                "<id:pk>/similar/archive/",
                "search_archive",
                sweeps.search_archive,
                BULK,
                admin=self,
            ),
            *self._both(actions.action, "search_step", sweeps.step, BULK),
            *self._both(actions.action, "decide", views.decide, DECIDE),
            *self._both(actions.action, "skip", views.skip, DECIDE),
            *self._both(actions.action, "assign", sharing.assign, DECIDE),
            *self._both(actions.action, "reply", replies.reply, DECIDE),
            *self._both(actions.action, "hold_first", restrictions.hold_first, DECIDE),
            *self._both(actions.action, "limit", restrictions.limit, DECIDE),
            *self._both(actions.action, "ban", restrictions.ban, BAN),
            *self._both(actions.action, "note", views.note, NOTE),
            *self._both(actions.page, "next", views.neighbour, way="next"),
            *self._both(actions.page, "previous", views.neighbour, way="previous"),
            *self._both(actions.page, "context", views.context),
        ]

    def _both(self, pattern, name, view, permission=None, **view_kwargs):
        """Yield the pattern of a view of one comment as a page, and as a partial."""
        kwargs = {"admin": self, **view_kwargs}
        yield pattern(f"<id:pk>/{name}/", name, view, permission, **kwargs)
        route = f"<id:pk>/card/{name}/"
        yield pattern(route, f"card_{name}", view, permission, is_partial=True, **kwargs)

    def may_decide(self, request) -> bool:
        return request.user.has_perm(DECIDE)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False  # staff never change a comment's text

    def has_delete_permission(self, request, obj=None):
        return False
