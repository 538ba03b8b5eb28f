"""An address without its last slash, as somebody may have typed it."""

from django.middleware.common import CommonMiddleware


class LastSlashMiddleware(CommonMiddleware):
    """Lead to the address with its slash whoever only looks: what is sent would not be led along,
    and nothing would be left of the words.
    """

    def should_redirect_with_slash(self, request):
        return request.method in ("GET", "HEAD") and super().should_redirect_with_slash(request)
