"""How machines may keep what they fetch: feeds and sitemaps, the same bytes for everybody."""

from functools import wraps

from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

FRESH_FOR = 60  # seconds: what a moderator takes away is gone from every copy a minute later
SHOWN_WHILE_AWAY = 600  # seconds that a cache in front gives it out for a silent site


def kept_briefly(view):
    """Make of a view that asks for nothing personal one that any cache in front may keep."""
    return _kept(_undated(view), max_age=FRESH_FOR)


def asked_each_time(view):
    """Make of a public view one that is drawn again each time, and sent only where it is new."""
    return _kept(view, max_age=0, s_maxage=1)


def _kept(view, **ages):
    told = cache_control(public=True, stale_if_error=SHOWN_WHILE_AWAY, **ages)
    return require_safe(conditional_page(told(view)))


def _undated(view):
    """Leave the ETag alone to say what is new: a removal makes no date later."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        del response["Last-Modified"]
        return response

    return answer
