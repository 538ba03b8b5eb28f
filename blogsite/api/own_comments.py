"""Authors' changes of their comments: edit, add, withdraw."""

from django.utils.translation import gettext_lazy as _

from blogsite.api.actors import NOT_YOURS, Actor, refusing
from blogsite.api.bodies import read_document
from blogsite.api.operations import Operation
from blogsite.api.posting import own_comment, valid
from blogsite.api.problems import Problem, no_such_comment
from blogsite.api.request_documents import NewWords, OwnComment, WithdrawRequest
from blogsite.models.api_token import Scope
from comments import editing
from comments.forms import AdditionForm, WordsForm
from comments.models import Comment

PROBLEMS = (400, 401, 403, 404, 409, 413, 415, 422, 429)
AUTHOR = {"id": "reader-7"}

EDIT = Operation(
    name="edit_comment",
    route="comments/<id:pk>/edit/",
    example="comments/$OWN/edit/",
    method="post",
    summary=_("Change the words of a comment, for ten minutes or until somebody answers"),
    body=NewWords,
    answer=OwnComment,
    problems=PROBLEMS,
    scope=Scope.WRITE.value,
    example_body={"author": AUTHOR, "body": "I read this three times."},
)
ADD = Operation(
    name="add_to_comment",
    route="comments/<id:pk>/add/",
    example="comments/$OWN/add/",
    method="post",
    summary=_("Add words below a comment, at any time"),
    body=NewWords,
    answer=OwnComment,
    problems=PROBLEMS,
    scope=Scope.WRITE.value,
    example_body={"author": AUTHOR, "body": "And once more."},
)
WITHDRAW = Operation(
    name="withdraw_comment",
    route="comments/<id:pk>/withdraw/",
    example="comments/$OWN/withdraw/",
    method="post",
    summary=_("Take a comment back, for good"),
    body=WithdrawRequest,
    answer=OwnComment,
    problems=(400, 401, 403, 404, 409, 413, 415, 429),
    scope=Scope.WRITE.value,
    example_body={"author": AUTHOR},
)


def edit(request, pk):
    """Replace a comment's text."""
    return _change(request, pk, editing.edit, lambda comment, fields: WordsForm(fields))


def add(request, pk):
    """Add a text below a comment's own."""
    return _change(
        request, pk, editing.add, lambda comment, fields: AdditionForm(fields, comment=comment)
    )


def _change(request, pk, change, make_form):
    """Call `change`, a function of comments/editing.py, with the posted text."""
    sent = read_document(request, NewWords)
    with refusing(sent["body"]):
        actor = Actor.of(request, sent)
        comment = _comment_of(actor, pk)
        comment.require_changeable()
        fields = {"body": sent["body"]} | ({"nudged": "on"} if sent.get("nudged") else {})
        cleaned = valid(make_form(comment, fields)).cleaned_data
        change(comment, cleaned["body"], actor.ip, is_sure=cleaned["nudged"])
    return own_comment(request, comment)


def withdraw(request, pk):
    """Withdraw a comment; a second time has no effect."""
    sent = read_document(request, WithdrawRequest)
    with refusing():
        comment = _comment_of(Actor.of(request, sent), pk)
        if comment.status != Comment.Status.WITHDRAWN:
            comment.withdraw()
    return own_comment(request, comment)


def _comment_of(actor, pk) -> Comment:
    """Return a comment of the acting person. Raises Problem."""
    comments = Comment.objects.select_related("post__author", "author__user", "parent")
    comment = comments.filter(pk=pk).first()
    if comment and comment.is_by(actor.person):
        return comment
    if comment and comment.is_published and comment.post.is_published:
        raise Problem(403, NOT_YOURS)
    raise no_such_comment()
