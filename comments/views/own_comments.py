"""Views for authors of comments: status, edit, add, withdraw, erase."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView
from django_htmx.http import HttpResponseClientRedirect

from accounts.guests import person_of
from comments import editing
from comments.forms import AdditionForm, WordsForm
from comments.models import Comment, EditedTooOften, InvalidTransition, TooLateToEdit
from comments.nudging import NudgeRequired
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


class OwnCommentView(TemplateView):
    """A comment's page for its author, who can edit it or add to it.

    A POST calls the method that `action` names, one of `actions`. With `is_partial`, htmx receives
    only the form.
    """

    template_name = "comments/edit.html"
    actions = ("edit", "add")
    default_action = "edit"
    bearer = False  # whether the author used the comment's private link
    nudge = None  # the question to the author before words are stored

    def setup(self, request, *, is_partial=False, **kwargs):
        super().setup(request, **kwargs)
        self.is_partial = is_partial
        self.typed = request.POST.get("body", "")

    def dispatch(self, request, *args, **kwargs):
        self.comment = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def get_object(self) -> Comment:
        """Return a comment of the person who asks.

        Raises NotTheAuthor for a published comment of somebody else, Http404 for any other.
        """
        comments = Comment.objects.select_related("post__author", "author__user", "parent")
        comment = comments.filter(pk=self.kwargs["pk"]).first()
        if comment and comment.is_by(person_of(self.request)):
            return comment
        if comment and comment.is_published and comment.post.is_published:
            raise NotTheAuthor
        raise Http404(gettext("There is no such comment of yours."))

    def get(self, request, *args, **kwargs):
        return self.show()

    def post(self, request, *args, **kwargs):
        action = request.POST.get("action", self.default_action)
        if action not in self.actions:
            return self.show(400, Reason(gettext("The form was incomplete. Please try again.")))
        try:
            return getattr(self, action)()
        except InvalidTransition as illegal:
            return self.show(409, Reason(str(illegal)))

    # Actions

    def edit(self):
        return self.change_text("edit", self.words_form(self.request.POST), editing.edit)

    def add(self):
        return self.change_text("add", self.addition_form(self.request.POST), editing.add)

    def change_text(self, action, form, change):
        """Call `change`, a function of comments/editing.py, with the text of a valid form."""
        self.comment.require_changeable()
        if not form.is_valid():
            return self.show(400, **{action: form})
        words, is_sure = form.cleaned_data["body"], form.cleaned_data["nudged"]
        try:
            change(self.comment, words, self.request.client_ip, is_sure=is_sure)
        except NudgeRequired as nudged:
            form.note_nudge()
            self.nudge = nudged.nudge
            return self.show(422, **{action: form})
        except Refused as refused:
            reasons = map(Reason.of, refused.screening.refusals)
            return self.show(400, *reasons, **{action: form})
        except TooLateToEdit:
            return self.show(409, Reason(TOO_LATE), add=self.addition_form())
        except EditedTooOften as often:
            response = self.show(429, Reason(str(often)), **{action: form})
            response["Retry-After"] = str(often.seconds)
            return response
        return self.redirect()

    def withdraw(self):
        self.comment.withdraw()
        return self.redirect()

    # Responses

    def redirect(self):
        url = self.get_success_url()
        if self.is_partial:
            return HttpResponseClientRedirect(url)
        return HttpResponseRedirect(url, status=303)

    def get_success_url(self):
        self.comment.post.refresh_from_db(fields=["version"])
        return fresh_permalink_of(self.comment) or status_path(self.comment)

    def show(self, status=200, *reasons, **forms):
        """Render the page with `forms` by action; without any, with the currently possible one."""
        if not self.comment.takes_additions:
            forms = {}
        elif not forms and self.comment.is_editable:
            forms = {"edit": self.words_form()}
        elif not forms:
            forms = {"add": self.addition_form()}
        context = self.get_context_data(forms=forms, reasons=reasons)
        return self.render_to_response(context, status=status)

    def words_form(self, data=None):
        initial = {"body": self.typed or self.comment.body}
        user = self.comment.author.account
        return WordsForm(data, user=user, initial=initial, auto_id="edit-%s")

    def addition_form(self, data=None):
        initial, comment = {"body": self.typed}, self.comment
        user = comment.author.account
        return AdditionForm(data, user=user, comment=comment, initial=initial, auto_id="add-%s")

    def get_template_names(self):
        return ["comments/_own_forms.html" if self.is_partial else self.template_name]

    def get_context_data(self, **kwargs):
        return {
            "blog": Blog.objects.current(),
            "comment": self.comment,
            "typed": self.typed,
            "nudge": self.nudge,
            "action": self.request.path.removesuffix("form/"),
            "bearer": self.bearer,
            "is_partial": self.is_partial,
            "status_path": status_path(self.comment),
            "address": self.request.build_absolute_uri(status_path(self.comment)),
            **kwargs,
        }


class WithdrawView(OwnCommentView):
    """The page that asks an author whether to delete a comment."""

    template_name = "comments/withdraw.html"
    actions = ("withdraw",)
    default_action = "withdraw"


class StatusView(OwnCommentView):
    """The status page of a comment, for everybody who has its private link."""

    template_name = "comments/status.html"
    actions = ("edit", "add", "withdraw", "erase", "renew")
    default_action = ""
    bearer = True

    def dispatch(self, request, *args, **kwargs):
        try:
            response = super().dispatch(request, *args, **kwargs)
        except BadToken as bad:
            return self.show_bad_link(str(bad))
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    def get_object(self):
        try:
            return comment_of_token(self.kwargs["token"])
        except Comment.DoesNotExist:
            raise Http404(
                gettext("This link leads nowhere: it was renewed, or the comment is gone.")
            ) from None

    def show_bad_link(self, reason):
        if self.typed:
            return resubmit_form(self.request, 400, reason)
        return render(self.request, "comments/bad_link.html", {"reason": reason}, status=400)

    def withdraw(self):
        return super().withdraw() if self.is_sure else self.show(400, Reason(NOT_SURE))

    def erase(self):
        if not self.is_sure:
            return self.show(400, Reason(NOT_SURE))
        self.comment.erase()
        return self.redirect()

    @property
    def is_sure(self) -> bool:
        """Whether the author ticked the box that confirms an act that cannot be undone."""
        return self.request.POST.get("sure") == "yes"

    def renew(self):
        self.comment.renew_link()
        return self.redirect()

    def get_success_url(self):
        return status_path(self.comment)


edit = resubmittable(OwnCommentView.as_view())
withdraw = form_view(WithdrawView.as_view())
# The URL contains the token that gives the right to act; no cookie does.
status = csrf_exempt(resubmittable(StatusView.as_view()))
