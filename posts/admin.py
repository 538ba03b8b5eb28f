from django.contrib import admin

from posts.models import Blog, Post


@admin.register(Blog)
class BlogAdmin(admin.ModelAdmin):
    def has_add_permission(self, request):
        return False  # there is one, made when first needed

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    list_display = ("title", "author", "status", "published_at", "comment_mode", "comment_count")
    list_filter = ("status", "comment_mode")
    list_select_related = ("author",)
    search_fields = ("title",)
    date_hierarchy = "published_at"
    prepopulated_fields = {"slug": ("title",)}
    autocomplete_fields = ("author",)
    fields = (
        "title",
        "slug",
        "author",
        "body",
        "excerpt",
        "published_at",
        "comment_mode",
        "holds_first_comments",
    )

    def save_model(self, request, obj, form, change):
        obj.write(obj.body)
        if obj.status == Post.Status.PUBLISHED:
            obj.publish(at=obj.published_at)
        else:
            obj.save()

    def has_delete_permission(self, request, obj=None):
        return False  # readers' words hang on it: unpublish instead
