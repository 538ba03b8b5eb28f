"""A frame's first page: /embed/ with the URL of the page around it."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from blogsite.cached_views import (
    blog_version,
    cached,
    only_where_pages_are,
    post_at,
    read_conversation_query,
)
from blogsite.embed import views
from blogsite.embed.embedding_page import EmbeddingPage
from blogsite.embed.framing import leaving_at_the_top
from blogsite.pagecache.decorators import cached_page, newest_if_any_version
from posts.cache_headers import revalidated_each_time
from posts.foreign_urls import URLRefused

conversation = cached(
    leaving_at_the_top(views.conversation), post_at, read_query=read_conversation_query
)
conversation_of_page = only_where_pages_are(conversation)


def versions_of_site(query, pk):
    return blog_version(query)


# The document of all pages of a site without a conversation.
new_conversation = cached_page(
    leaving_at_the_top(views.new_conversation),
    versions_of_site,
    read_query=lambda parameters: None,
    min_version=newest_if_any_version,
    cache_headers=revalidated_each_time,
)


@require_http_methods(["GET", "HEAD", "POST"])
def conversation_of_url(request):
    """Return the conversation of the page at `?url=`, that of the page's post in the frame.

    All URLs of a page share its document, and all pages of a site without a conversation share one:
    made-up URLs fill no cache. POST leads to the form: the shared document does not know its URL,
    and a browser without scripts sends it along.
    """
    page = EmbeddingPage.of(request)
    try:
        if request.method == "POST":
            return HttpResponseRedirect(page.target.action, status=303)
        if page.post is None:
            return _beginning(request, page.site)
    except URLRefused as refused:
        return _refusal(request, str(refused))
    request.path = request.path_info = page.post.get_absolute_url()
    return conversation(request, **page.post.place_in_url)


def _beginning(request, site):
    request.path = request.path_info = reverse("embed_site", kwargs={"pk": site.pk})
    response = new_conversation(request, pk=site.pk)
    # Not for the fast path: once the conversation begins, this URL has another document.
    response.cached_page = None
    return response


@cache_control(no_store=True)  # made-up URLs fill no cache
def _refusal(request, reason):
    return views.no_conversation(request, reason)
