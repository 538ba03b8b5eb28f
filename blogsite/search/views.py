"""The page on which readers search."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.guests import rate_limit_identity
from accounts.limits import SEARCH
from blogsite.search.query import MAX_QUERY_CHARACTERS, query_words, search
from blogsite.search.suggestion import suggestion
from posts.archives import page_number
from posts.models import Blog
from posts.models.search_entry import SearchTooLong
from posts.replicas import from_replica

RESULTS_PER_PAGE = 20
TOOK_TOO_LONG = _("The search took too long. Try again, or add a word.")


@require_safe
@cache_control(public=True, max_age=0)
def search_page(request):
    """Show a page (`?page=`) of the posts and comments with the words of `?q=`."""
    SEARCH.check(**rate_limit_identity(request))
    return results_page(request)


@from_replica
def results_page(request):
    query = request.GET.get("q", "")[:MAX_QUERY_CHARACTERS]
    results, refusal = [], ""
    try:
        results = search(query)
    except SearchTooLong:
        refusal = TOOK_TOO_LONG
    pages = Paginator(results, RESULTS_PER_PAGE)
    number = page_number(request.GET)
    if number not in pages.page_range:
        raise Http404("There is no such page.")
    context = {
        "blog": Blog.objects.current(),
        "query": query,
        "has_words": bool(query_words(query)),
        "refusal": refusal,
        "suggestion": "" if results or refusal else suggestion(query),
        "page": pages.page(number),
        "max_length": MAX_QUERY_CHARACTERS,
    }
    return render(request, "posts/search.html", context)
