"""Make a view's responses cached pages, by the versions of what they show."""

from django.conf import settings

from blogsite.pagecache.store import pages, respond

# No stored page has this version, so the database is asked.
ABOVE_ALL_VERSIONS = float("inf")


class NothingToShow(Exception):
    """There is nothing with a version, so the view itself answers, most likely with 404."""


def cached_page(view, read_versions, *, read_query, min_version, cache_headers, content_type=None):
    """Return a view whose responses are cached, and rendered again when a version has changed.

    `read_query(parameters)` returns the parts of the query string that `view` uses.
    `read_versions(query, **kwargs)` gets that and the URL's arguments; it returns the versions, the
    post's own first, and when the page expires (seconds since 1970), or raises NothingToShow.
    `min_version(request)` returns the minimum version for the reader. `cache_headers` is a
    decorator that sets how long other caches may store the response.
    """

    def respond_cached(request, **kwargs):
        query = read_query(request.GET)
        if not has_canonical_host(request):
            return view(request, **kwargs)
        key = (request.scheme, request.get_host(), request.path, query)
        try:
            page = pages.get_or_render(
                key,
                read_versions=lambda: read_versions(query, **kwargs),
                render=lambda: view(request, **kwargs).content,
                min_version=min_version(request),
            )
        except NothingToShow:
            return view(request, **kwargs)
        return respond(request, key, page, content_type)

    return cache_headers(respond_cached)


def has_canonical_host(request) -> bool:
    """Return whether the host is in its canonical form: lower case, without a final dot or port.

    Pages contain it in absolute URLs, so each spelling would be a separate page to store.
    """
    host, _, port = request.get_host().partition(":")
    ports = ("", request.META.get("SERVER_PORT"))
    is_trusted = f"{request.scheme}://{request.get_host()}" in settings.CSRF_TRUSTED_ORIGINS
    return is_trusted or (host == host.lower().rstrip(".") and port in ports)


def version_in_query(request) -> int:
    """Return the version in `?v=`, to which an author is redirected; 0 without one."""
    value = request.GET.get("v", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else 0


def newest_if_any_version(request) -> float:
    """Return ABOVE_ALL_VERSIONS if the query has a `?v=`, else 0.

    For pages that show many posts, whose versions cannot be compared with one number.
    """
    return ABOVE_ALL_VERSIONS if "v" in request.GET else 0
