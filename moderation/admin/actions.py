"""The routes of a ModelAdmin's own views: each with its permission and its method."""

from django.core.exceptions import PermissionDenied
from django.urls import path
from django.views.decorators.http import require_http_methods

READ = ("GET", "HEAD")


class AdminActions:
    """Makes the URL patterns of one ModelAdmin's own views.

    Each requires the permission to view the model, and also its own `permission`.
    """

    def __init__(self, model_admin):
        self.admin = model_admin

    def page(self, route, name, view, permission=None, **view_kwargs):
        """Return the pattern of a view that only shows something."""
        return self._path(route, name, view, permission, READ, view_kwargs)

    def form(self, route, name, view, permission=None, **view_kwargs):
        """Return the pattern of a view that shows a form and takes its POST."""
        return self._path(route, name, view, permission, (*READ, "POST"), view_kwargs)

    def action(self, route, name, view, permission, **view_kwargs):
        """Return the pattern of a view that changes something: POST only."""
        return self._path(route, name, view, permission, ("POST",), view_kwargs)

    def _path(self, route, name, view, permission, methods, view_kwargs):
        opts = self.admin.opts
        allowed = require_http_methods(methods)(view)

        def guarded(request, **url_kwargs):
            may_view = self.admin.has_view_permission(request)
            if not may_view or permission and not request.user.has_perm(permission):
                raise PermissionDenied
            return allowed(request, **view_kwargs, **url_kwargs)

        wrapped = self.admin.admin_site.admin_view(guarded)
        return path(route, wrapped, name=f"{opts.app_label}_{opts.model_name}_{name}")
