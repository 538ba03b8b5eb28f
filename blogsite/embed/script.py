"""The script that adds the frame to a page of another site, at a permanent URL."""

from functools import wraps

from django.conf import settings
from django.http import HttpResponse

from blogsite.pagecache.decorators import cached_page
from blogsite.pagecache.store import NEVER
from posts.cache_headers import cached_for_an_hour

FILE = "js/elsewhere/embed.js"
JAVASCRIPT = "text/javascript; charset=utf-8"


def script(request):
    """Return the script; it has no version in its name."""
    return HttpResponse((settings.BASE_DIR / "static" / FILE).read_bytes(), JAVASCRIPT)


def for_other_sites(view):
    """Allow pages of other sites, also strict ones, to load a view's responses."""

    @wraps(view)
    def answer(request):
        response = view(request)
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return answer


embed_script = for_other_sites(
    cached_page(
        script,
        lambda query: ((0,), NEVER),
        read_query=lambda parameters: None,
        min_version=lambda request: 0,
        cache_headers=cached_for_an_hour,
        content_type=JAVASCRIPT,
    )
)
