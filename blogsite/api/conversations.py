"""The conversation under a post, and one comment with its replies."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blogsite.api import answer_documents
from blogsite.api.counts import our_hosts
from blogsite.api.cursors import MAX_CHARACTERS, read_cursor, write_cursor
from blogsite.api.operations import Operation
from blogsite.api.parameters import Choice, Number, Text
from blogsite.api.problems import Problem, no_such_comment, no_such_post
from blogsite.api.serializers import Writer, json_response
from comments.conversation import Branch
from comments.conversation_part import ORDERS, ConversationPart
from comments.models import Comment
from posts.absolute_urls import with_absolute_urls
from posts.finding import comment_counts_at, path_at
from posts.foreign_pages import find
from posts.models import Blog, Post

FORM = Choice(
    "form",
    _("Flat: a list in reading order. Nested: each comment within the one that it answers."),
    choices=("flat", "nested"),
)
VERSION = Number("v", _("An answer that is at least as new as this version."))
HTML_TYPE = "text/html; charset=utf-8"

CONVERSATION = Operation(
    name="conversation",
    route="conversations/<id:pk>/",
    example="conversations/{post}/?form=nested",
    summary=_("A conversation, in parts of whole trees"),
    answer=answer_documents.Conversation,
    parameters=(
        Choice("order", _("By the numbers of root comments."), choices=tuple(ORDERS)),
        FORM,
        Text("cursor", _("As in “next” of the part before."), max_length=MAX_CHARACTERS),
        Choice(
            "format",
            _("HTML: the first page as a post shows it, to be included in another page."),
            choices=("json", "html"),
        ),
        VERSION,
    ),
    problems=(400, 404),
    also_as=("text/html",),
)


def conversation(request, pk):
    """Return a part of the conversation under a post."""
    query = CONVERSATION.read(request.GET)
    blog, post = Blog.objects.current(), post_or_problem(pk)
    list_name = f"{pk}{query.order}"
    after = None
    if query.cursor:
        (after,) = read_cursor(query.cursor, list_name)
    part = ConversationPart(post, after=after, order=query.order)
    cursor = part.next_after and write_cursor(list_name, part.next_after)
    writer = Writer(request)
    with timezone.override(blog.zone):
        document = writer.conversation_summary(post) | {
            "comments": writer.comments(part.entries, is_nested=query.form == "nested"),
            "next": writer.next_url(request, cursor),
        }
    return json_response(document)


def conversation_html(request, pk):
    """Return the first page of a conversation as HTML, for a page that includes it."""
    post = post_or_problem(pk)
    query = CONVERSATION.read(request.GET)
    if (query.order, query.form, query.cursor) != ("oldest", "flat", None):
        sentence = gettext("With format=html there is no other order, form or part.")
        raise Problem(400, sentence, parameter="format")
    context = {"blog": Blog.objects.current(), "post": post}
    response = render(request, "comments/included.html", context)
    url = request.build_absolute_uri(post.get_absolute_url())
    response.content = with_absolute_urls(response.text, url)
    return response


LOOKUP = Operation(
    name="conversation_of_url",
    route="conversations/",
    example="conversations/?url={path}",
    summary=_("Find the conversation of a URL of this site, or of one that an owner has entered"),
    answer=answer_documents.ConversationSummary,
    parameters=(
        Text(
            "url",
            _("The URL of a post or a page, or an earlier one of it. The host may be left out."),
            is_required=True,
            max_length=2_000,
        ),
        Text(
            "identifier",
            _("By which another site knows the page of the URL, whatever that is."),
            max_length=200,
        ),
    ),
    problems=(400, 404),
)

BRANCH = Operation(
    name="comment",
    route="comments/<id:pk>/",
    example="comments/{comment}/",
    summary=_("A comment with those that it answers and all its replies"),
    answer=answer_documents.Branch,
    parameters=(FORM, VERSION),
    problems=(400, 404),
)


def branch(request, pk):
    """Return a comment, its ancestors and all its replies."""
    query = BRANCH.read(request.GET)
    comments = Comment.objects.filter(post__in=Post.objects.published_anywhere())
    comment = comments.select_related("post").filter(pk=pk).first()
    try:
        entries = Branch(comment).rendered.entries if comment else None
    except Comment.DoesNotExist:
        entries = None
    if entries is None:
        raise no_such_comment()
    writer = Writer(request)
    with timezone.override(Blog.objects.current().zone):
        document = writer.conversation_summary(comment.post) | {
            "comment": pk,
            "comments": writer.comments(entries, is_nested=query.form == "nested"),
        }
    return json_response(document)


def post_or_problem(pk) -> Post:
    """Return the post whose conversation readers may see. Raises Problem."""
    post = Post.objects.published_anywhere().filter(pk=pk).first()
    if post is None:
        raise no_such_post()
    return post


def lookup(request):
    """Return the head of the conversation of the page at a URL."""
    query = LOOKUP.read(request.GET)
    path = path_at(query.url, our_hosts(request))
    post = _post_at(path) if path else find(query.url, query.identifier or "")
    if post is None:
        sentence = gettext("This site has no conversation of this URL.")
        raise Problem(404, sentence, parameter="url")
    return json_response(Writer(request).conversation_summary(post))


def _post_at(path) -> Post | None:
    counted = comment_counts_at({path})
    return post_or_problem(counted[path][0]) if counted else None
