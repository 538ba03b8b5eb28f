"""The page on which staff move comments to another conversation: those of a page of another site to
the post that it became, or those that an import put under a wrong post to where they belong.
"""

from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from blogsite.api.counts import our_hosts
from blogsite.models import Mention
from blogsite.owners import owners_only
from blogsite.webmentions.targets import key_of_mention
from comments.models import Comment
from comments.moving import move_comments
from posts.finding import comment_counts_at, path_at
from posts.foreign_pages import make
from posts.foreign_urls import MAX_URL_LENGTH, SiteURL, URLRefused, read_url
from posts.models import ForeignURL, Post, Site

ALL = ""


def urls(site) -> list:
    """Return the URL pattern of the page, for the admin site."""
    view = site.admin_view(owners_only(move))
    return [path("conversations/<id:pk>/move/", view, {"site": site}, "move_conversation")]


class MoveForm(forms.Form):
    """Which comments of a conversation are moved, and where."""

    which = forms.ChoiceField(label=_("Which comments"), required=False)
    place = forms.CharField(
        label=_("Where to"),
        max_length=MAX_URL_LENGTH,
        help_text=_("The URL of a post or page of this blog, or of a page of another site."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, *args, post, hosts, **kwargs):
        super().__init__(*args, **kwargs)
        self.post, self.hosts = post, hosts
        self.fields["which"].choices = [
            (ALL, gettext("All of them")),
            *((name, gettext("Imported from %(name)s") % {"name": name}) for name in self._imports),
        ]

    @property
    def _imports(self) -> list[str]:
        """Return the imports that root comments came with: a system, and a site there."""
        origins = Comment.objects.on(self.post).top_level().exclude(origin=None)
        names = origins.values_list("origin", flat=True)
        return sorted({" ".join(name.split(" ")[:2]) for name in names.iterator()})

    def clean_place(self) -> Post | SiteURL:
        """Return the post at the URL, or the URL of a page that has no conversation yet."""
        typed = self.cleaned_data["place"]
        here = path_at(typed, self.hosts)
        (pk, _count) = comment_counts_at({here}).get(here, (None, 0)) if here else (None, 0)
        if pk:
            return self._another(Post.objects.get(pk=pk))
        try:
            url = read_url(typed)
        except URLRefused as refused:
            raise forms.ValidationError(str(refused)) from None
        known = ForeignURL.objects.filter(key=url.key).select_related("page__post").first()
        return self._another(known.page.post) if known else url

    def _another(self, post) -> Post:
        if post.pk == self.post.pk:
            raise forms.ValidationError(gettext("They are there already."))
        return post

    def clean(self):
        if not self.errors and not self.count:
            raise forms.ValidationError(gettext("There is no comment to be moved."))
        return self.cleaned_data

    @property
    def condition(self) -> Q:
        """Return the condition of the root comments that are moved."""
        name = self.cleaned_data["which"]
        return Q(origin__startswith=f"{name} ") if name else Q()

    @cached_property
    def count(self) -> int:
        """Return how many comments would be moved."""
        roots = Comment.objects.on(self.post).top_level().filter(self.condition)
        trees = roots.order_by().values("tree_id")
        return Comment.objects.on(self.post).filter(tree_id__in=trees).count()

    @property
    def target(self) -> str:
        """Return where they would be moved, for people."""
        place = self.cleaned_data["place"]
        return place.title if isinstance(place, Post) else place.url

    def move(self) -> tuple[Post, int]:
        """Move them; return where they are now, and their number."""
        with transaction.atomic():
            place = self.cleaned_data["place"]
            post = place if isinstance(place, Post) else _new_page(place)
            count = move_comments(self.post, post, self.condition)
            _update_keys(Mention.objects.filter(comment__post=post))
            return post, count


def _update_keys(mentions):
    """Let a page that sends its Webmention again find its comment where that is now."""
    for mention in mentions.select_related("comment"):
        key = key_of_mention(mention)
        if not Mention.objects.filter(key=key).exists():
            mention.key = key
            mention.save(update_fields=["key"])


def _new_page(url: SiteURL) -> Post:
    site = Site.objects.filter(host=url.host).order_by("pk").first()
    parts = urlsplit(url.url)
    unknown = Site(origin=f"{parts.scheme}://{parts.netloc}", host=url.host)
    return make(site or unknown, url)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request, pk, site):
    """Show the form; POST says what would be moved, and moves it if that was confirmed."""
    post = get_object_or_404(Post, pk=pk)
    sent = request.POST if request.method == "POST" else None
    form = MoveForm(sent, post=post, hosts=our_hosts(request))
    is_valid = form.is_valid()
    if is_valid and "confirmed" in sent:
        return _move(request, form)
    context = site.each_context(request) | {
        "title": gettext("Move comments"),
        "form": form,
        "post": post,
        "is_asked": is_valid,
        "opts": Post._meta,
    }
    status = 422 if form.is_bound and not is_valid else 200
    return TemplateResponse(request, "admin/posts/move_conversation.html", context, status=status)


def _move(request, form):
    source = form.post.title
    post, count = form.move()
    values = {"from": source, "count": count}
    entry = [{"changed": {"fields": ["Comments"], "values": values}}]
    LogEntry.objects.log_actions(request.user.pk, [post], CHANGE, entry, single_object=True)
    text = ngettext("%(count)d comment was moved.", "%(count)d comments were moved.", count)
    messages.success(request, text % {"count": count})
    return redirect(post.change_url_name, post.pk)
