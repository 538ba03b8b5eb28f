from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from posts.forms.blog import BlogForm
from posts.models import Blog, Post


@admin.register(Blog)
class BlogAdmin(admin.ModelAdmin):
    fieldsets = (
        (None, {"fields": ("about", "about_page", "house_rules_intro")}),
        (_("Language and time"), {"fields": ("language", "time_zone")}),
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
                    "shows_websites",
                )
            },
        ),
        (_("Other sites"), {"fields": ("takes_webmentions", "sends_webmentions")}),
    )

    form = BlogForm

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "about_page":
            kwargs["queryset"] = Post.objects.filter(place=Post.Place.PAGE).in_tree_order()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_add_permission(self, request):
        return False  # there is exactly one

    def has_delete_permission(self, request, obj=None):
        return False
