from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext

from posts.dates import day_and_time
from posts.diff import differences
from posts.models import Blog


class RevisionViews:
    """The pages of the posts' admin that list, compare and restore the revisions of a post."""

    def __init__(self, post_admin):
        self.admin, self.name = post_admin, post_admin.url_name

    @property
    def urls(self) -> list:
        view, one = self.admin.admin_site.admin_view, "<id:pk>/revisions/<id:revision>/"
        return [
            path("<id:pk>/revisions/", view(self.show_all), name=self.name("revisions")),
            path(one, view(self.show), name=self.name("revision")),
        ]

    def show_all(self, request, pk):
        post = self.admin.viewable_post(request, pk)
        context = {"revisions": post.revisions.select_related("by"), "title": gettext("Revisions")}
        return self._render(request, "revisions", post, context)

    def show(self, request, pk, revision):
        """Show what a revision changed; a POST restores its text as a new revision."""
        post = self.admin.viewable_post(request, pk)
        revision = get_object_or_404(post.revisions.select_related("by"), pk=revision)
        if request.method == "POST":
            if not self.admin.has_change_permission(request, post):
                raise PermissionDenied
            return self._restore(request, post, revision)
        before = revision.before
        first, later = gettext("The first revision"), gettext("What this revision changed")
        context = {
            "revision": revision,
            "before": before,
            "title": later if before else first,
            "is_current": revision == post.revisions.first(),
            "can_revert": self.admin.has_change_permission(request, post),
            "parts": [
                (label, differences(getattr(before, name, ""), getattr(revision, name)))
                for label, name in (
                    (gettext("Title"), "title"),
                    (gettext("Excerpt"), "excerpt"),
                    (gettext("Description for social media"), "social_description"),
                    (gettext("Body"), "body"),
                )
            ],
        }
        return self._render(request, "revision", post, context)

    def _restore(self, request, post, revision):
        revision.restore(by=request.user)
        saved = day_and_time(revision.saved)  # in the blog's time zone, like the whole admin
        message = gettext("The version of %(date)s was restored.")
        messages.success(request, message % {"date": saved})
        return redirect(post.change_url_name, post.pk)

    def _render(self, request, name, post, context):
        context |= self.admin.admin_site.each_context(request)
        context |= {"opts": self.admin.opts, "original": post}
        context["zone"] = Blog.objects.current().time_zone
        return TemplateResponse(request, f"admin/posts/post/{name}.html", context)
