"""Answer everybody in the blog's language."""

from django.utils import translation

from posts.models import Blog


class BlogLanguageMiddleware:
    """Activate the blog's language, whatever the browser prefers: all readers get the same bytes.

    The language may be slightly outdated. Cached pages read it again.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with translation.override(Blog.objects.last_language):
            return self.get_response(request)
