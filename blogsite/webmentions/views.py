"""The endpoint for Webmentions: for programs of other sites, and a form for people."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.guests import rate_limit_identity
from accounts.limits import WEBMENTION
from blogsite.webmentions.requests import Unusable, store
from posts.models import Blog


# Programs have no cookie and no token; nothing is done in anybody's name here.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def webmention(request):
    """Explain the endpoint; a POST of `source` and `target` is checked later: 202."""
    if request.method != "POST":
        return _page(request, 200)
    who = {"ip": rate_limit_identity(request)["ip"]}
    WEBMENTION.check(**who)
    fields = {name: request.POST.get(name, "").strip() for name in ("source", "target")}
    try:
        store(**fields, **who)
    except Unusable as error:
        return _page(request, 400, problem=str(error), **fields)
    return _page(request, 202)


def _page(request, status, **context) -> HttpResponse:
    context |= {"blog": Blog.objects.current(), "is_taken": status == 202}
    response = render(request, "webmention.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
