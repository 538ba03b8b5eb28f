from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from posts.models import MenuEntry, Post

PERMISSION = "posts.change_blog"
WAYS = {"up": _("Up"), "down": _("Down")}


@admin.register(MenuEntry)
class MenuEntryAdmin(admin.ModelAdmin):
    """The menu, in its order; anyone who may change the blog may change it."""

    list_display = ("text", "area", "target", "order")
    list_select_related = ("page",)
    actions = None
    sortable_by = ()
    fields = ("area", "page", "url", "label", "position")

    class Media:
        css = {"all": ["css/admin/menu.css"]}

    def get_urls(self):
        move = self.admin_site.admin_view(require_POST(self.move))
        moves = [
            path(f"<id:pk>/{way}/", move, {"way": way}, name=f"posts_menuentry_{way}")
            for way in WAYS
        ]
        return [*moves, *super().get_urls()]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "page":
            kwargs["queryset"] = Post.objects.filter(place=Post.Place.PAGE).in_tree_order()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def move(self, request, pk, way):
        """Move an entry one place up or down."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        get_object_or_404(MenuEntry, pk=pk).move(up=way == "up")
        # The keyboard focus follows the entry.
        return redirect(f"{reverse('admin:posts_menuentry_changelist')}#move-{pk}")

    @admin.display(description=_("label"))
    def text(self, entry):
        return entry.text

    @admin.display(description=_("leads to"))
    def target(self, entry):
        if entry.page and not entry.page.is_published:
            return gettext("“%(title)s”: readers see it when it is published") % {
                "title": entry.page.title
            }
        path = entry.page.path if entry.page else entry.url
        return format_html('<a href="{}">{}</a>', entry.href, path)

    @admin.display(description=_("order"))
    def order(self, entry):
        """Return the buttons that move an entry: they send the form of the list to another URL."""
        ways = [
            (reverse(f"admin:posts_menuentry_{way}", args=[entry.pk]), label)
            for way, label in WAYS.items()
        ]
        return render_to_string("admin/posts/_order.html", {"entry": entry, "ways": ways})

    # Permissions

    def has_module_permission(self, request):
        return request.user.has_perm(PERMISSION)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(PERMISSION)

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request):
        return request.user.has_perm(PERMISSION)
