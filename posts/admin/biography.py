from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from posts.admin.look import PERMISSION
from posts.admin.picture_form import PictureFormAdmin
from posts.forms.biography import BiographyForm
from posts.models import Biography


@admin.register(Biography)
class BiographyAdmin(PictureFormAdmin):
    """What the blog says about its authors; anyone who may change the blog may change it."""

    form = BiographyForm
    fields = ("author", "text", "picture_file")
    list_display = ("author", "text_in_brief")
    list_select_related = ("author",)
    actions = None

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "author":
            # Only users who have written a post, or may: there are many readers' accounts.
            authors = User.objects.filter(posts__isnull=False) | User.objects.filter(is_staff=True)
            kwargs["queryset"] = authors.filter(erased=None).distinct().order_by("display_name")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        form.store(by=request.user)

    @admin.display(description=_("about them"))
    def text_in_brief(self, biography):
        return biography.text if len(biography.text) <= 120 else f"{biography.text[:119]}…"

    # Permissions

    def has_module_permission(self, request):
        return request.user.has_perm(PERMISSION)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(PERMISSION)

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request):
        return request.user.has_perm(PERMISSION)
