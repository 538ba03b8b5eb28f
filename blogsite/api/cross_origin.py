"""Which pages of other sites may read the API in a browser: those of sites that an owner entered.

Programs that are no pages in a browser are asked for nothing. Cookies are never sent along.
"""

from contextlib import suppress

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

from blogsite.api.problems import problem_response
from posts.models import Site
from posts.models.site import ORIGIN

ALLOW = "Access-Control-Allow-Origin"
PREFLIGHT_SECONDS = 600


def share(request, response):
    """Let the page that asks read the response, if it is one of the owner's sites."""
    patch_vary_headers(response, ["Origin"])
    if origin := allowed_origin(request):
        response[ALLOW] = origin
        response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    return response


def is_preflight(request) -> bool:
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


def answer_preflight(request) -> HttpResponse:
    """Answer the question of a browser whether a page may ask."""
    if not allowed_origin(request):
        return share(request, problem_response(403))
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Methods"] = "GET, POST"
    response["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match"
    response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return share(request, response)


def allowed_origin(request) -> str:
    """Return the origin of the page that asks, if it may read answers, or ""; one query for both.

    While the database is away it may not.
    """
    origin = request.headers.get("Origin", "")
    if ORIGIN.fullmatch(origin):
        with suppress(OperationalError, InterfaceError):
            return origin if Site.objects.filter(origin=origin).exists() else ""
    return ""
