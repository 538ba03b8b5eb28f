"""Redirect earlier URLs, of moved posts and of imported blogs."""

from django.http import Http404, HttpResponsePermanentRedirect, HttpResponseRedirect

from blogsite.old_urls.readings import FRONT_PARAMETERS, OldURL
from blogsite.old_urls.targets import target_of
from posts.foreign_pages import imported_from


class OldURLMiddleware:
    """Redirects old URLs, looked up only after a 404; posts that are not published stay a 404.

    A conversation imported without its page is found at the page's URL.

    The front page accepts any query, so one that WordPress would understand is looked up first; its
    answer must never be the cached front page. An unknown number is a 404.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in ("GET", "HEAD") or request.is_framed:
            return self.get_response(request)
        if request.path == "/" and not FRONT_PARAMETERS.isdisjoint(request.GET):
            return self.redirect(request) or self.front_page(request)
        response = self.get_response(request)
        if response.status_code != 404:
            return response
        return self.redirect(request) or self.conversation(request) or response

    def redirect(self, request):
        target = target_of(request.path_info, request.META.get("QUERY_STRING", ""))
        return target and HttpResponsePermanentRedirect(target)

    def conversation(self, request):
        """Redirect to the conversation imported with this URL, for now: its page may come."""
        post = imported_from(request.build_absolute_uri())
        return post and HttpResponseRedirect(f"{post.get_absolute_url()}#comments")

    def front_page(self, request):
        if OldURL("/", request.META.get("QUERY_STRING", "")).asks_for_a_number:
            raise Http404
        response = self.get_response(request)
        response.cached_page = None
        return response
