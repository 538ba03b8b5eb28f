"""Which other sites' pages may read the API in a browser: those of sites that an owner entered.

Programs outside of browsers need nothing. Cookies are never sent.
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
    """Allow the requesting page to read the response, if it is on one of the owner's sites."""
    patch_vary_headers(response, ["Origin"])
    if origin := allowed_origin(request):
        response[ALLOW] = origin
        response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    return response


def is_preflight(request) -> bool:
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


def answer_preflight(request) -> HttpResponse:
    """Answer a browser's preflight request."""
    if not allowed_origin(request):
        return share(request, problem_response(403))
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Methods"] = "GET, POST"
    response["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match"
    response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return share(request, response)


def allowed_origin(request) -> str:
    """Return the origin of the requesting page if it may read responses, or ""; one query.

    While the database is down it may not.
    """
    origin = request.headers.get("Origin", "")
    if ORIGIN.fullmatch(origin):
        with suppress(OperationalError, InterfaceError):
            return origin if Site.objects.filter(origin=origin).exists() else ""
    return ""
