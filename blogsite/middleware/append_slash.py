"""Redirect a URL without its last slash, as somebody may have typed it."""

from django.middleware.common import CommonMiddleware


class AppendSlashMiddleware(CommonMiddleware):
    """Redirect GET and HEAD only: a redirect of a POST would lose the text that was sent."""

    def should_redirect_with_slash(self, request):
        return request.method in ("GET", "HEAD") and super().should_redirect_with_slash(request)
