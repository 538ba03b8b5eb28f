"""django-allauth's pages with our limits and headers: never cached, in the blog's language."""

from contextlib import nullcontext
from functools import wraps

from accounts.guests import rate_limit_identity
from accounts.limits import RateLimit
from accounts.own_locale import with_own_locale
from accounts.password_checks import counted_name, turn_for
from blogsite.blog_locale import with_blog_locale
from comments.resubmit import form_view
from posts.models import Blog

TARGETS = ("login", "email")  # fields that say which account a form is about


def account_page(view, limit: RateLimit | None = None, *, checks_password=False):
    """Return the view of an account's page.

    POSTs count in `limit`. With `checks_password`, they wait for a turn to compute a hash.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        is_post = request.method == "POST"
        if is_post and limit:
            count(request, limit)
        with turn_for(request) if is_post and checks_password else nullcontext():
            response = view(request, *args, **kwargs)
        if getattr(response, "context_data", None) is not None:
            response.context_data |= {
                "blog": Blog.objects.current(),
                "is_account_page": True,
                "is_personal": True,
            }
        # Not "no-referrer": browsers would send "Origin: null" with our own forms.
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return form_view(with_blog_locale(with_own_locale(answer)))


def count(request, limit):
    """Count one more attempt. Raises RateLimitExceeded.

    Attempts for one account from one network are counted by the typed name or e-mail address, so
    that a stranger elsewhere locks nobody out.
    """
    target = next((name for field in TARGETS if (name := request.POST.get(field))), "")
    if not request.user.is_authenticated:
        person = target and counted_name(target, request.client_ip)
        limit.check(person=person, ip=request.client_ip)
    else:
        limit.check(**rate_limit_identity(request))
