"""What authors do with their comments: see where one stands, edit, add, withdraw, erase."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django_htmx.http import HttpResponseClientRedirect

from comments import editing
from comments.forms import AdditionForm, WordsForm
from comments.guests import person_of
from comments.models import Comment, EditedTooOften, InvalidTransition, TooLateToEdit
from comments.permalinks import landing_of
from comments.posting import Refused
from comments.resubmit import (
    NotYours,
    Reason,
    form_view,
    handed_back,
    keeps_the_words,
)
from comments.status_links import BadToken, comment_behind, status_address
from posts.models import Blog

TOO_LATE = (
    "It is too late to change your words: somebody has answered, or the ten minutes are over."
    " You can still add to them: leave only what is new."
)

NOT_SURE = "Nothing was done. It cannot be undone, so tick the box beside it first."


@csrf_exempt  # whoever can name this address may act; no cookie gives a right here
@keeps_the_words
def status(request, token, piece=False):
    """Where a comment stands, for whoever holds its link."""
    try:
        desk = Desk(request, comment_behind(token), "comments/status.html", piece, bearer=True)
    except BadToken as bad:
        return _bad_link(request, str(bad))
    except Comment.DoesNotExist:
        raise Http404("This link leads nowhere: it was renewed, or the comment is gone.") from None
    response = desk.answer(request.POST.get("action", ""))
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _bad_link(request, reason):
    if request.POST.get("body"):
        return handed_back(request, 400, reason)
    return render(request, "comments/bad_link.html", {"reason": reason}, status=400)


@keeps_the_words
def edit(request, pk, piece=False):
    """Other words, or further ones, for a comment of one's own."""
    desk = Desk(request, own_comment(request, pk), "comments/edit.html", piece)
    return desk.answer(request.POST.get("action", "edit"), ("edit", "add"))


@form_view
def withdraw(request, pk):
    """Take back a comment of one's own."""
    desk = Desk(request, own_comment(request, pk), "comments/withdraw.html")
    return desk.answer("withdraw")


def own_comment(request, pk):
    """Give a comment of whoever asks; 403 for another's, 404 for what they may not know of."""
    comments = Comment.objects.select_related("post__author", "author__user", "parent")
    comment = comments.filter(pk=pk).first()
    person = person_of(request)
    if comment and person and comment.author_id == person.pk:
        return comment
    if comment and comment.is_published and comment.post.is_published:
        raise NotYours
    raise Http404("There is no such comment of yours.")


class Desk:
    """One comment before its author, on the page `template`, and what they do with it.

    `piece`: htmx asks, and gets the forms alone; `bearer`: they came by the comment's private
    link, and stay there.
    """

    ACTIONS = ("edit", "add", "withdraw", "erase", "renew")

    def __init__(self, request, comment, template, piece=False, *, bearer=False):
        self.request, self.comment, self.template = request, comment, template
        self.piece, self.bearer = piece, bearer
        self.user = comment.author.user
        self.typed = request.POST.get("body", "")
        self.forms = {}

    def answer(self, action, actions=ACTIONS):
        if self.request.method != "POST":
            return self.shown()
        if action not in actions:
            return self.shown(400, Reason("The form was not complete. Please try again."))
        try:
            return getattr(self, action)()
        except TooLateToEdit:
            self.forms = {"add": self.addition()}
            return self.shown(409, Reason(TOO_LATE))
        except EditedTooOften as often:
            response = self.shown(429, Reason(str(often)))
            response["Retry-After"] = str(often.seconds)
            return response
        except InvalidTransition as illegal:
            return self.shown(409, Reason(str(illegal)))
        except Refused as refused:
            return self.shown(400, *map(Reason.of, refused.findings.refusals))

    # Acts

    def edit(self):
        return self._reworded("edit", self.words(self.request.POST), editing.edit)

    def add(self):
        return self._reworded("add", self.addition(self.request.POST), editing.add)

    def _reworded(self, action, form, reword):
        self.comment.require_changeable()
        self.forms[action] = form
        if not form.is_valid():
            return self.shown(400)
        reword(self.comment, form.cleaned_data["body"], self.request.client_ip)
        return self.done()

    def withdraw(self):
        if self.bearer and not self.is_sure:
            return self.shown(400, Reason(NOT_SURE))
        self.comment.withdraw()
        return self.done()

    def erase(self):
        if not self.is_sure:
            return self.shown(400, Reason(NOT_SURE))
        self.comment.erase()
        return self.done()

    @property
    def is_sure(self) -> bool:
        """Whether the box was ticked beside what cannot be undone."""
        return self.request.POST.get("sure") == "yes"

    def renew(self):
        self.comment.renew_link()
        return self.done()

    def done(self):
        if self.piece:
            return HttpResponseClientRedirect(self.back())
        return HttpResponseRedirect(self.back(), status=303)

    def back(self):
        if self.bearer:
            return status_address(self.comment)
        self.comment.post.refresh_from_db(fields=["version"])
        return landing_of(self.comment, status_address(self.comment))

    # Pages

    def words(self, typed=None):
        first = {"body": self.typed or self.comment.body}
        return WordsForm(typed, user=self.user, initial=first, auto_id="edit-%s")

    def addition(self, typed=None):
        first = {"body": self.typed}
        return AdditionForm(
            typed, user=self.user, comment=self.comment, initial=first, auto_id="add-%s"
        )

    def shown(self, status=200, *reasons):
        if not self.comment.takes_additions:
            self.forms = {}
        elif not self.forms:
            act, form = ("edit", self.words) if self.comment.is_editable else ("add", self.addition)
            self.forms = {act: form()}
        context = {
            "blog": Blog.objects.current(),
            "comment": self.comment,
            "forms": self.forms,
            "typed": self.typed,
            "reasons": reasons,
            "action": self.request.path.removesuffix("form/"),
            "bearer": self.bearer,
            "piece": self.piece,
            "status_address": status_address(self.comment),
            "address": self.request.build_absolute_uri(status_address(self.comment)),
        }
        template = "comments/_own_forms.html" if self.piece else self.template
        return render(self.request, template, context, status=status)
