"""Serve everything below /embed/ as the frame, with its own URLs, cookies and checks."""

from blogsite.embed import cookies
from blogsite.embed.framing import allow_framing, open_leaving_links_at_the_top
from blogsite.embed.origin import is_from_here, refuse

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class EmbeddingMiddleware:
    """Mark requests below /embed/ with `is_framed`, and handle them as those of a frame.

    Links lead to URLs in the frame (blogsite/embed/urls.py). Its own cookies are the only ones that
    are read or set, and only a POST sets any. A POST must come from a page of this site.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.is_framed = f"{request.path_info}/".startswith(cookies.PATH)
        if not request.is_framed:
            return self.get_response(request)
        request.urlconf = "blogsite.embed.urls"
        request.COOKIES = cookies.read_cookies(request.COOKIES)
        response = self.get_response(request)
        is_act = request.method not in SAFE_METHODS
        response.cookies = cookies.write_cookies(response.cookies if is_act else {})
        return allow_framing(open_leaving_links_at_the_top(response))

    def process_view(self, request, view, args, kwargs):
        """Refuse POSTs from other sites; Django's own check needs a cookie."""
        if not request.is_framed or request.method in SAFE_METHODS or is_from_here(request):
            return None
        return refuse(request, view)
