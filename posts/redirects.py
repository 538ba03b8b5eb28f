"""Addresses that posts once had lead to where they are now."""

from django.http import HttpResponsePermanentRedirect

from posts.models import OldAddress
from posts.models.old_url import NUMBERED


class OldAddressMiddleware:
    """Looks an address up only where there is no page; what is not published leads nowhere."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        if request.path == "/" and any(name in request.GET for name in NUMBERED):
            return self.redirected(request) or self.get_response(request)
        response = self.get_response(request)
        return response if response.status_code != 404 else self.redirected(request) or response

    def redirected(self, request):
        path, query = request.path_info, request.META.get("QUERY_STRING", "")
        target = OldAddress.objects.target_of(path, query)
        return target and HttpResponsePermanentRedirect(target)
