"""The page of the admin with the daily sheet of editors."""

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from moderation.notifying.sheet import DailySheet

PERMISSION = "posts.change_post"


def urls(site) -> list:
    """Return the URL patterns of the page, for the admin site."""
    return [path("daily-sheet/", site.admin_view(daily_sheet), {"site": site}, name="daily_sheet")]


@require_safe
def daily_sheet(request, site):
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    context = {"title": gettext("Daily sheet"), "sheet": DailySheet(request.user)}
    template = "admin/moderation/daily_sheet.html"
    return TemplateResponse(request, template, site.each_context(request) | context)
