from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from comments.models import InvalidTransition
from moderation.admin.keyset_pagination import KeysetAdmin
from moderation.models import Batch

DECIDE = "moderation.add_batch"


@admin.register(Batch)
class BatchAdmin(KeysetAdmin):
    """Batches: the progress of each, and its undo. The open page runs a batch step by step."""

    list_display = ("what", "by", "status", "created")
    list_select_related = ("by",)

    @admin.display(description="batch")
    def what(self, batch):
        return batch.title

    def get_urls(self):
        return [
            self._path("<id:pk>/change/", "change", self.batch),
            self._path("<id:pk>/step/", "step", self.step, DECIDE),
            self._path("<id:pk>/step/piece/", "piece_step", self.step, DECIDE, is_partial=True),
            self._path("<id:pk>/undo/", "undo", self.undo, DECIDE),
            path(
                "", self.admin_site.admin_view(self.changelist_view), name=self._name("changelist")
            ),
        ]

    def _name(self, view):
        return f"{self.opts.app_label}_{self.opts.model_name}_{view}"

    def _path(self, route, name, view, permission=None, **view_kwargs):
        def guarded(request, pk):
            may_view = self.has_view_permission(request)
            if not may_view or permission and not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, get_object_or_404(Batch, pk=pk), **view_kwargs)

        return path(route, self.admin_site.admin_view(guarded), name=self._name(name))

    def batch(self, request, batch):
        return require_safe(self._page)(request, batch)

    def step(self, request, batch, *, is_partial=False):
        return require_POST(self._step)(request, batch, is_partial)

    def undo(self, request, batch):
        return require_POST(self._undo)(request, batch)

    def _page(self, request, batch):
        context = self.admin_site.each_context(request) | self._context(batch)
        return render(request, "admin/moderation/batch.html", context)

    def _step(self, request, batch, is_partial):
        batch.step()
        if is_partial:
            return render(request, "admin/moderation/_progress.html", self._context(batch))
        return redirect("admin:moderation_batch_change", batch.pk)

    def _undo(self, request, batch):
        try:
            batch.undo(by=request.user)
        except InvalidTransition as error:
            messages.warning(request, str(error))
        return redirect("admin:moderation_batch_change", batch.pk)

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
