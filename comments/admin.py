from django.contrib import admin

from comments.models import Comment


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    """For looking comments up; nobody changes anybody's words."""

    list_display = ("name", "excerpt", "post", "status", "created")
    list_filter = ("status",)
    list_select_related = ("post",)
    search_fields = ("name", "email", "body")
    ordering = ("-created",)
    show_full_result_count = False

    @admin.display(description="words")
    def excerpt(self, comment):
        return comment.body[:80]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
