"""Whether a page of this site sent a form: Django's CSRF check has no cookie in the frame."""

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
    """Return whether a page of this site sent the request, by headers that no page can forge.

    Browsers send `Origin` with every POST; “null” means that the page hides it.
    """
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin, host = request.headers.get("Origin", ""), request.get_host()
    is_trusted = origin in settings.CSRF_TRUSTED_ORIGINS and urlsplit(origin).netloc == host
    return site == "same-origin" and (is_trusted or origin == f"{request.scheme}://{host}")


def refuse(request, view) -> HttpResponse:
    """Answer 403 to a form from elsewhere; its text is shown again, as nothing was stored."""
    if problem := form_problem(request):
        return _show(request, 400, problem)
    if render_refusal := getattr(view, "render_refusal", None):
        return render_refusal(request, 403, REFUSAL)
    return _show(request, 403, REFUSAL)


@never_cache
def _show(request, status, reason):
    context = {"reason": reason, "typed": copyable_fields(request)}
    return render(request, "400.html", context, status=status)
