"""Error views of the whole site; settings.py and urls.py name them by their dotted paths."""

import sys
from contextlib import suppress

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.defaults import server_error as django_server_error

from comments.form_data import copyable_fields, form_problem
from comments.resubmit import RETRY_AFTER_SECONDS
from posts.models import Blog

COOKIES_NEEDED = _(
    "Your browser sent us no cookie, and without it we cannot tell that this form came from you."
    " Allow cookies for this site, then send it again."
)
SIGNED_IN_MEANWHILE = _(
    "You have signed in as %(name)s meanwhile, perhaps in another tab. Please send it again: it is"
    " signed with that name then."
)
FORM_TOO_OLD = _("This form had expired. We have renewed it: please send it again.")


def not_found(request, exception):
    """Answer 404; show the data of a POST, so that it can be copied. This is handler404."""
    # The blog has the menu; after signing in, nobody should be led back to this URL.
    context = {"blog": Blog.objects.current(), "is_not_found": True}
    if request.method != "POST":
        return render(request, "404.html", context, status=404)
    context["typed"] = copyable_fields(request)
    return never_cache(render)(request, "404.html", context, status=404)


def csrf_failure(request, reason=""):
    """Answer 403 to a POST whose CSRF token is missing or old. This is CSRF_FAILURE_VIEW.

    Another site may have sent it, so only forms that hold a text (views with `render_refusal`) come
    back ready to be sent again; of all others the text is shown to be copied.
    """
    render_refusal = getattr(request.resolver_match.func, "render_refusal", None)
    has_cookie = settings.CSRF_COOKIE_NAME in request.COOKIES
    if render_refusal is None:
        context = {"typed": copyable_fields(request), "has_cookie": has_cookie}
        return never_cache(render)(request, "403_csrf.html", context, status=403)
    if problem := form_problem(request):  # no token could be read from it either
        return render_refusal(request, 400, problem)
    return render_refusal(request, 403, _reason(request) if has_cookie else COOKIES_NEEDED)


def _reason(request):
    """Return why the token is old: signing in makes a new one, for all tabs."""
    with suppress(OperationalError, InterfaceError):
        if "name" in request.POST and request.user.is_authenticated:
            return SIGNED_IN_MEANWHILE % {"name": request.user}
    return FORM_TOO_OLD


def server_error(request):
    """Answer 503 if the database is down, else 500. This is handler500.

    Exceptions of views reach DatabaseAwayMiddleware; those of middlewares, which count limits and
    look up old URLs in the database, come here.
    """
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return service_unavailable(request)
    return django_server_error(request)


def service_unavailable(request):
    """Answer 503 and when to try again."""
    response = render(request, "503.html", status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
