from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from posts import previews
from posts.dates import time_of_day
from posts.models import WorkingCopy
from posts.models.managers import SLUG_LENGTH
from posts.models.revision import TEXT_FIELDS
from posts.slugs import slug_of
from posts.url_converters import positive_int


class WorkingCopyViews:
    """The pages of the posts' admin that store, discard and preview unsaved text."""

    def __init__(self, post_admin):
        self.admin, self.name = post_admin, post_admin.url_name

    @property
    def urls(self) -> list:
        view = self.admin.admin_site.admin_view
        return [
            path("autosave/", view(require_POST(self.autosave)), name=self.name("autosave")),
            path("copies/<uuid:key>/", view(self.discard), name=self.name("copy")),
            path("<id:pk>/preview/", view(self.preview), name=self.name("preview")),
        ]

    def autosave(self, request):
        """Store unsaved text; return the time, the slug and the URL of a preview as JSON."""
        try:
            post = self._posted_post(request)
            # The form of an earlier release sends no description.
            posted = {"social_description": "", **request.POST.dict()}
            texts = {name: posted[name].replace("\x00", "") for name in TEXT_FIELDS}
            texts["title"] = texts["title"][:200]
            key = UUID(request.POST["key"])
            place = self.admin.place
            copy = WorkingCopy.objects.store(
                key, by=request.user, post=post, place=place, texts=texts
            )
        except (KeyError, ValueError, ObjectDoesNotExist):
            return JsonResponse({"reason": gettext("This is not your working copy.")}, status=400)
        return JsonResponse(
            {
                "saved": time_of_day(copy.saved),
                "slug": slug_of(copy.title, SLUG_LENGTH),
                "preview": previews.preview_path(post=post, copy=copy),
            }
        )

    def _posted_post(self, request):
        number = request.POST["post"]
        posts = self.admin.get_queryset(request)
        post = posts.get(pk=positive_int(number)) if number else None
        allowed = self.admin.has_change_permission if post else self.admin.has_add_permission
        if not allowed(request, *filter(None, [post])):
            raise PermissionDenied
        return post

    def discard(self, request, key):
        """Delete one of the user's own working copies."""
        if request.method == "POST":
            WorkingCopy.objects.filter(key=key, by=request.user).delete()
            messages.success(request, gettext("The unsaved changes were discarded."))
        post = request.POST.get("post", "")
        if positive_int(post):
            return redirect(f"admin:{self.name('change')}", post)
        return redirect(f"admin:{self.name('add')}")

    def preview(self, request, pk):
        """Redirect to the preview of the stored post; that URL may be given to others."""
        post = self.admin.viewable_post(request, pk)
        return redirect(previews.preview_path(post=post))
