"""The page of one's own reports and their results."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.guests import person_of
from accounts.own_locale import with_own_locale
from moderation.models import Action, Report, Restriction
from posts.models import Blog

REPORTS_PER_PAGE = 50


@never_cache
@require_safe
@with_own_locale
def own_reports(request):
    """Render the reports of this browser or account, the latest first; `?page=` is the page."""
    person = person_of(request)
    rows = Report.objects.sent_by(person) if person else Report.objects.none()
    rows = rows.select_related("comment__post", "contents", "decision__house_rule")
    page = Paginator(rows, REPORTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "blog": Blog.objects.current(),
        "page": page,
        "reports": page.object_list,
        "is_personal": True,
        "limit": person and Restriction.objects.of(person, Action.LIMIT_REPORTS).first(),
    }
    response = render(request, "moderation/own_reports.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
