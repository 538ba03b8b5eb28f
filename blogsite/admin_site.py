"""The desk: Django's admin, under a policy of its own and with a front of its own."""

from datetime import MAXYEAR, MINYEAR
from functools import wraps

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ERROR_FLAG
from django.http import Http404
from django.middleware.csp import get_nonce
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.csp import CONTEXT_KEY
from django.views.decorators.common import no_append_slash
from django.views.decorators.csp import csp_override

from accounts.guests import hint
from blogsite.newsroom import Newsroom
from blogsite.password_checks import DeskSignInForm
from moderation.models import Batch
from moderation.queues import QUEUES, Queue
from posts.models import Blog

BATCHES = 10  # begun and not finished; the list of batches has the rest


class Desk(admin.AdminSite):
    site_header = "Soundoff"
    site_title = "Soundoff"
    index_title = "Desk"
    index_template = "admin/desk.html"
    login_form = DeskSignInForm

    def admin_view(self, view, cacheable=False):
        """Pages of the desk may name their own scripts by nonce; readers' pages, kept, cannot."""
        shown = within_the_calendar(in_the_blogs_terms(super().admin_view(view, cacheable)))
        return csp_override(settings.DESK_CSP)(shown)

    def each_context(self, request):
        return super().each_context(request) | {CONTEXT_KEY: get_nonce(request)}

    @no_append_slash
    def catch_all_view(self, request, url):
        """Nobody who sends something is led to the address with its last slash: it would go."""
        if request.method == "POST":
            raise Http404
        return super().catch_all_view(request, url)

    def login(self, request, extra_context=None):
        """Whoever signs in here is known on readers' pages too, and finds their links there."""
        response = super().login(request, extra_context)
        if request.method == "POST" and request.user.is_authenticated:
            hint(request, response)
        return response

    def index(self, request, extra_context=None):
        """Django's first page, begun with what waits for whoever asks."""
        waiting = {
            "queues": [Waiting(self, model) for model in self._queues_of(request)],
            "unnamed_proxy": request.unnamed_proxy,
        }
        if request.user.has_perm("moderation.view_batch"):
            waiting["batches"] = Batch.objects.unfinished().select_related("by")[:BATCHES]
        if request.user.has_perm("posts.change_post"):
            waiting["newsroom"] = Newsroom()
        return super().index(request, waiting | (extra_context or {}))

    def _queues_of(self, request):
        models = QUEUES.values()
        return [m for m in models if self.get_model_admin(m).has_view_permission(request)]


def in_the_blogs_terms(view):
    """Return the view with the blog's language and time zone, in which editors plan."""

    @wraps(view)
    def answered(*args, **kwargs):
        blog = Blog.objects.current()
        with timezone.override(blog.zone), translation.override(blog.language):
            response = view(*args, **kwargs)
            if hasattr(response, "render"):
                response.render()
        return response

    return answered


def within_the_calendar(view):
    """Answer a year beyond Python's calendar as Django's lists do whatever else they cannot read:
    they ask the calendar only when the rows are fetched, and fall over.
    """

    @wraps(view)
    def answered(request, *args, **kwargs):
        asked = request.GET.lists()
        if any(any(map(_is_absurd, values)) for name, values in asked if _names_a_year(name)):
            return redirect(f"{request.path}?{ERROR_FLAG}=1")
        return view(request, *args, **kwargs)

    return answered


def _names_a_year(lookup):
    return not {"year", "iso_year"}.isdisjoint(lookup.split("__"))


def _is_absurd(value):
    # The first and the last year begin or end outside, in one time zone or another.
    try:
        return not MINYEAR < int(value) < MAXYEAR
    except ValueError:
        return False  # no number: the list says so itself


class Waiting:
    """One queue as the first page shows it: how many at most, and how old the oldest is."""

    def __init__(self, desk, model):
        meta, queue = model._meta, Queue(model)
        self.title = meta.verbose_name_plural.capitalize()
        self.address = reverse(f"{desk.name}:{meta.app_label}_{meta.model_name}_changelist")
        self.count, self.oldest_age = queue.count, queue.oldest_age
