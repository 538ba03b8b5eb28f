"""The log of sent Webmentions in the admin, read-only."""

from django.contrib import admin

from blogsite.models import SentMention


@admin.register(SentMention)
class SentMentionAdmin(admin.ModelAdmin):
    """Links of posts that other sites were notified of, for editors."""

    list_display = ("target", "post", "status", "error", "sent", "due")
    list_filter = ("status",)
    list_select_related = ("post",)
    search_fields = ("target", "post__title")
    fields = readonly_fields = ("target", "post", "status", "error", "attempts", "sent", "due")
    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
