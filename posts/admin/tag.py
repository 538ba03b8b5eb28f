from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from posts.models import Tag


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    list_display = ("name", "slug", "posts_with_it")
    search_fields = ("name",)
    fields = ("name", "slug", "description", "parent")

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(post_count=Count("posts"))

    def delete_queryset(self, request, queryset):
        for tag in queryset:
            tag.delete()  # one by one: Tag.delete makes a new version of the blog

    @admin.display(description=_("posts"), ordering="post_count")
    def posts_with_it(self, tag):
        return tag.post_count
