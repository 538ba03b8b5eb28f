"""The desk: Django's admin, with its own policy and first page."""

from datetime import MAXYEAR, MINYEAR
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ERROR_FLAG, SEARCH_VAR
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404
from django.middleware.csp import get_nonce
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.csp import CONTEXT_KEY
from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.common import no_append_slash
from django.views.decorators.csp import csp_override
from django.views.i18n import JavaScriptCatalog

from accounts.guests import delete_hint_cookie
from accounts.staff import may_use_staff_pages
from blogsite import export_pages, mail_previews, moving_conversations, release
from blogsite.blog_locale import with_staff_locale
from blogsite.editor_overview import EditorOverview
from blogsite.models import BackupCopy
from blogsite.move_in import views as move_in
from blogsite.owners import is_owner
from blogsite.starting_pages import views as starting_pages
from moderation.desk import care, slow_mode
from moderation.desk.proposals import ProposalNews
from moderation.desk.tabs import queue_of
from moderation.desk.today import OwnDay, changes_since_yesterday
from moderation.figures import desk_views as desk_figures
from moderation.models import Appeal, Batch, ModeratorScope, Screener
from moderation.notifying import choices as mail_choices
from moderation.notifying import sheet_page
from moderation.queues import QUEUES
from posts.models import Blog, Post

MAX_BATCHES = 10  # unfinished ones on the first page; the list of batches has the rest

# The models by kind of work; other models are listed under "More".
GROUPS = [
    (
        _("Comments"),
        (
            *("HeldComment", "ReportedComment", "WokenThread", "AssignedComment"),
            *("SpotCheckedComment", "Comment", "Person"),
        ),
    ),
    (_("Decisions"), ("Appeal", "Decision", "Ban", "Batch")),
    (_("Rules"), ("HouseRule", "HouseRuleProposal", "Rule", "ScreeningList", "ModeratorScope")),
    (_("Posts"), ("Post", "Page", "Tag", "Image")),
    (
        _("Blog and people"),
        ("Look", "Blog", "Wording", "MenuEntry", "Biography", "Invitation", "User", "Group"),
    ),
    (
        _("Other sites and programs"),
        ("Site", "PageElsewhere", "SigningKey", "Webhook", "SentMention", "APIToken"),
    ),
]


