"""The URLs of the API's operations, and which responses are cached."""

from functools import partial

from django.shortcuts import render
from django.urls import path

from blogsite.api import conversations, counts, lists, own_comments, posting, reader_acts, searching
from blogsite.api.guide import Guide
from blogsite.api.moderating import appeals, bans, decisions, items, queues
from blogsite.api.openapi import openapi_document
from blogsite.api.problem_responses import answering_problems, no_such_url
from blogsite.api.serializers import JSON, json_response
from blogsite.api.tokens import with_token
from blogsite.cached_views import blog_version, cached, post_by_id, post_of_comment
from blogsite.pagecache.decorators import cached_page, newest_if_any_version
from posts.cache_headers import revalidated_each_time
from posts.models import Blog, Post


def cached_json(operation, view, posts_shown, **options):
    """Return the view of an operation, cached by the versions of the posts that it shows."""
    options = {"content_type": JSON} | options
    return cached(view, posts_shown, read_query=operation.read_for_cache, **options)


def posts_of_comments(query):
    return Post.objects.published().filter(pk__in=lists.comments_in(query).values("post"))


conversation_json = cached_json(conversations.CONVERSATION, conversations.conversation, post_by_id)
conversation_html = cached_json(
    conversations.CONVERSATION,
    conversations.conversation_html,
    post_by_id,
    content_type=conversations.HTML_TYPE,
)


def conversation(request, pk):
    """Return a conversation in the requested format."""
    is_html = conversations.CONVERSATION.read(request.GET).format == "html"
    return (conversation_html if is_html else conversation_json)(request, pk=pk)


# Each operation with its view; cached responses are the same for everybody.
PUBLIC = (
    (conversations.LOOKUP, revalidated_each_time(conversations.lookup)),
    (conversations.CONVERSATION, conversation),
    (lists.COMMENTS, cached_json(lists.COMMENTS, lists.comments, posts_of_comments)),
    (
        conversations.BRANCH,
        cached_json(conversations.BRANCH, conversations.branch, post_of_comment),
    ),
    (lists.POSTS, cached_json(lists.POSTS, lists.posts, lists.posts_in)),
    (lists.POST, cached_json(lists.POST, lists.post, post_by_id)),
    (searching.OPERATION, revalidated_each_time(searching.results)),
    (counts.OPERATION, counts.counts),
)
# Other URLs, whose responses no cache stores.
WITH_TOKEN = (
    (posting.POST_COMMENT, posting.post_comment),
    (own_comments.EDIT, own_comments.edit),
    (own_comments.ADD, own_comments.add),
    (own_comments.WITHDRAW, own_comments.withdraw),
    (reader_acts.RECOMMENDING, reader_acts.recommend),
    (reader_acts.REPORTING, reader_acts.report),
    (reader_acts.WARNINGS, reader_acts.warnings),
    (queues.HELD, queues.held),
    (queues.REPORTED, queues.reported),
    (queues.LATE, queues.late),
    (queues.APPEALS, queues.appeals),
    (items.ITEM, items.item),
    (items.CLAIMING, items.claim),
    (decisions.DECIDING, decisions.decide),
    (decisions.UNDOING, decisions.undo),
    (bans.BANNING, bans.ban),
    (bans.LIFTING, bans.lift),
    (appeals.ANSWERING, appeals.answer),
)
OPERATIONS = (
    *PUBLIC,
    *((operation, with_token(operation, view)) for operation, view in WITH_TOKEN),
)


def api_document(request):
    """Return the OpenAPI document."""
    url = request.build_absolute_uri("/api/v1")
    operations = [operation for operation, _view in OPERATIONS]
    return json_response(openapi_document(operations, url, Blog.objects.current()))


def guide(request):
    """Show examples of each operation."""
    operations = [operation for operation, _view in OPERATIONS]
    return render(request, "api/guide.html", Guide(request, operations).context)


def no_parameters(parameters):
    """Read no parameters, so that none makes another page to cache."""


cached_by_blog = partial(
    cached_page,
    read_versions=blog_version,
    read_query=no_parameters,
    min_version=newest_if_any_version,
    cache_headers=revalidated_each_time,
)

urlpatterns = [
    path("", cached_by_blog(guide), name="guide"),
    path("v1/openapi.json", answering_problems(cached_by_blog(api_document, content_type=JSON))),
    *(
        path(f"v1/{operation.route}", answering_problems(view), name=operation.name)
        for operation, view in OPERATIONS
    ),
    path("<path:rest>", no_such_url),
]
app_name = "api"
