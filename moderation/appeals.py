"""The views for appeals: of authors by a comment's private link, of reporters by a receipt."""

from django.core import signing
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from accounts.limits import APPEAL, RateLimitExceeded
from comments.form_data import copyable_fields
from comments.models import Comment
from comments.resubmit import resubmittable
from comments.status_links import BadToken, comment_of_token, status_path
from moderation.appeal_form import AppealForm
from moderation.models import Appeal, CannotAppeal, Decision, Report
from moderation.models.appealable import CONTESTABLE_ACTIONS, about_author_of, deadline, refusal
from moderation.statements import History
from moderation.views import private
from posts.models import Blog
from posts.url_converters import positive_int


class LinkBroken(Exception):
    """The link does not lead to anything that can be appealed; the message says why."""

    def __init__(self, status, reason):
        self.status = status
        super().__init__(reason)


def render_refusal(request, status, reason, **context):
    """Return the page that says why nothing was stored, with the text to be copied."""
    typed = copyable_fields(request) if request.method == "POST" else []
    context |= {"reason": reason, "typed": typed}
    response = never_cache(render)(request, "moderation/no_appeal.html", context, status=status)
    return private(response)


class AppealView(FormView):
    """The form to appeal against a decision; a POST files the appeal.

    The token in the URL gives the right to it; subclasses find its decision.
    """

    form_class = AppealForm
    template_name = "moderation/appeal.html"
    report = None

    def dispatch(self, request, *args, **kwargs):
        try:
            self.decision = self.find(kwargs["token"])
        except LinkBroken as broken:
            return render_refusal(request, broken.status, str(broken))
        if self.decision is None:
            return self.refuse(gettext("Nothing was decided here that you could appeal against."))
        if reason := refusal(self.decision, self.report):
            return self.refuse(reason)
        return private(super().dispatch(request, *args, **kwargs))

    def find(self, token) -> Decision | None:
        """Return the decision that the request is about. Raises LinkBroken."""
        raise NotImplementedError

    @property
    def back(self) -> str:
        """Return the path of the page with the decision."""
        raise NotImplementedError

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"decision": self.decision}

    def form_valid(self, form):
        try:
            APPEAL.check(person=f"{self.report or self.back}", ip=self.request.client_ip)
            Appeal.objects.file(self.decision, form.cleaned_data["body"], report=self.report)
        except RateLimitExceeded as wait:
            response = self.show(form, 429, str(wait))
            response["Retry-After"] = str(wait.seconds)
            return response
        except CannotAppeal as error:
            return self.refuse(str(error))
        return HttpResponseRedirect(self.back, status=303)

    def form_invalid(self, form):
        return self.show(form, 400)

    def show(self, form, status, problem=""):
        return self.render_to_response(
            self.get_context_data(form=form, problem=problem), status=status
        )

    def refuse(self, reason):
        status = 409 if self.request.method == "POST" else 200
        return render_refusal(
            self.request, status, reason, back=self.back, blog=Blog.objects.current()
        )

    def get_context_data(self, **kwargs):
        decision = self.decision
        return super().get_context_data(**kwargs) | {
            "blog": Blog.objects.current(),
            "decision": decision,
            "report": self.report,
            "back": self.back,
            "deadline": deadline(decision),
        }


class AuthorAppealView(AppealView):
    """An appeal by the author of a comment; `decision` names one of several, else the newest."""

    def find(self, token):
        self.comment = comment_or_broken_link(token)
        decisions = about_author_of(self.comment).select_related(
            "house_rule__rule", "comment__post", "undone_by"
        )
        data = self.request.POST if self.request.method == "POST" else self.request.GET
        if "decision" in data:
            pk = positive_int(data["decision"])
            if decision := decisions.filter(pk=pk).first():
                return decision
            raise LinkBroken(
                403,
                gettext(
                    "This decision is not about your comment. Open the page of your own comment,"
                    " and appeal from there."
                ),
            )
        contestable = list(decisions.filter(action__in=CONTESTABLE_ACTIONS).order_by("-pk"))
        possible = (decision for decision in contestable if not refusal(decision))
        return next(possible, next(iter(contestable), None))

    @property
    def back(self):
        return status_path(self.comment)


class ReporterAppealView(AppealView):
    """An appeal by the sender of a legal notice that was dismissed."""

    def find(self, token):
        try:
            self.report = Report.objects.by_token(token)
        except signing.SignatureExpired:
            raise LinkBroken(410, gettext("This receipt is more than a year old.")) from None
        except (signing.BadSignature, Report.DoesNotExist):
            raise LinkBroken(400, bad_link()) from None
        return self.report.decision

    @property
    def back(self):
        return self.report.get_absolute_url()


def bad_link() -> str:
    return gettext(
        "This link is not complete, or it was changed on the way. Copy the whole link again from"
        " where you kept it."
    )


def comment_or_broken_link(token) -> Comment:
    """Return the comment of a private link. Raises LinkBroken."""
    try:
        return comment_of_token(token)
    except BadToken:
        raise LinkBroken(400, bad_link()) from None
    except Comment.DoesNotExist:
        raise LinkBroken(
            404, gettext("This link leads nowhere: it was renewed, or the comment is gone.")
        ) from None


@never_cache
@require_safe
def statement_text(request, token):
    """Return the history of a comment, with the statements of reasons, as plain text."""
    try:
        comment = comment_or_broken_link(token)
    except LinkBroken as broken:
        raise Http404(str(broken)) from None
    history = History(comment)
    context = {
        "blog": Blog.objects.current(),
        "comment": comment,
        "history": history,
        "address": request.build_absolute_uri(status_path(comment)),
    }
    response = render(
        request,
        "moderation/statement.txt",
        context | {"events": history.events},
        content_type="text/plain; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="comment-{comment.pk}.txt"'
    return private(response)


# The URL contains the token that gives the right to act; no cookie does.
author_appeal = csrf_exempt(
    resubmittable(AuthorAppealView.as_view(), render_refusal=render_refusal)
)
reporter_appeal = csrf_exempt(
    resubmittable(ReporterAppealView.as_view(), render_refusal=render_refusal)
)
