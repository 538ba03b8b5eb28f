"""Whether a form was sent by a page of ours: the frame has no cookie for Django's CSRF check."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from comments.form_data import copyable_fields, form_problem

REFUSAL = _(
    "Your browser did not say that this form came from here, so it was not taken. Open the"
    " conversation in a window of its own, and send it there."
)


def is_from_here(request) -> bool:
    """Return whether the request was sent by a page of this site, by headers no page can forge.

    Browsers send `Origin` with every POST: “null” is that of a page that must not say where it is.
    """
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin, host = request.headers.get("Origin", ""), request.get_host()
    is_trusted = origin in settings.CSRF_TRUSTED_ORIGINS and urlsplit(origin).netloc == host
    return site == "same-origin" and (is_trusted or origin == f"{request.scheme}://{host}")


def refuse(request, view) -> HttpResponse:
    """Answer 403 to a form from elsewhere; what it holds goes back, as nothing was done with it."""
    if problem := form_problem(request):
        return _show(request, 400, problem)
    if render_refusal := getattr(view, "render_refusal", None):
        return render_refusal(request, 403, REFUSAL)
    return _show(request, 403, REFUSAL)


@never_cache
def _show(request, status, reason):
    context = {"reason": reason, "typed": copyable_fields(request)}
    return render(request, "400.html", context, status=status)
