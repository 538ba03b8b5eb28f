from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from posts import previews
from posts.dates import day_and_time, time_of_day
from posts.diff import differences
from posts.forms import PostForm
from posts.models import WORDS_PER_MINUTE, Blog, Post, Revision, Tag, WorkingCopy
from posts.models.managers import SLUG_LENGTH
from posts.models.tag import key_of
from posts.slugs import slug_of
from posts.url_converters import positive_int

HIDDEN_FIELDS = ("based_on", "key", "body_digest")


class StateFilter(admin.SimpleListFilter):
    """Filters posts by their state at this moment, which depends on status and clock."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("draft", _("Draft")),
            ("scheduled", _("Scheduled")),
            ("published", _("Published")),
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
    change_form_template = "admin/posts/post/change_form.html"
    actions = None
    list_display = ("title", "author", "state_now", "shows_from", "comment_mode", "responses")
    list_filter = (StateFilter, "comment_mode", "tags")
    list_select_related = ("author",)
    search_fields = ("title",)
    date_hierarchy = "published_at"
    autocomplete_fields = ("lead_image",)
    fieldsets = (
        (None, {"fields": ("title", "body", "excerpt")}),
        (_("About it"), {"fields": ("slug", "author", "tag_names", "lead_image")}),
        (
            _("Comments"),
            {
                "fields": (
                    "comment_mode",
                    "commenters",
                    ("later_comment_mode", "later_after_days"),
                    "comments_note",
                    "holds_first_comments",
                )
            },
        ),
        (None, {"fields": ("publish_at", *HIDDEN_FIELDS), "classes": ("publication",)}),
    )

    class Media:
        css = {"all": ["css/desk/editor.css", "css/desk/article.css"]}

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("autosave/", view(require_POST(self.autosave_view)), name="posts_post_autosave"),
            path("copies/<uuid:key>/", view(self.copy_view), name="posts_post_copy"),
            path("<id:pk>/preview/", view(self.preview_view), name="posts_post_preview"),
            path("<id:pk>/revisions/", view(self.revisions_view), name="posts_post_revisions"),
            path(
                "<id:pk>/revisions/<id:revision>/",
                view(self.revision_view),
                name="posts_post_revision",
            ),
            *super().get_urls(),
        ]

    def has_delete_permission(self, request, obj=None):
        return False  # its comments would be lost: unpublish it instead

    def get_queryset(self, request):
        return super().get_queryset(request).on_this_blog()

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
        form, copies = context["adminform"].form, WorkingCopy.objects.of(request.user, obj)
        chosen = next((copy for copy in copies if str(copy.key) == request.GET.get("copy")), None)
        if chosen and not form.is_bound:
            form.show_copy(chosen)
        context |= {
            "tags": Tag.objects.all(),
            "words_a_minute": WORDS_PER_MINUTE,
            "copy": None if chosen or form.is_bound else next(iter(copies), None),
            "others": WorkingCopy.objects.others_at_work(request.user, obj) if obj else (),
            "is_view_only": not self.has_change_permission(request, obj) if obj else False,
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    # Saving.

    def save_model(self, request, obj, form, change):
        with Blog.objects.one_version():
            self._save(request, obj, form, change)
            self._save_tags(request, obj, form.cleaned_data["tag_names"])

    def _save(self, request, obj, form, change):
        slug, is_changed = obj.slug, not change or form.changes_post
        if change and not obj.revisions.exists():
            Revision.objects.record(Post.objects.get(pk=obj.pk))
        if change and obj.has_shown and slug != form.initial["slug"]:
            obj.slug = form.initial["slug"]
            obj.move_to(slug)
        if is_changed:
            obj.save()
        self._take_step(obj, form)
        Revision.objects.record(obj, by=request.user)
        WorkingCopy.objects.filter(key=form.cleaned_data["key"], by=request.user).delete()

    def _take_step(self, post, form):
        if form.step == "publish":
            post.publish(at=post.published_at if post.has_shown else timezone.now())
        elif form.step == "schedule":
            post.publish(at=form.cleaned_data["publish_at"])
        elif form.step == "unpublish" and post.status == Post.Status.PUBLISHED:
            post.unpublish()  # else readers do not see it already, as from another tab

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
        return HttpResponseRedirect(reverse("admin:posts_post_change", args=[post.pk]))

    # Working copies and previews.

    def autosave_view(self, request):
        """Store unsaved text; return the time, the slug and the URL of a preview as JSON."""
        try:
            post = self._posted_post(request)
            copy = self._store_copy(request.user, post, request.POST)
        except (KeyError, ValueError, ObjectDoesNotExist):
            return JsonResponse({"reason": gettext("This is not your working copy.")}, status=400)
        return JsonResponse(
            {
                "saved": time_of_day(copy.saved),
                "slug": slug_of(copy.title, SLUG_LENGTH),
                "preview": previews.preview_path(post=post, copy=copy),
            }
        )

    def _posted_post(self, request):
        number = request.POST["post"]
        post = Post.objects.get(pk=positive_int(number)) if number else None
        allowed = self.has_change_permission if post else self.has_add_permission
        if not allowed(request, *filter(None, [post])):
            raise PermissionDenied
        return post

    def _store_copy(self, user, post, data):
        texts = {name: data[name].replace("\x00", "") for name in ("title", "excerpt", "body")}
        texts["title"] = texts["title"][:200]
        key = UUID(data["key"])
        with transaction.atomic():
            copy = WorkingCopy.objects.filter(key=key).first()
            if copy and copy.by_id != user.pk:
                raise WorkingCopy.DoesNotExist
            defaults = texts | {"by": user, "post": post}
            return WorkingCopy.objects.update_or_create(key=key, defaults=defaults)[0]

    @staticmethod
    def copy_view(request, key):
        """Delete one of the user's own working copies."""
        if request.method == "POST":
            WorkingCopy.objects.filter(key=key, by=request.user).delete()
            messages.success(request, gettext("The unsaved changes were discarded."))
        post = request.POST.get("post", "")
        if positive_int(post):
            return HttpResponseRedirect(reverse("admin:posts_post_change", args=[post]))
        return HttpResponseRedirect(reverse("admin:posts_post_add"))

    def preview_view(self, request, pk):
        """Redirect to the preview of the stored post, whose URL may be passed on."""
        return HttpResponseRedirect(previews.preview_path(post=self._viewable_post(request, pk)))

    # Revisions.

    def revisions_view(self, request, pk):
        post = self._viewable_post(request, pk)
        context = {"revisions": post.revisions.select_related("by"), "title": gettext("Revisions")}
        return self._render(request, "revisions", post, context)

    def revision_view(self, request, pk, revision):
        """Show what a revision changed; a POST restores its text as a new revision."""
        post = self._viewable_post(request, pk)
        revision = get_object_or_404(post.revisions.select_related("by"), pk=revision)
        if request.method == "POST":
            if not self.has_change_permission(request, post):
                raise PermissionDenied
            return self._revert(request, post, revision)
        before = revision.before
        context = {
            "revision": revision,
            "before": before,
            "title": gettext("What this revision changed")
            if before
            else gettext("The first revision"),
            "is_current": revision == post.revisions.first(),
            "can_revert": self.has_change_permission(request, post),
            "parts": [
                (label, differences(getattr(before, name, ""), getattr(revision, name)))
                for label, name in (
                    (gettext("Title"), "title"),
                    (gettext("Excerpt"), "excerpt"),
                    (gettext("Body"), "body"),
                )
            ],
        }
        return self._render(request, "revision", post, context)

    def _revert(self, request, post, revision):
        with transaction.atomic():
            Blog.objects.lock()
            post.refresh_from_db()
            Revision.objects.record(
                post
            )  # for posts that were stored without a revision, such as imported ones
            post.title, post.excerpt = revision.title, revision.excerpt
            post.write(revision.body)
            post.save()
            Revision.objects.record(post, by=request.user)
        saved = day_and_time(revision.saved)  # in the blog's time zone, as all of the admin
        messages.success(
            request, gettext("The version of %(date)s was restored.") % {"date": saved}
        )
        return HttpResponseRedirect(reverse("admin:posts_post_change", args=[post.pk]))

    def _viewable_post(self, request, pk):
        post = get_object_or_404(Post, pk=pk)
        if not self.has_view_or_change_permission(request, post):
            raise PermissionDenied
        return post

    def _render(self, request, name, post, context):
        context |= self.admin_site.each_context(request)
        context |= {"opts": self.opts, "original": post, "zone": Blog.objects.current().time_zone}
        return TemplateResponse(request, f"admin/posts/post/{name}.html", context)
