"""The public pages of the figures: /transparency/, and the same as CSV and JSON."""

import csv
import re

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from moderation.figures.exports import as_json, csv_rows
from moderation.figures.months import years
from moderation.figures.sections import main_numbers, sections
from moderation.figures.year import Year
from posts.models import Blog

CSV_TYPE = "text/csv; charset=utf-8"


def year_in(parameters) -> int | None:
    """Return the year in `?year=`, None without one. Raises Http404 unless it is a past year."""
    text = parameters.get("year")
    if text is None:
        return None
    if not re.fullmatch("[12][0-9]{3}", text) or int(text) > timezone.now().year + 1:
        raise Http404(gettext("There are no figures of that year."))
    return int(text)


class YearChoice:
    """The requested year, or else the newest, and all years; `year` may be None.

    Raises Http404 for a year without figures.
    """

    def __init__(self, request):
        self.blog = Blog.objects.current()
        self.years = years(self.blog.zone)
        number = year_in(request.GET)
        if number is not None and number not in self.years:
            raise Http404(gettext("There are no figures of that year."))
        number = number or (self.years[0] if self.years else None)
        self.year = Year(number, self.blog.zone) if number else None


@require_safe
def page(request):
    choice = YearChoice(request)
    context = {"blog": choice.blog, "years": choice.years, "year": choice.year}
    if choice.year:
        context |= {"main_numbers": main_numbers(choice.year), "sections": sections(choice.year)}
    return render(request, "moderation/figures/page.html", context)


@require_safe
def as_csv(request):
    choice = YearChoice(request)
    response = HttpResponse(content_type=CSV_TYPE)
    csv.writer(response).writerows(csv_rows(choice.year))
    return response


@require_safe
def json_page(request):
    choice = YearChoice(request)
    return JsonResponse(as_json(choice.year, choice.years, choice.blog))
