"""Redirect a URL without its final slash."""

from django.middleware.common import CommonMiddleware


class AppendSlashMiddleware(CommonMiddleware):
    """Redirect GET and HEAD only: a redirect of a POST would lose the posted text."""

    def should_redirect_with_slash(self, request):
        return request.method in ("GET", "HEAD") and super().should_redirect_with_slash(request)
