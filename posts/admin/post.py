from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from posts import previews
from posts.diff import differences
from posts.forms import PostForm
from posts.models import WORDS_PER_MINUTE, Blog, Post, Revision, Tag, WorkingCopy
from posts.models.managers import SLUG_LENGTH
from posts.models.tag import key_of
from posts.slugs import slug_of

# The buttons of the form, as the browser names them; without one, the words are saved.
STEPS = ("publish", "schedule", "unpublish")


class StateFilter(admin.SimpleListFilter):
    """By where posts stand now, which the clock decides with the status."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        names = ("draft", "scheduled", "published", "unpublished")
        return [(name, name.capitalize()) for name in names]

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
    list_display = ("title", "author", "state", "shows_from", "comment_mode", "responses")
    list_filter = (StateFilter, "comment_mode", "tags")
    list_select_related = ("author",)
    search_fields = ("title",)
    date_hierarchy = "published_at"
    autocomplete_fields = ("lead_image",)
    fieldsets = (
        (None, {"fields": ("title", "body", "excerpt")}),
        ("About it", {"fields": ("slug", "author", "tag_names", "lead_image")}),
        (
            "Comments",
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
        (None, {"fields": ("publish_at", "based_on", "key"), "classes": ("publication",)}),
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
        return False  # readers' words hang on it: unpublish instead

    def get_fieldsets(self, request, obj=None):
        """A post that readers see has no moment to be planned."""
        if obj is None or obj.state != "published":
            return self.fieldsets
        return (*self.fieldsets[:-1], (None, {"fields": ("based_on", "key")}))

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        step = next((step for step in STEPS if f"_{step}" in request.POST), "save")
        copy = None
        if "copy" in request.GET:
            copies = WorkingCopy.objects.filter(by=request.user, post=obj)
            copy = next((copy for copy in copies if str(copy.key) == request.GET["copy"]), None)
        return type("PostForm", (form,), {"user": request.user, "step": step, "copy": copy})

    def get_changeform_initial_data(self, request):
        return Blog.objects.current().settings_for_a_new_post | super().get_changeform_initial_data(
            request
        )

    @admin.display(description="from", ordering="published_at")
    def shows_from(self, post):
        moment = post.published_at and timezone.localtime(post.published_at)
        return moment and date_format(moment, "M j, Y, H:i")

    @admin.display(description="responses", ordering="comment_count")
    def responses(self, post):
        return post.comment_count

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        copy = WorkingCopy.objects.of(request.user, obj)
        offered = copy and request.method == "GET" and form.copy is None
        context |= {
            "tags": Tag.objects.all(),
            "words_a_minute": WORDS_PER_MINUTE,
            "copy": copy if offered else None,
            "others": WorkingCopy.objects.others_at_work(request.user, obj) if obj else (),
            "is_view_only": not self.has_change_permission(request, obj) if obj else False,
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    # Saving.

    def save_model(self, request, obj, form, change):
        slug = obj.slug
        if change and not obj.revisions.exists():
            Revision.objects.keep(Post.objects.get(pk=obj.pk))
        obj.write(form.cleaned_data["body"])
        if change and obj.has_shown and slug != form.initial["slug"]:
            obj.slug = form.initial["slug"]
            obj.move_to(slug)
        obj.save()
        self._take_step(obj, form)
        Revision.objects.keep(obj, by=request.user)
        WorkingCopy.objects.filter(key=form.cleaned_data["key"], by=request.user).delete()

    def _take_step(self, post, form):
        if form.step == "publish":
            post.publish(at=post.published_at if post.has_shown else timezone.now())
        elif form.step == "schedule":
            post.publish(at=form.cleaned_data["publish_at"])
        elif form.step == "unpublish":
            post.unpublish()

    def save_related(self, request, form, formsets, change):
        names = form.cleaned_data["tag_names"]
        tags = {tag.key: tag.name for tag in form.instance.tag(names)}
        for name in names:
            if (tag_name := tags[key_of(name)]) != name:
                messages.info(request, f"“{name}” is the same tag as “{tag_name}”.")

    def response_add(self, request, obj, post_url_continue=None):
        return self._stays(request, obj)

    def response_change(self, request, obj):
        return self._stays(request, obj)

    def _stays(self, request, post):
        said = {
            "draft": "Saved as a draft. Readers do not see it.",
            "scheduled": "Scheduled. It appears on time by itself.",
            "unpublished": "Saved. Readers do not see it.",
        }
        if post.state == "published":
            link = post.get_absolute_url()
            text = format_html('Published: <a href="{}">see it as readers do</a>.', link)
        else:
            text = said[post.state]
        messages.success(request, text)
        return HttpResponseRedirect(reverse("admin:posts_post_change", args=[post.pk]))

    # Words on their way.

    def autosave_view(self, request):
        """Keep what is being written; give when, and where it can be looked at."""
        try:
            post = self._post_sent(request)
            copy = self._kept(request.user, post, request.POST)
        except (KeyError, ValueError, ObjectDoesNotExist):
            return JsonResponse({"reason": "This is no working copy of yours."}, status=400)
        zone = Blog.objects.current().zone
        return JsonResponse(
            {
                "saved": f"{copy.saved.astimezone(zone):%H:%M}",
                "slug": slug_of(copy.title, SLUG_LENGTH),
                "preview": previews.preview_path(post=post, copy=copy),
            }
        )

    def _post_sent(self, request):
        number = request.POST["post"]
        post = Post.objects.get(pk=int(number)) if number else None
        allowed = self.has_change_permission if post else self.has_add_permission
        if not allowed(request, *filter(None, [post])):
            raise PermissionDenied
        return post

    def _kept(self, user, post, sent):
        words = {name: sent[name].replace("\x00", "") for name in ("title", "excerpt", "body")}
        words["title"] = words["title"][:200]
        key = UUID(sent["key"])
        with transaction.atomic():
            kept = WorkingCopy.objects.filter(key=key).first()
            if kept and kept.by_id != user.pk:
                raise WorkingCopy.DoesNotExist
            defaults = words | {"by": user, "post": post}
            return WorkingCopy.objects.update_or_create(key=key, defaults=defaults)[0]

    @staticmethod
    def copy_view(request, key):
        """Let go of a working copy of one's own."""
        if request.method == "POST":
            WorkingCopy.objects.filter(key=key, by=request.user).delete()
            messages.success(request, "The unsaved words are gone.")
        post = request.POST.get("post", "")
        if post.isdecimal():
            return HttpResponseRedirect(reverse("admin:posts_post_change", args=[post]))
        return HttpResponseRedirect(reverse("admin:posts_post_add"))

    def preview_view(self, request, pk):
        """Lead to a link that shows the stored post to whoever gets it."""
        return HttpResponseRedirect(previews.preview_path(post=self._seen(request, pk)))

    # Revisions.

    def revisions_view(self, request, pk):
        post = self._seen(request, pk)
        context = {"revisions": post.revisions.select_related("by"), "title": "Revisions"}
        return self._page(request, "revisions", post, context)

    def revision_view(self, request, pk, revision):
        """What a revision changed; a POST puts its words back, as a new revision."""
        post = self._seen(request, pk)
        revision = get_object_or_404(post.revisions.select_related("by"), pk=revision)
        if request.method == "POST":
            if not self.has_change_permission(request, post):
                raise PermissionDenied
            return self._reverted(request, post, revision)
        before = revision.before
        context = {
            "revision": revision,
            "before": before,
            "title": "What this revision changed" if before else "The first revision",
            "is_current": revision == post.revisions.first(),
            "can_revert": self.has_change_permission(request, post),
            "parts": [
                (label, differences(getattr(before, name, ""), getattr(revision, name)))
                for label, name in (("Title", "title"), ("Excerpt", "excerpt"), ("Body", "body"))
            ],
        }
        return self._page(request, "revision", post, context)

    def _reverted(self, request, post, revision):
        with transaction.atomic():
            Blog.objects.select_for_update().get(pk=Blog.objects.current().pk)
            post.refresh_from_db()
            Revision.objects.keep(post)  # what an import or an old hand left unkept
            post.title, post.excerpt = revision.title, revision.excerpt
            post.write(revision.body)
            post.save()
            Revision.objects.keep(post, by=request.user)
        saved = revision.saved.astimezone(Blog.objects.current().zone)
        messages.success(request, f"The words of {saved:%B} {saved.day}, {saved:%H:%M} are back.")
        return HttpResponseRedirect(reverse("admin:posts_post_change", args=[post.pk]))

    def _seen(self, request, pk):
        post = get_object_or_404(Post, pk=pk)
        if not self.has_view_or_change_permission(request, post):
            raise PermissionDenied
        return post

    def _page(self, request, name, post, context):
        context |= self.admin_site.each_context(request)
        context |= {"opts": self.opts, "original": post, "zone": Blog.objects.current().time_zone}
        return TemplateResponse(request, f"admin/posts/post/{name}.html", context)
