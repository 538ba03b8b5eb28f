"""Views for authors of comments: status, edit, add, withdraw, erase."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django_htmx.http import HttpResponseClientRedirect

from accounts.guests import person_of
from comments import editing
from comments.forms import AdditionForm, WordsForm
from comments.models import Comment, EditedTooOften, InvalidTransition, TooLateToEdit
from comments.permalinks import fresh_permalink_of
from comments.posting import Refused
from comments.resubmit import (
    NotTheAuthor,
    Reason,
    form_view,
    resubmit_form,
    resubmittable,
)
from comments.status_links import BadToken, comment_of_token, status_path
from posts.models import Blog

TOO_LATE = _(
    "It is too late to change your words: somebody has answered, or ten minutes have passed."
    " You can still add to them: leave only what is new."
)

NOT_SURE = _("Nothing was done yet. This cannot be undone, so tick the box beside it first.")


@csrf_exempt  # the URL holds the token that permits the act; cookies permit nothing here
@resubmittable
def status(request, token, is_partial=False):
    """Show the status page of a comment to somebody who has its private link; act on POST."""
    try:
        view = OwnCommentView(
            request, comment_of_token(token), "comments/status.html", is_partial, bearer=True
        )
    except BadToken as bad:
        return _bad_link(request, str(bad))
    except Comment.DoesNotExist:
        raise Http404(
            gettext("This link leads nowhere: it was renewed, or the comment is gone.")
        ) from None
    response = view.answer(request.POST.get("action", ""))
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _bad_link(request, reason):
    if request.POST.get("body"):
        return resubmit_form(request, 400, reason)
    return render(request, "comments/bad_link.html", {"reason": reason}, status=400)


@resubmittable
def edit(request, pk, is_partial=False):
    """Edit a comment of one's own, or add to it."""
    view = OwnCommentView(request, own_comment(request, pk), "comments/edit.html", is_partial)
    return view.answer(request.POST.get("action", "edit"), ("edit", "add"))


@form_view
def withdraw(request, pk):
    """Withdraw a comment of one's own."""
    view = OwnCommentView(request, own_comment(request, pk), "comments/withdraw.html")
    return view.answer("withdraw")


def own_comment(request, pk):
    """Return a comment of the person who asks.

    Raises NotTheAuthor for a published comment of somebody else, Http404 for any other.
    """
    comments = Comment.objects.select_related("post__author", "author__user", "parent")
    comment = comments.filter(pk=pk).first()
    person = person_of(request)
    if comment and comment.is_by(person):
        return comment
    if comment and comment.is_published and comment.post.is_published:
        raise NotTheAuthor
    raise Http404(gettext("There is no such comment of yours."))


class OwnCommentView:
    """The page `template` of one comment for its author, and the acts on it.

    `is_partial`: htmx asks, and receives the forms alone; `bearer`: the author uses the comment's
    private link, and returns to it after an act.
    """

    ACTIONS = ("edit", "add", "withdraw", "erase", "renew")

    def __init__(self, request, comment, template, is_partial=False, *, bearer=False):
        self.request, self.comment, self.template = request, comment, template
        self.is_partial, self.bearer = is_partial, bearer
        self.user = comment.author.account
        self.typed = request.POST.get("body", "")
        self.forms = {}

    def answer(self, action, actions=ACTIONS):
        if self.request.method != "POST":
            return self.render()
        if action not in actions:
            return self.render(400, Reason(gettext("The form was incomplete. Please try again.")))
        try:
            return getattr(self, action)()
        except TooLateToEdit:
            self.forms = {"add": self.addition()}
            return self.render(409, Reason(TOO_LATE))
        except EditedTooOften as often:
            response = self.render(429, Reason(str(often)))
            response["Retry-After"] = str(often.seconds)
            return response
        except InvalidTransition as illegal:
            return self.render(409, Reason(str(illegal)))
        except Refused as refused:
            return self.render(400, *map(Reason.of, refused.screening.refusals))

    # Acts

    def edit(self):
        return self._change_text("edit", self.words(self.request.POST), editing.edit)

    def add(self):
        return self._change_text("add", self.addition(self.request.POST), editing.add)

    def _change_text(self, action, form, change):
        self.comment.require_changeable()
        self.forms[action] = form
        if not form.is_valid():
            return self.render(400)
        change(self.comment, form.cleaned_data["body"], self.request.client_ip)
        return self.done()

    def withdraw(self):
        if self.bearer and not self.is_sure:
            return self.render(400, Reason(NOT_SURE))
        self.comment.withdraw()
        return self.done()

    def erase(self):
        if not self.is_sure:
            return self.render(400, Reason(NOT_SURE))
        self.comment.erase()
        return self.done()

    @property
    def is_sure(self) -> bool:
        """Whether the author ticked the box that confirms an act that cannot be undone."""
        return self.request.POST.get("sure") == "yes"

    def renew(self):
        self.comment.renew_link()
        return self.done()

    def done(self):
        if self.is_partial:
            return HttpResponseClientRedirect(self.back())
        return HttpResponseRedirect(self.back(), status=303)

    def back(self):
        if self.bearer:
            return status_path(self.comment)
        self.comment.post.refresh_from_db(fields=["version"])
        return fresh_permalink_of(self.comment, status_path(self.comment))

    # Pages

    def words(self, typed=None):
        first = {"body": self.typed or self.comment.body}
        return WordsForm(typed, user=self.user, initial=first, auto_id="edit-%s")

    def addition(self, typed=None):
        first = {"body": self.typed}
        return AdditionForm(
            typed, user=self.user, comment=self.comment, initial=first, auto_id="add-%s"
        )

    def render(self, status=200, *reasons):
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
            "is_partial": self.is_partial,
            "status_path": status_path(self.comment),
            "address": self.request.build_absolute_uri(status_path(self.comment)),
        }
        template = "comments/_own_forms.html" if self.is_partial else self.template
        return render(self.request, template, context, status=status)
