from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.utils.translation import gettext_lazy as _

from accounts.models import User


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    fieldsets = (
        (None, {"fields": ("username", "password", "display_name")}),
        (_("Contact"), {"fields": ("email",)}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    *("username", "display_name"),
                    *("usable_password", "password1", "password2"),
                ),
            },
        ),
    )
    list_display = ("username", "display_name", "is_staff", "is_active")
    search_fields = ("username", "display_name", "email")

    def save_model(self, request, obj, form, change):
        """Save; an e-mail that staff give to an account counts as confirmed."""
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            obj.confirm_email()