class Desk(admin.AdminSite):
    index_title = _("Desk")
    index_template = "admin/desk.html"

    def admin_view(self, view, cacheable=False):
        """Wrap a view so that its pages may load scripts by nonce, which cached pages cannot."""
        wrapped = reject_impossible_values(with_staff_locale(super().admin_view(view, cacheable)))
        return csp_override(settings.DESK_CSP)(wrapped)

    def get_urls(self):
        days = path("your-days/", self.admin_view(care.your_days), {"site": self}, "your_days")
        own = [days, *mail_previews.urls(self), *slow_mode.urls(self), *desk_figures.urls(self)]
        own += [*mail_choices.urls(self), *sheet_page.urls(self), *starting_pages.urls(self)]
        own += [*export_pages.urls(self), *move_in.urls(self), *moving_conversations.urls(self)]
        return [*own, *super().get_urls()]

    def i18n_javascript(self, request, extra_context=None):
        """Return the translations for the scripts of Django's admin and of the posts' editor."""
        packages = ["django.contrib.admin", "django_prose_editor"]
        return JavaScriptCatalog.as_view(packages=packages)(request)

    def each_context(self, request):
        look = Blog.objects.current()
        context = {"site_header": look.name, "site_title": look.name, "look": look}
        return super().each_context(request) | {CONTEXT_KEY: get_nonce(request)} | context

    def get_app_list(self, request, app_label=None):
        """Return the models in GROUPS, or those of one app, in Django's form; computed on use,
        because most pages of the desk show no list of models.
        """
        return SimpleLazyObject(lambda: self._app_list(request, app_label))

    @no_append_slash
    def catch_all_view(self, request, url):
        """Refuse a POST to a URL without its final slash: a redirect would lose the body."""
        if request.method == "POST":
            raise Http404
        return super().catch_all_view(request, url)

    def has_permission(self, request):
        return may_use_staff_pages(request.user)

    def login(self, request, extra_context=None):
        """Redirect to the site's sign-in page; data sent here is ignored.

        Staff who must add a second factor are redirected to that page.
        """
        if request.user.is_active and request.user.must_add_second_factor:
            return redirect("mfa_index")
        place = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        return redirect(f"{reverse('sign_in')}?{urlencode({REDIRECT_FIELD_NAME: place})}")

    def logout(self, request, extra_context=None):
        response = super().logout(request, extra_context)
        delete_hint_cookie(request, response)
        return response

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def index(self, request, extra_context=None):
        """Show waiting items, recent changes, and the person's own work, with all models below."""
        user = request.user
        context = {
            "queues": self._queues_of(request),
            "unnamed_proxy": request.unnamed_proxy,
            "second_factor_deadline": user.second_factor_deadline,
            "is_owner": is_owner(user),
            "release": release.name(),
            "copies": BackupCopy.objects.state() if is_owner(user) else None,
            "is_empty": not Post.objects.articles().exists(),
            "gets_staff_mail": bool(mail_choices.kinds_for(user)),
        }
        if user.has_perm("moderation.view_decision"):
            context |= {"changes": changes_since_yesterday(user), "own_day": OwnDay(user)}
            context |= {"violent": care.violent_today(user), "pause_after": care.PAUSE_AFTER}
        scope = ModeratorScope.objects.condition_for(user)
        if user.has_perm("moderation.view_batch"):
            unfinished = Batch.objects.unfinished().within(scope)
            context["batches"] = unfinished.select_related("by")[:MAX_BATCHES]
        if user.has_perm("moderation.change_rule") and not scope:  # the same as in RuleAdmin
            context["screeners_in_trouble"] = Screener.objects.in_trouble()
        if user.has_perm("moderation.view_houseruleproposal"):
            context["proposals"] = ProposalNews(user)
        if user.has_perm("posts.change_post"):
            context["newsroom"] = EditorOverview(user)
        return super().index(request, context | (extra_context or {}))

    def _queues_of(self, request):
        return [
            QueueSummary(self, model, queue_of(model, request.user))
            for model in [*QUEUES.values(), Appeal]
            if self.get_model_admin(model).has_view_permission(request)
        ]

    def _app_list(self, request, app_label):
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        models = {model["object_name"]: model for app in apps for model in app["models"]}
        groups = [
            (name, [models.pop(model) for model in group if model in models])
            for name, group in GROUPS
        ]
        return [
            {"name": name, "app_label": f"group-{number}", "models": rows}
            for number, (name, rows) in enumerate(
                [*groups, (gettext("More"), list(models.values()))]
            )
            if rows
        ]


class QueueSummary:
    """A queue on the first page: its count, and how long the oldest item has waited."""

    def __init__(self, site, model, queue):
        opts = model._meta
        self.title = capfirst(opts.verbose_name_plural)
        self.url = reverse(f"{site.name}:{opts.app_label}_{opts.model_name}_changelist")
        self.count, self.oldest_age = queue.count, queue.oldest_age


def reject_impossible_values(view):
    """Return a view that redirects to Django's error flag for impossible values: a year beyond
    Python's calendar, and in a list a NUL, which PostgreSQL does not store.

    Django's lists would raise an error for them.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        years = (values for name, values in request.GET.lists() if _names_a_year(name))
        if any(any(map(_is_absurd, values)) for values in years) or _filters_by_nul(request):
            return redirect(f"{request.path}?{ERROR_FLAG}=1")
        return view(request, *args, **kwargs)

    return answer


def _filters_by_nul(request):
    if not (request.resolver_match.url_name or "").endswith("_changelist"):
        return False
    # A search reports itself that it has no results.
    filters = (values for name, values in request.GET.lists() if name != SEARCH_VAR)
    return any("\x00" in value for values in filters for value in values)


def _names_a_year(lookup):
    return not {"year", "iso_year"}.isdisjoint(lookup.split("__"))


def _is_absurd(value):
    # The first and the last year are out of range in some time zones.
    try:
        return not MINYEAR < int(value) < MAXYEAR
    except ValueError:
        return False  # not a number: the list reports that itself
