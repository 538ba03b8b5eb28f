from django.contrib import admin, messages
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.punctuation import listed
from posts.admin.post import HIDDEN_FIELDS, PostAdmin, StateFilter
from posts.forms import PageForm
from posts.models import Page
from posts.models.comment_settings import CommentMode
from posts.models.managers import by_path
from posts.placeholders import placeholders_in


@admin.register(Page)
class PageAdmin(PostAdmin):
    """The pages of the blog, ordered by path; anyone who may write posts may write them."""

    form = PageForm
    place = Page.Place.PAGE
    list_display = ("name_in_tree", "url", "state_now", "comment_mode", "responses")
    list_filter = (StateFilter,)
    search_fields = ("title", "page_path")
    date_hierarchy = None
    fieldsets = (
        (None, {"fields": ("title", "page_path", "body", "excerpt", "social_description")}),
        (_("About it"), {"fields": ("author", "lead_image")}),
        *PostAdmin.fieldsets[2:3],
        (None, {"fields": ("publish_at", *HIDDEN_FIELDS), "classes": ("publication",)}),
    )

    class Media:
        css = {"all": ["css/admin/editor.css", "css/admin/article.css", "css/admin/menu.css"]}

    def get_ordering(self, request):
        return [by_path(Page.objects.db), "pk"]

    def get_changeform_initial_data(self, request):
        return super().get_changeform_initial_data(request) | {"comment_mode": CommentMode.CLOSED}

    @staticmethod
    def _move(post, form):
        path = post.page_path
        if path and path != form.initial["page_path"]:
            post.page_path = form.initial["page_path"]
            post.move_page_to(path)

    def _back_to_form(self, request, post):
        response = super()._back_to_form(request, post)
        if left := placeholders_in(post.body_html):
            text = gettext("Still to be filled in or deleted: %(words)s.")
            messages.warning(request, text % {"words": listed(left)})
        if path := post.missing_parent:
            text = gettext("There is no page /%(path)s/ yet: that URL leads nowhere.")
            messages.warning(request, text % {"path": path})
        return response

    @admin.display(description=_("title"))
    def name_in_tree(self, page):
        depth = min(len(page.path_names), 6)
        return format_html('<span class="in-tree in-tree--{}">{}</span>', depth, page.title)

    @admin.display(description=_("path"))
    def url(self, page):
        if not page.page_path and not page.date:
            return "–"
        if not page.is_published:
            return page.path
        return format_html('<a href="{}">{}</a>', page.get_absolute_url(), page.path)

    # Permissions

    def has_add_permission(self, request):
        return request.user.has_perm("posts.add_post")

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("posts.change_post")

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("posts.view_post") or self.has_change_permission(request, obj)

    def has_module_permission(self, request):
        return self.has_view_permission(request)
