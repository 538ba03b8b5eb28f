"""The account's own language and time zone, for pages made for one person."""

from functools import wraps

from django.utils import timezone, translation

from accounts.languages import language_of


def with_own_locale(view):
    """Return the view with the language and the time zone that the account has chosen, if any."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        zone = getattr(request.user, "zone", None) or timezone.get_current_timezone()
        language = language_of(request.user, translation.get_language())
        with timezone.override(zone), translation.override(language):
            response = view(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
        return response

    return answer
