from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from posts.forms.look import LookForm, TypedColours
from posts.models import Look

PERMISSION = "posts.change_blog"


@admin.register(Look)
class LookAdmin(admin.ModelAdmin):
    """How the blog looks: a page with a form, and a preview on light and dark screens."""

    def get_urls(self):
        colours = self.admin_site.admin_view(require_safe(self.colours))
        return [path("colours/", colours, name="posts_look_colours"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        """Show the form; POST stores it, or shows its preview alone."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = LookForm(_sent(request), request.FILES or None, instance=Look.objects.current())
        is_preview = not {"_preview", "_take"}.isdisjoint(request.POST)
        if form.is_bound and form.is_valid() and not is_preview:
            form.store(by=request.user)
            self.log_change(
                request, form.instance, self.construct_change_message(request, form, [])
            )
            messages.success(request, gettext("The look is changed, on all pages."))
            return redirect("admin:posts_look_changelist")
        if form.is_bound and form.is_valid():
            form.store_uploads()
        context = self.admin_site.each_context(request) | {
            "title": gettext("Look of the blog"),
            "opts": self.opts,
            "form": form,
            "adminform": AdminForm(form, form.fieldsets, {}, model_admin=self),
            "colours": form.colours,
            "errors": form.errors,
            "media": self.media + form.media,
        }
        status = 422 if form.errors and not is_preview else 200
        return TemplateResponse(request, "admin/posts/look.html", context, status=status)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return redirect("admin:posts_look_changelist")

    def colours(self, request):
        """Return as JSON the shades of two typed colours, and what is wrong with the colours."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        colours = TypedColours(*(request.GET.get(name, "") for name in ("accent", "accent_dark")))
        problems = {
            name: problem._asdict() | {"use": problem.use}
            for name, problem in colours.problems.items()
        }
        return JsonResponse({"properties": colours.accent.properties, "problems": problems})

    # Permissions

    def has_module_permission(self, request):
        return request.user.has_perm(PERMISSION)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(PERMISSION)

    has_change_permission = has_view_permission

    def has_add_permission(self, request):
        return False  # there is exactly one

    def has_delete_permission(self, request, obj=None):
        return False


def _sent(request):
    """Return the POST data, with the colour that its button offers in place of the typed one."""
    if request.method != "POST":
        return None
    sent = request.POST.copy()
    name, _, colour = sent.get("_take", "").partition(" ")
    if name in ("accent", "accent_dark"):
        sent[name] = colour
    return sent
