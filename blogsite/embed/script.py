"""The script that puts the frame into a page of another site, at a URL that stays."""

from functools import wraps

from django.conf import settings
from django.http import HttpResponse

from blogsite.pagecache.decorators import cached_page
from blogsite.pagecache.store import NEVER
from posts.cache_headers import cached_for_an_hour

FILE = "js/elsewhere/embed.js"
JAVASCRIPT = "text/javascript; charset=utf-8"


def script(request):
    """Answer with the script as it is in the sources: it has no version in its name."""
    return HttpResponse((settings.BASE_DIR / "static" / FILE).read_bytes())


def for_other_sites(view):
    """Return a view whose answers pages of other sites may load, also those that are strict."""

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
