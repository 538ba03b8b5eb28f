from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from comments.models import InvalidTransition
from moderation.admin.actions import AdminActions
from moderation.admin.keyset_pagination import KeysetAdmin
from moderation.models import Batch, ModeratorScope
from moderation.permissions import BULK


@admin.register(Batch)
class BatchAdmin(KeysetAdmin):
    """Batches: their progress and undo. Without a worker, the open page runs a batch in steps."""

    list_display = ("what", "by", "status", "created")
    list_select_related = ("by",)

    @admin.display(description=_("batch"))
    def what(self, batch):
        return batch.title

    def get_urls(self):
        actions = AdminActions(self)
        partial = {"is_partial": True}
        return [
            actions.page("", "changelist", self.changelist_view),
            actions.page("<id:pk>/change/", "change", self.batch),
            actions.action("<id:pk>/step/", "step", self.step, BULK),
            actions.action("<id:pk>/step/piece/", "piece_step", self.step, BULK, **partial),
            actions.action("<id:pk>/undo/", "undo", self.undo, BULK),
        ]

    def batch(self, request, pk):
        context = self._context(self._batch_in_scope(request, pk))
        context |= self.admin_site.each_context(request)
        return render(request, "admin/moderation/batch.html", context)

    def step(self, request, pk, *, is_partial=False):
        """Run the next decisions of a batch, and show its progress."""
        batch = self._batch_in_scope(request, pk)
        batch.step()
        if is_partial:
            return render(request, "admin/moderation/_progress.html", self._context(batch))
        return redirect("admin:moderation_batch_change", pk)

    def undo(self, request, pk):
        batch = self._batch_in_scope(request, pk)
        try:
            batch.undo(by=request.user)
        except InvalidTransition as error:
            messages.warning(request, str(error))
        return redirect("admin:moderation_batch_change", pk)

    def get_queryset(self, request):
        scope = ModeratorScope.objects.condition_for(request.user)
        return super().get_queryset(request).within(scope)

    def _batch_in_scope(self, request, pk):
        return get_object_or_404(self.get_queryset(request), pk=pk)

    def _context(self, batch):
        progress = batch.progress
        left = progress["decided" if batch.status == Batch.Status.UNDOING else "waiting"]
        return {
            "title": batch.title,
            "opts": self.opts,
            "batch": batch,
            "progress": progress,
            "done": progress["total"] - left,
        }

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
