"""How browsers and caches may store public pages, feeds and sitemaps: the same for all readers."""

from functools import wraps

from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

MAX_AGE_SECONDS = 60  # a removed comment is gone from every cache a minute later
SCRIPT_SECONDS = 3_600  # for scripts that other sites load from a URL without a version
STALE_IF_ERROR_SECONDS = 600  # how long a cache in front serves its copy while the site is down


def cached_briefly(view):
    """Make a public view's responses cacheable for a minute, by any cache."""
    return _public(_without_last_modified(view), max_age=MAX_AGE_SECONDS)


def cached_for_an_hour(view):
    """Make a public view's responses cacheable for an hour, by any cache."""
    return _public(_without_last_modified(view), max_age=SCRIPT_SECONDS)


def revalidated_each_time(view):
    """Make browsers revalidate a public view's responses each time, by ETag."""
    return _public(view, max_age=0, s_maxage=1)


def _public(view, **ages):
    with_ages = cache_control(public=True, stale_if_error=STALE_IF_ERROR_SECONDS, **ages)
    return require_safe(conditional_page(with_ages(view)))


def _without_last_modified(view):
    """Drop Last-Modified: unlike the ETag, it does not change when something is removed."""

    @wraps(view)
    def respond(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        del response["Last-Modified"]
        return response

    return respond
