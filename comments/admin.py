from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from comments.models import Comment
from comments.staff_search import matching, matching_in_public
from posts.plain_text import plain_text

# "Never shown": for moderators, who use these to tell people apart.
PRIVATE = ("email", "ip")


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    """Looks comments up; nobody can change another person's words."""

    list_display = ("name", "excerpt", "post", "status", "created")
    list_filter = ("status",)
    list_select_related = ("post",)
    search_fields = ("name", "body")  # for the search box; see get_search_results
    readonly_fields = ("added_later",)
    ordering = ("-pk",)
    show_full_result_count = False

    def get_fields(self, request, obj=None):
        return _open_to(request.user, super().get_fields(request, obj))

    def get_search_results(self, request, queryset, search_term):
        """Search the index; e-mail addresses only for users who may see them."""
        if not search_term.strip():
            return queryset, False
        find = matching if _may_see_private(request.user) else matching_in_public
        return queryset.filter(find(search_term)), False

    def lookup_allowed(self, lookup, value, request):
        """Refuse `?email__startswith=` and the like: they would find private values by guessing."""
        return lookup.partition("__")[0] in self.list_filter

    @admin.display(description=_("words"))
    def excerpt(self, comment):
        return Truncator(plain_text(comment.body_html)).chars(80)

    @admin.display(description=_("added later"))
    def added_later(self, comment):
        return format_html_join(
            "", "<p>{}: {}</p>", ((each.created, each.body) for each in comment.added_texts)
        )

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def _may_see_private(user):
    return user.has_perm("moderation.add_decision")


def _open_to(user, fields):
    if _may_see_private(user):
        return fields
    return [field for field in fields if field not in PRIVATE]
