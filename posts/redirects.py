"""Redirects from URLs that posts once had to where they are now."""

from django.http import HttpResponsePermanentRedirect

from posts.models import OldAddress
from posts.models.old_url import POST_ID_PARAMETERS


class OldURLMiddleware:
    """Redirects old URLs, looked up only after a 404; posts that are not published stay a 404."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        if request.path == "/" and any(name in request.GET for name in POST_ID_PARAMETERS):
            return self.redirect(request) or self.get_response(request)
        response = self.get_response(request)
        return response if response.status_code != 404 else self.redirect(request) or response

    def redirect(self, request):
        path, query = request.path_info, request.META.get("QUERY_STRING", "")
        target = OldAddress.objects.target_of(path, query)
        return target and HttpResponsePermanentRedirect(target)
