from django.contrib import admin
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from posts.forms import PageElsewhereForm
from posts.models import ForeignPage, PageElsewhere, Site

SHOWN_URL_LENGTH = 70


class SiteFilter(admin.SimpleListFilter):
    """Filters pages by their site; the pages of unknown sites are one choice."""

    title = _("site")
    parameter_name = "site"

    def lookups(self, request, model_admin):
        return [*((site.pk, str(site)) for site in Site.objects.all()), ("none", _("none"))]

    def queryset(self, request, pages):
        if self.value() == "none":
            return pages.filter(foreign_page__site=None)
        known = [str(pk) for pk, _name in self.lookup_choices]
        return pages.filter(foreign_page__site=self.value()) if self.value() in known else pages


@admin.register(PageElsewhere)
class PageElsewhereAdmin(admin.ModelAdmin):
    """Pages of other sites that have conversations here, embedded or imported.

    The first comment creates a page, so nobody adds one.
    """

    form = PageElsewhereForm
    list_display = ("title", "conversation", "comment_mode_now_as_text", "site", "where")
    list_filter = (SiteFilter, "comment_mode")
    list_select_related = ("foreign_page__site",)
    search_fields = ("title", "foreign_page__url", "foreign_page__identifier")
    actions = None
    ordering = ("-pk",)
    show_full_result_count = False
    readonly_fields = ("conversation",)
    fieldsets = (
        (None, {"fields": ("title", "url", "identifier", "conversation")}),
        (
            _("Comments"),
            {
                "fields": (
                    *("comment_mode", "commenters", ("later_comment_mode", "later_after_days")),
                    *("comments_note", "holds_first_comments"),
                )
            },
        ),
    )

    def get_queryset(self, request):
        pages = super().get_queryset(request).filter(place=PageElsewhere.Place.ELSEWHERE)
        return pages.defer("body", "body_html")

    def save_model(self, request, page, form, change):
        """Save under the lock of the conversation."""
        with PageElsewhere.objects.locked(page.pk) as post:
            for name in PageElsewhereForm.Meta.fields:
                setattr(post, name, form.cleaned_data[name])
            post.save(update_fields=PageElsewhereForm.Meta.fields)
            if url := form.cleaned_data["url"]:
                identifier = form.cleaned_data["identifier"]
                ForeignPage.objects.move(post, url, identifier, post.title)

    @admin.display(description=_("URL"))
    def where(self, post):
        """Return a link to the page, if its URL is known."""
        if not post.page:
            return "–"
        name = Truncator(post.page.url.partition("://")[2]).chars(SHOWN_URL_LENGTH)
        return format_html('<a href="{}" rel="noreferrer">{}</a>', post.page.url, name)

    @admin.display(description=_("site"))
    def site(self, post):
        return (post.page and post.page.site) or "–"

    @admin.display(description=_("responses"), ordering="comment_count")
    def conversation(self, post):
        """Return a link to the conversation, with the number of comments."""
        if not post.is_published:
            return post.comment_count
        return format_html(
            '<a href="{}#comments">{}</a>', post.get_absolute_url(), post.comment_count
        )

    @admin.display(description=_("comments"), ordering="comment_mode")
    def comment_mode_now_as_text(self, post):
        return PageElsewhere.CommentMode(post.comment_mode_now).label

    # Permissions

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False  # its comments would be lost

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("posts.change_post")

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("posts.view_post") or self.has_change_permission(request, obj)

    def has_module_permission(self, request):
        return self.has_view_permission(request)
