"""The desk's page with the figures of the last days, and the records of screening rules."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from moderation.figures.charts import Ranking
from moderation.figures.live import PERIODS, TODAY, Live
from moderation.models import ModeratorScope

PERMISSION = "moderation.view_decision"


def urls(site) -> list:
    """Return the URL patterns of the page, for the admin site."""
    return [path("figures/", site.admin_view(live_figures), {"site": site}, name="figures")]


@require_safe
def live_figures(request, site):
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    days = request.GET.get("days", "7")
    if days not in map(str, PERIODS):
        raise Http404(gettext("There are no figures of this time."))
    live = Live(int(days), ModeratorScope.objects.condition_for(request.user))
    context = {
        "title": gettext("Figures"),
        "live": live,
        "charts": [Ranking(each, each.title) for each in live.figures if each.total],
        "periods": [(period, name_of(period)) for period in PERIODS],
    }
    template = "admin/moderation/figures.html"
    return TemplateResponse(request, template, site.each_context(request) | context)


def name_of(days: int) -> str:
    if days == TODAY:
        return gettext("Today")
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
