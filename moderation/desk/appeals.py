"""The views of the queue of appeals, which moderation/admin/appeals.py routes.

With `is_partial` they answer htmx.
"""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.models import InvalidTransition
from moderation.desk.appeal_queue import AppealCard, AppealQueue
from moderation.desk.forms import GroundForm
from moderation.desk.last_decision import last_undoable
from moderation.desk.summaries import summary
from moderation.desk.tabs import tabs
from moderation.models import AlreadyDecided, Appeal, Decision, Outdated
from moderation.models.appeal import ANSWER_LENGTH
from moderation.permissions import DECIDE_APPEALS
from moderation.text.characters import clean_text
from posts.url_converters import positive_int

ROUTES = ("changelist", "items", "undo", "card_undo")
CARD_ROUTES = ("change", "card", "answer", "card_answer")
CARD_ROUTES += ("next", "card_next", "previous", "card_previous")


class AnswerForm(GroundForm):
    """The answer to an appeal, with its reason; the ground is for a justified legal notice."""

    answer = forms.ChoiceField(
        choices=[("uphold", _("Uphold")), ("overturn", _("Overturn"))],
        error_messages={"required": _("Say whether the decision stays.")},
    )
    words = forms.CharField(
        max_length=ANSWER_LENGTH,
        error_messages={
            "required": _("Write the reason first: it is sent to the person who appealed."),
            "max_length": _("The reason has at most %(limit_value)d characters."),
        },
    )

    def clean_words(self):
        return clean_text(self.cleaned_data["words"]).strip()

    def give(self, appeal, *, by) -> Decision:
        """Answer the appeal, and return the answer; raise the errors of `Appeal.overturn`."""
        terms = {"by": by, "words": self.cleaned_data["words"]}
        if self.cleaned_data["answer"] == "uphold":
            return appeal.uphold(**terms)
        return appeal.overturn(ground=self.cleaned_data["ground"], **terms)


class AppealDesk:
    """The queue of appeals for one account in one request."""

    def __init__(self, admin, request, *, is_partial=False):
        self.admin, self.request, self.is_partial = admin, request, is_partial
        self.queue = AppealQueue(request.user)

    def show(self, appeal, *, status=200, page=None, **alerts):
        """Return the response with the card of an appeal (None: an empty one), or with the page."""
        context = self.context(appeal, **alerts)
        if self.is_partial:
            answer = "admin/moderation/_appeal_answer.html"
            response = render(self.request, answer, context, status=status)
            response["HX-Replace-Url"] = context["here"]
            return response
        context = self.admin.admin_site.each_context(self.request) | context
        context["tabs"] = tabs(self.admin, self.request)
        context["rows"] = self.rows(self.queue.page() if page is None else page)
        return render(self.request, "admin/moderation/appeals.html", context, status=status)

    def proceed(self, appeal, *, message, gone=None):
        """Return the response to a successful POST: the card of an appeal, or a redirect to it."""
        if self.is_partial:
            return self.show(appeal, message=message, gone=gone)
        messages.success(self.request, message)
        return redirect(self.url_of(appeal))

    def context(self, appeal, **alerts) -> dict:
        user, opts = self.request.user, self.admin.opts
        last = last_undoable(user)
        is_answer = last is not None and hasattr(last, "answered_appeal")
        return {
            "title": capfirst(opts.verbose_name_plural),
            "opts": opts,
            "is_nav_sidebar_enabled": False,
            "may_decide": user.has_perm(DECIDE_APPEALS),
            "queue": self.queue,
            "card": AppealCard(appeal, user) if appeal else None,
            "last": last if is_answer else None,
            "last_summary": summary(last) if is_answer else "",
            "at": {name: self._url(name) for name in ROUTES}
            | {name: self._url(name, appeal.pk) for name in CARD_ROUTES if appeal},
            "here": self.url_of(appeal),
            "typed": self.request.POST.get("words", "") if "problem" in alerts else "",
            **alerts,
        }

    def rows(self, appeals) -> list[tuple]:
        """Return the lines of the list: each appeal with the URLs of its page and its card."""
        return [(a, self._url("change", a.pk), self._url("card", a.pk)) for a in appeals]

    def url_of(self, appeal) -> str:
        return self._url("change", appeal.pk) if appeal else self._url("changelist")

    def _url(self, name, pk=None):
        return reverse(f"admin:moderation_appeal_{name}", args=[pk] if pk else [])


def queue(request, admin, pk=None):
    """Show the list and the card of an appeal: `pk`, or the longest waiting one."""
    desk = AppealDesk(admin, request)
    if pk:
        return desk.show(desk.queue.appeal(pk), page=desk.queue.page(pk))
    page = desk.queue.page(positive_int(request.GET.get("at", "")))
    return desk.show(page[0] if page else None, page=page)


def items(request, admin):
    """Show the partial that lists the queue from the appeal `?at=` on."""
    desk = AppealDesk(admin, request)
    page = desk.queue.page(positive_int(request.GET.get("at", "")))
    context = desk.context(None) | {"rows": desk.rows(page)}
    return render(request, "admin/moderation/_appeal_items.html", context)


def card(request, admin, pk):
    desk = AppealDesk(admin, request, is_partial=True)
    return desk.show(desk.queue.appeal(pk))


def neighbour(request, admin, pk, *, way, is_partial=False):
    """Show the previous or next appeal."""
    desk = AppealDesk(admin, request, is_partial=is_partial)
    beside = desk.queue.neighbour(pk, way)
    if beside is None:
        ends = {
            "next": gettext("This is the last one."),
            "previous": gettext("This is the first one."),
        }
        return desk.show(desk.queue.appeal(pk), message=ends[way])
    return desk.show(beside) if is_partial else redirect(desk.url_of(beside))


def answer(request, admin, pk, *, is_partial=False):
    desk = AppealDesk(admin, request, is_partial=is_partial)
    appeal, form = desk.queue.appeal(pk), AnswerForm(request.POST)
    following = desk.queue.following(pk)
    if not form.is_valid():
        return desk.show(appeal, problem=form.problem, status=422)
    try:
        decision = form.give(appeal, by=request.user)
    except AlreadyDecided as error:
        return desk.show(desk.queue.appeal(pk), overtaken=error.decision, status=409)
    except (Outdated, InvalidTransition) as error:
        return desk.show(desk.queue.appeal(pk), problem=str(error), status=409)
    return desk.proceed(following, message=summary(decision), gone=pk)


def undo(request, admin, *, is_partial=False):
    """Undo the answer `decision`, and show its appeal, which waits again."""
    desk = AppealDesk(admin, request, is_partial=is_partial)
    pk = positive_int(request.POST.get("decision", ""))
    readable = Appeal.objects.readable_by(request.user)
    appeal = get_object_or_404(readable.exclude(answer=None), answer=pk)
    try:
        undoing = appeal.answer.undo(by=request.user)
    except (Outdated, InvalidTransition) as error:
        return desk.show(desk.queue.appeal(appeal.pk), problem=str(error), status=409)
    return desk.proceed(desk.queue.appeal(appeal.pk), message=summary(undoing))
