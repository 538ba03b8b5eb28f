"""Posts, and the newest comments of the whole blog."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blogsite.api import answer_documents
from blogsite.api.conversations import VERSION
from blogsite.api.cursors import MAX_CHARACTERS, read_cursor, to_moment, to_number, write_cursor
from blogsite.api.operations import Operation
from blogsite.api.parameters import Text
from blogsite.api.problems import no_such_post
from blogsite.api.serializers import Writer, json_response
from comments.conversation import additions_in, texts_in
from comments.models import Comment
from comments.rendering import Entry
from comments.rows import Row
from moderation.keyset import rows_after
from posts.models import Blog, Post

POSTS_PER_PART = 20
COMMENTS_PER_PART = 50

CURSOR = Text("cursor", _("As in “next” of the part before."), max_length=MAX_CHARACTERS)

POSTS = Operation(
    name="posts",
    route="posts/",
    example="posts/",
    summary=_("The articles of this blog, newest first"),
    answer=answer_documents.Posts,
    parameters=(CURSOR,),
)


def posts_in(query):
    """Return the posts of one part of the list."""
    return _after(query.cursor, "posts", Post.objects.listed())[:POSTS_PER_PART]


def posts(request):
    """Return a part of the list of posts."""
    query, writer = POSTS.read(request.GET), Writer(request)
    part = list(posts_in(query).for_lists())
    cursor = _next_cursor(part, "posts", POSTS_PER_PART)
    with timezone.override(Blog.objects.current().zone):
        document = {
            "posts": [writer.post(post) for post in part],
            "next": writer.next_url(request, cursor),
        }
    return json_response(document)


POST = Operation(
    name="post",
    route="posts/<id:pk>/",
    example="posts/{post}/",
    summary=_("An article or a page, with its text"),
    answer=answer_documents.WholePost,
    parameters=(VERSION,),
    problems=(400, 404),
)


def post(request, pk):
    """Return a post."""
    POST.read(request.GET)
    post = Post.objects.published_anywhere().select_related("author").filter(pk=pk).first()
    if post is None:
        raise no_such_post()
    with timezone.override(Blog.objects.current().zone):
        return json_response(Writer(request).whole_post(post))


COMMENTS = Operation(
    name="comments",
    route="comments/",
    example="comments/",
    summary=_("The comments of this blog that were published last, newest first"),
    answer=answer_documents.Comments,
    parameters=(CURSOR,),
)


def comments_in(query):
    """Return the comments of one part of the list."""
    comments = Comment.objects.visible_on_this_blog().ever_published()
    return _after(query.cursor, "comments", comments)[:COMMENTS_PER_PART]


def comments(request):
    """Return a part of the list of comments."""
    query, writer = COMMENTS.read(request.GET), Writer(request)
    part = list(comments_in(query).select_related("post").only(*LISTED_FIELDS))
    cursor = _next_cursor(part, "comments", COMMENTS_PER_PART)
    entries = entries_of(part)
    with timezone.override(Blog.objects.current().zone):
        document = {
            "comments": [_listed(writer, comment, entries[comment.pk]) for comment in part],
            "next": writer.next_url(request, cursor),
        }
    return json_response(document)


LISTED_FIELDS = ("published_at", *(f"post__{name}" for name in ("title", "date", "slug")))
LISTED_FIELDS += ("post__page_path", "post__author")


def entries_of(comments) -> dict[int, Entry]:
    """Return the entries of published comments, by primary key, with at most three queries."""
    scope = Comment.objects.filter(pk__in=[comment.pk for comment in comments])
    texts = texts_in(scope)
    additions = additions_in(scope, texts)
    authors = {comment.pk: comment.post.author_id for comment in comments}
    rows = [Row(*values) for values in scope.order_by().values_list(*Row.COLUMNS)]
    return {
        row.pk: Entry.alone(
            row,
            texts[row.pk],
            additions=additions.get(row.pk, ()),
            post_author_id=authors[row.pk],
        )
        for row in rows
    }


def _listed(writer, comment, entry) -> answer_documents.ListedComment:
    post = comment.post
    of_post = {
        "post": post.pk,
        "post_title": post.title,
        "post_url": writer.url(post.get_absolute_url()),
        "published": timezone.localtime(comment.published_at).isoformat("T", "seconds"),
    }
    return writer.comment(entry) | of_post


def _after(cursor, list_name, rows):
    """Return the rows of a list, newest first, from a cursor on."""
    rows, place = rows.order_by("-published_at", "-pk"), None
    if cursor:
        number, pk = read_cursor(cursor, list_name)
        place = to_moment(number), pk
    return rows_after(rows, place)


def _next_cursor(rows, list_name, size) -> str | None:
    """Return the cursor of the next part; None if this part is the last one."""
    if len(rows) < size:
        return None
    return write_cursor(list_name, to_number(rows[-1].published_at), rows[-1].pk)
