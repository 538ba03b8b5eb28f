from django.contrib import admin
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from posts.models import Post, Site

ELSEWHERE = Q(pages__post__place=Post.Place.ELSEWHERE)  # others are in the conversation of a post


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin):
    """The owner's other sites, which embed conversations; none at first."""

    actions = None  # sites are deleted one at a time, so that cached answers expire
    list_display = ("__str__", "origin", "conversations", "comment_mode", "commenters")
    readonly_fields = ("conversations",)
    fieldsets = (
        (None, {"fields": ("origin", "name", "conversations")}),
        (_("Conversations"), {"fields": ("comment_mode", "commenters", "comments_note")}),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(page_count=Count("pages", filter=ELSEWHERE))

    @admin.display(description=_("pages with a conversation"), ordering="page_count")
    def conversations(self, site):
        if site.pk is None:
            return "–"
        pages = reverse("admin:posts_pageelsewhere_changelist")
        return format_html('<a href="{}?site={}">{}</a>', pages, site.pk, site.page_count)
