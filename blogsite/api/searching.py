"""Search, as on the page for it."""

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.limits import SEARCH
from blogsite.api import answer_documents
from blogsite.api.operations import Operation
from blogsite.api.parameters import Number, Text
from blogsite.api.problems import Problem
from blogsite.api.serializers import Writer, json_response
from blogsite.search.query import MAX_QUERY_CHARACTERS, search
from blogsite.search.views import RESULTS_PER_PAGE, TOOK_TOO_LONG
from comments.resubmit import RETRY_AFTER_SECONDS
from posts.dates import iso
from posts.models import Blog
from posts.models.search_entry import SearchTooLong

OPERATION = Operation(
    name="search",
    route="search/",
    example="search/?q=frost",
    summary=_("Posts and comments that contain all words"),
    answer=answer_documents.Results,
    parameters=(
        Text("q", _("The words."), is_required=True, max_length=MAX_QUERY_CHARACTERS),
        Number("page", _("Of the results, from 1."), default=1, most=1_000),
    ),
    problems=(400, 404, 429, 503),
)


def results(request):
    """Return a page of search results."""
    SEARCH.check(ip=request.client_ip)
    query = OPERATION.read(request.GET)
    try:
        pages = Paginator(search(query.q), RESULTS_PER_PAGE)
    except SearchTooLong:
        raise Problem(503, str(TOOK_TOO_LONG), retry_after=RETRY_AFTER_SECONDS) from None
    if query.page not in pages.page_range:
        raise Problem(404, gettext("There is no such page."), parameter="page")
    page, writer = pages.page(query.page), Writer(request)
    with timezone.override(Blog.objects.current().zone):
        document = {
            "count": pages.count,
            "results": [_written(result, writer) for result in page],
            "next": _next_url(request, page, writer),
        }
    return json_response(document)


def _written(result, writer) -> answer_documents.Result:
    item, is_post = result.item, result.kind == "post"
    return {
        "kind": result.kind,
        "id": item.pk,
        "url": writer.url(item.get_absolute_url()),
        "title": item.title if is_post else item.post.title,
        "author": str(item.author) if is_post else item.name,
        "created": iso(item.published_at if is_post else item.created),
        "excerpt": [part._asdict() for part in result.excerpt],
    }


def _next_url(request, page, writer):
    if not page.has_next():
        return None
    query = request.GET.copy()
    query["page"] = str(page.next_page_number())
    return writer.url(f"{request.path}?{query.urlencode()}")
