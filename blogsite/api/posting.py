"""Post a comment for one of a program's people, with the same forms and checks as the pages."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blogsite.api.actors import Actor, refusing
from blogsite.api.bodies import read_document
from blogsite.api.counts import our_hosts
from blogsite.api.operations import Operation
from blogsite.api.problems import Problem
from blogsite.api.request_documents import NewComment, OwnComment
from blogsite.api.serializers import Writer, json_response
from blogsite.models.api_token import Scope
from comments.draft import Draft
from comments.first_comment import conversation_at
from comments.forms import CommentForm, KeyField
from comments.models import Comment
from comments.nudging import NudgeRequired, nudge_of
from comments.posting import post
from comments.reply_target import ReplyTarget
from posts.finding import comment_counts_at, path_at
from posts.foreign_urls import URLRefused
from posts.models import Blog, Post

KEY_HEADER = "Idempotency-Key"
STATUSES = {True: 201, False: 202}  # by whether readers see it

POST_COMMENT = Operation(
    name="post_comment",
    route="comments/post/",
    example="comments/post/",
    method="post",
    summary=_("Post a comment"),
    body=NewComment,
    answer=OwnComment,
    statuses=tuple(STATUSES.values()),
    problems=(400, 401, 403, 404, 409, 413, 415, 422, 429),
    scope=Scope.WRITE.value,
    is_keyed=True,
    example_body={
        "url": "{path}",
        "author": {"id": "reader-7", "name": "Wendela"},
        "body": "I read this *twice*.",
    },
)


def post_comment(request):
    """Store a comment, published or held; the same request again returns the same comment."""
    sent = read_document(request, NewComment)
    with refusing(sent["body"]):
        key = idempotency_key(request)
        actor = Actor.of(request, sent)
        form = comment_form(sent, key)
        with place_in(sent, request) as place:
            comment = _store(actor, place, form, is_again=False)
        if not (comment.is_by(actor.person) or comment.author.key == actor.key):
            raise Problem(409, gettext("This has arrived; you need not send it again."))
    return own_comment(request, comment, STATUSES[comment.is_published])


def idempotency_key(request):
    """Return the UUID of the request. Raises Problem."""
    text = request.headers.get(KEY_HEADER, "")
    if not text:
        sentence = gettext("“%(name)s” is missing.") % {"name": KEY_HEADER}
        raise Problem(400, sentence, parameter=KEY_HEADER)
    try:
        return KeyField().clean(text)
    except ValidationError:
        pass
    sentence = gettext("“%(name)s” is to be a UUID in lower case.") % {"name": KEY_HEADER}
    raise Problem(400, sentence, parameter=KEY_HEADER)


def comment_form(sent, key) -> CommentForm:
    """Return the page's form, valid, with the posted data. Raises Problem."""
    author = sent["author"]
    fields = {"name": author["name"], "email": author.get("email", ""), "body": sent["body"]}
    ticked = {name: "on" for name in ("wants_mail", "nudged") if sent.get(name)}
    return valid(CommentForm(fields | ticked | {"key": str(key)}), of_author=("name", "email"))


def valid(form, of_author=()):
    """Return a form that is valid. Raises Problem, which names the first wrong member."""
    if form.is_valid():
        return form
    errors = form.errors.get_json_data()
    sentences = [each["message"] for messages in errors.values() for each in messages]
    name = next(iter(errors))
    members = {"reasons": sentences} if len(sentences) > 1 else {}
    raise Problem(
        400, sentences[0], parameter=f"author.{name}" if name in of_author else name, **members
    )


@contextmanager
def place_in(sent, request):
    """Yield the posted reply target; a page that is new here is deleted if it gets no comment.

    Raises Problem.
    """
    if "parent" in sent:
        yield _below_parent(sent)
        return
    if ("conversation" in sent) == ("url" in sent):
        sentence = gettext("Say where: “conversation”, or “url”, or “parent”.")
        raise Problem(400, sentence, parameter="conversation")
    if "url" in sent:
        with _at_url(sent, request) as place:
            yield ReplyTarget(place)
        return
    posts = Post.objects.published_anywhere().select_related("author")
    place = posts.filter(pk=sent["conversation"]).first()
    if place is None:
        raise Problem(404, no_post(), parameter="conversation")
    yield ReplyTarget(place)


def no_post():
    return gettext("The post you want to answer is not there.")


@contextmanager
def _at_url(sent, request):
    """Yield the post at a URL: of this site, or of a page of a known site.

    The latter is created with its first comment. Raises Problem.
    """
    posts = Post.objects.published_anywhere().select_related("author")
    path = path_at(sent["url"], our_hosts(request))
    counted = comment_counts_at({path}) if path else {}
    if counted:
        yield posts.get(pk=counted[path][0])
        return
    if path:
        raise Problem(404, no_post(), parameter="url")
    page = sent["url"], sent.get("identifier", ""), sent.get("title", "")
    try:
        with conversation_at(*page) as place:
            if not place.is_published:
                raise Problem(404, no_post(), parameter="url")
            yield place
    except URLRefused as refusal:
        raise Problem(404, str(refusal), parameter="url") from None


def _below_parent(sent):
    comments = Comment.objects.ever_published().select_related("post")
    parent = comments.filter(pk=sent["parent"]).order_by().first()
    is_elsewhere = parent and sent.get("conversation", parent.post_id) != parent.post_id
    if parent is None or is_elsewhere or not parent.post.is_published:
        sentence = gettext("The comment you want to answer is not there.")
        raise Problem(404, sentence, parameter="parent")
    return ReplyTarget(parent.post, parent)


def _store(actor, place, form, *, is_again):
    draft = _draft(actor, place, form)
    if nudge := nudge_of(draft, form):
        raise NudgeRequired(nudge)
    try:
        return post(draft, form.cleaned_data["key"])
    except IntegrityError:
        # Of two simultaneous first comments by one new guest, the other has stored the guest.
        actor.look_again()
        if is_again or actor.person.pk is None:
            raise
    return _store(actor, place, form, is_again=True)


def _draft(actor, place, form) -> Draft:
    cleaned = form.cleaned_data
    return Draft(
        post=place.post,
        parent=place.parent,
        person=actor.person,
        name=form.signature,
        email=cleaned["email"],
        body=cleaned["body"],
        ip=actor.ip,
        wants_mail=cleaned["wants_mail"],
    )


def own_comment(request, comment, status=200):
    """Return the response with a comment as its author sees it."""
    with timezone.override(Blog.objects.current().zone):
        return json_response(Writer(request).own_comment(comment), status)
