"""Make a view's answers cached pages, by the versions of what they show."""

from django.conf import settings

from blogsite.pagecache.store import pages, respond

# A version that no stored page has, so that the database is asked.
ABOVE_ALL_VERSIONS = float("inf")


class NothingToShow(Exception):
    """Nothing has a version there, so the view itself answers, most likely with 404."""


def cached_page(view, read_versions, *, read_query, min_version, cache_headers, content_type=None):
    """Return a view whose answers are cached, and rendered again when a version has changed.

    `read_query(parameters)` returns all that `view` reads of the query string.
    `read_versions(query, **kwargs)` gets that and the URL's arguments; it returns the versions,
    the post's own first, and when the page expires (seconds since 1970), or raises NothingToShow.
    `min_version(request)` returns the version that the reader must get at least.
    `cache_headers` is a decorator that sets how long other caches may keep the answer.
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
    """Return whether the host is spelled as we would, in lower case and without a dot or port.

    Pages contain it in absolute URLs, so each spelling would be a page of its own to store.
    """
    host, _, port = request.get_host().partition(":")
    ports = ("", request.META.get("SERVER_PORT"))
    is_trusted = f"{request.scheme}://{request.get_host()}" in settings.CSRF_TRUSTED_ORIGINS
    return is_trusted or (host == host.lower().rstrip(".") and port in ports)


def version_in_query(request) -> int:
    """Return the version in `?v=`, which a writer is redirected to; 0 when there is none."""
    value = request.GET.get("v", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else 0


def newest_if_any_version(request) -> float:
    """Return ABOVE_ALL_VERSIONS when the query has a `?v=`, else 0.

    For pages that show many posts, whose versions one number cannot be compared with.
    """
    return ABOVE_ALL_VERSIONS if "v" in request.GET else 0
