from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from posts.models import Blog


@admin.register(Blog)
class BlogAdmin(admin.ModelAdmin):
    fieldsets = (
        (None, {"fields": ("name", "about", "time_zone", "house_rules_intro")}),
        (_("Hours in which comments open"), {"fields": (("opens_at", "closes_at"),)}),
        (_("Mail to moderators"), {"fields": ("alert_after_hours",)}),
        (
            _("Comment defaults for new posts"),
            {
                "fields": (
                    "comment_mode",
                    "commenters",
                    ("later_comment_mode", "later_after_days"),
                    "comments_note",
                )
            },
        ),
    )

    def has_add_permission(self, request):
        return False  # there is exactly one

    def has_delete_permission(self, request, obj=None):
        return False
