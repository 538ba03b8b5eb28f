from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from posts.admin.revisions import RevisionViews
from posts.admin.working_copies import WorkingCopyViews
from posts.code_languages import LANGUAGES
from posts.dates import day_and_time
from posts.forms import PostForm
from posts.models import WORDS_PER_MINUTE, Blog, Post, Revision, Tag, WorkingCopy
from posts.models.tag import key_of

HIDDEN_FIELDS = ("based_on", "key", "body_digest")


class StateFilter(admin.SimpleListFilter):
    """Filters posts by their current state, which depends on status and time."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("draft", _("Draft")),
            ("scheduled", _("Scheduled")),
            ("published", pgettext_lazy("post", "Published")),
            ("unpublished", _("Unpublished")),
        ]

    def queryset(self, request, posts):
        scopes = {
            "draft": posts.drafts,
            "scheduled": posts.scheduled,
            "published": posts.published,
            "unpublished": posts.unpublished,
        }
        return scopes.get(self.value(), posts.all)()


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    form = PostForm
    place = Post.Place.POST  # the posts that it lists
    change_form_template = "admin/posts/post/change_form.html"
    actions = None
    list_display = ("title", "author", "state_now", "shows_from", "comment_mode", "responses")
    list_filter = (StateFilter, "comment_mode", "tags")
    list_select_related = ("author",)
    search_fields = ("title",)
    date_hierarchy = "published_at"
    autocomplete_fields = ("lead_image",)
    fieldsets = (
        (None, {"fields": ("title", "body", "excerpt", "social_description")}),
        (_("About it"), {"fields": ("slug", "author", "tag_names", "lead_image", "is_sticky")}),
        (
            _("Comments"),
            {
                "fields": (
                    "comment_mode",
                    "commenters",
                    ("later_comment_mode", "later_after_days"),
                    "comments_note",
                    "question",
                    "holds_first_comments",
                )
            },
        ),
        (None, {"fields": ("publish_at", *HIDDEN_FIELDS), "classes": ("publication",)}),
    )

    class Media:
        css = {"all": ["css/admin/editor.css", "css/admin/article.css"]}

    def url_name(self, page: str) -> str:
        """Return the URL name of one of its pages, in the admin's namespace."""
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def get_urls(self):
        return [*WorkingCopyViews(self).urls, *RevisionViews(self).urls, *super().get_urls()]

    def has_delete_permission(self, request, obj=None):
        return False  # its comments would be lost: unpublish it instead

    def get_queryset(self, request):
        return super().get_queryset(request).filter(place=self.place)

    def get_fieldsets(self, request, obj=None):
        """Leave out the time of publication for a published post."""
        if obj is None or obj.state != "published":
            return self.fieldsets
        return (*self.fieldsets[:-1], (None, {"fields": HIDDEN_FIELDS}))

    def get_changeform_initial_data(self, request):
        settings = Blog.objects.current().settings_for_a_new_post
        return {"author": request.user.pk} | settings | super().get_changeform_initial_data(request)

    @admin.display(description=_("state"))
    def state_now(self, post):
        return post.state_label

    @admin.display(description=_("from"), ordering="published_at")
    def shows_from(self, post):
        return post.published_at and day_and_time(post.published_at)

    @admin.display(description=_("responses"), ordering="comment_count")
    def responses(self, post):
        return post.comment_count

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form, copies = context["adminform"].form, self._copies(request, obj)
        chosen = next((copy for copy in copies if str(copy.key) == request.GET.get("copy")), None)
        if chosen and not form.is_bound:
            form.show_copy(chosen)
        context |= {
            "tags": Tag.objects.all(),
            "words_a_minute": WORDS_PER_MINUTE,
            "code_languages": LANGUAGES.items(),
            "copy": None if chosen or form.is_bound else next(iter(copies), None),
            "others": WorkingCopy.objects.others_at_work(request.user, obj) if obj else (),
            "is_view_only": not self.has_change_permission(request, obj) if obj else False,
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _copies(self, request, post):
        return WorkingCopy.objects.of(request.user, post, place=self.place)

    def viewable_post(self, request, pk):
        """Return the post; raise Http404 or PermissionDenied if the editor may not see it."""
        post = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_or_change_permission(request, post):
            raise PermissionDenied
        return post

    # Saving

    def save_model(self, request, obj, form, change):
        with Blog.objects.one_version():
            self._save(request, obj, form, change)
            if "tag_names" in form.cleaned_data:
                self._save_tags(request, obj, form.cleaned_data["tag_names"])

    def _save(self, request, obj, form, change):
        is_changed = not change or form.changes_post
        if change and not obj.revisions.exists():
            Revision.objects.record(Post.objects.get(pk=obj.pk))
        if change and obj.has_shown:
            self._move(obj, form)
        if is_changed:
            obj.save()
        self._take_step(obj, form)
        Revision.objects.record(obj, by=request.user)
        WorkingCopy.objects.filter(key=form.cleaned_data["key"], by=request.user).delete()

    @staticmethod
    def _move(post, form):
        """Change the slug of a post that readers know to the one in the form."""
        slug = post.slug
        if slug != form.initial["slug"]:
            post.slug = form.initial["slug"]
            post.move_to(slug)

    def _take_step(self, post, form):
        if form.step == "publish":
            post.publish(at=post.published_at if post.has_shown else timezone.now())
        elif form.step == "schedule":
            post.publish(at=form.cleaned_data["publish_at"])
        elif form.step == "unpublish" and post.status == Post.Status.PUBLISHED:
            # Else readers do not see it anyway, for example after a click in another tab
            post.unpublish()

    @staticmethod
    def _save_tags(request, post, names):
        tags = {tag.key: tag.name for tag in post.tag(names)}
        for name in names:
            if (tag_name := tags[key_of(name)]) != name:
                message = gettext("“%(name)s” is the same tag as “%(tag)s”.")
                messages.info(request, message % {"name": name, "tag": tag_name})

    def response_add(self, request, obj, post_url_continue=None):
        return self._back_to_form(request, obj)

    def response_change(self, request, obj):
        return self._back_to_form(request, obj)

    def _back_to_form(self, request, post):
        saved_messages = {
            "draft": gettext("Saved as a draft. Readers do not see it."),
            "scheduled": gettext("Scheduled. It appears on time by itself."),
            "unpublished": gettext("Saved. Readers do not see it."),
        }
        if post.state == "published":
            link = post.get_absolute_url()
            text = format_html(gettext('Published: <a href="{}">see it as readers do</a>.'), link)
        else:
            text = saved_messages[post.state]
        messages.success(request, text)
        return HttpResponseRedirect(reverse(post.change_url_name, args=[post.pk]))
