"""What readers meet of moderation: reporting a comment, the receipt, a warning to read."""

from functools import partial

from django.core import signing
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from comments.form_data import submitted_fields
from comments.guests import person_of, remember, writer_of
from comments.limits import RateLimitExceeded
from comments.models import Comment
from comments.resubmit import form_view, resubmittable
from moderation.forms import ReportForm
from moderation.models import AuthorWarning, CannotReport, Mailbox, Report
from posts.models import Blog


def report_form(request, form, status=200, problem="", **seen):
    """Give the page of the form, or the partial; `seen` is what the database adds to it."""
    pk, is_partial = (request.resolver_match.kwargs.get(name) for name in ("pk", "is_partial"))
    context = {
        "form": form,
        "pk": pk,
        "problem": problem,
        "action": reverse("moderation:report", kwargs={"pk": pk}),
        "partial_action": reverse("moderation:report_form", kwargs={"pk": pk}),
        **seen,
    }
    template = "moderation/_report.html" if is_partial else "moderation/report.html"
    return render(request, template, context, status=status)


@never_cache
def handed_back(request, status, reason):
    """Give the form with what was typed, made from the request alone."""
    typed = submitted_fields(request)
    form = ReportForm(initial={"note": typed.get("body", "")} | typed)
    return report_form(request, form, status, reason)


@partial(resubmittable, hand_back=handed_back)
def report(request, pk, is_partial=False):
    """The form to report a comment, as a page or as a partial for htmx; a person's second press
    shows the first report.
    """
    return Reporting(request, pk, is_partial).answer()


class Reporting:
    """One request about reporting a comment, and its answers."""

    def __init__(self, request, pk, is_partial):
        visible = Comment.objects.visible().select_related("post", "author__user")
        self.request, self.is_partial = request, is_partial
        self.comment = visible.filter(pk=pk).first()
        self.person = person_of(request)

    def answer(self):
        if self.comment is None:
            return self.refused(404, "This comment is not there any more, so nobody else sees it.")
        if self.person and self.comment.author_id == self.person.pk:
            return self.refused(403, "This comment is your own. You can delete it instead.")
        first = self.person and self.person.reports.open().filter(comment=self.comment).first()
        if first:
            return self.received(first)
        return self.sent() if self.request.method == "POST" else self.opened()

    def opened(self):
        user = self.request.user
        location = self.request.build_absolute_uri(self.comment.get_absolute_url())
        email = (user.is_authenticated and user.email) or ""
        return self.shown(ReportForm(initial={"location": location, "email": email}))

    def sent(self):
        form = ReportForm(self.request.POST)
        if not form.is_valid():
            return self.shown(form, 400)
        try:
            filed = Report.objects.receive(
                self.comment,
                by=writer_of(self.request),
                ip=self.request.client_ip,
                **form.details,
            )
        except RateLimitExceeded as wait:
            response = self.shown(form, 429, str(wait))
            response["Retry-After"] = str(wait.seconds)
            return response
        except CannotReport as gone:
            return self.refused(404, str(gone))
        return self.received(filed)

    def received(self, report):
        if self.is_partial:
            response = render(self.request, "moderation/_received.html", {"report": report})
        else:
            response = HttpResponseRedirect(report.get_absolute_url(), status=303)
        if self.request.method == "POST":
            remember(self.request, response, report.by)
        return response

    def shown(self, form, status=200, problem=""):
        seen = {"blog": Blog.objects.current(), "comment": self.comment}
        return report_form(self.request, form, status, problem, **seen)

    def refused(self, status, reason):
        if self.request.method == "POST":
            return handed_back(self.request, status, reason)
        template = "moderation/_no_report.html" if self.is_partial else "moderation/no_report.html"
        context = {"blog": Blog.objects.current(), "reason": reason, "comment": self.comment}
        return render(self.request, template, context, status=status)


@csrf_exempt  # whoever can name this address may act; no cookie gives a right here
@form_view
def receipt(request, token):
    """What became of a report, for whoever holds its receipt; POST takes the report back, or
    erases what was written with it.
    """
    try:
        report = Report.objects.by_token(token)
    except signing.SignatureExpired:
        return _private(render(request, "moderation/old_receipt.html", status=410))
    except signing.BadSignature:
        return _private(render(request, "moderation/bad_receipt.html", status=400))
    except Report.DoesNotExist:
        raise Http404("There is no such report.") from None
    erasing = request.method == "POST" and request.POST.get("action") == "erase"
    if request.method != "POST" or erasing and report.keeps_its_words:
        context = {"blog": Blog.objects.current(), "report": report}
        status = 409 if erasing else 200
        return _private(render(request, "moderation/receipt.html", context, status=status))
    if erasing and request.POST.get("sure") != "yes":
        context = {"blog": Blog.objects.current(), "report": report, "unsure": True}
        return _private(render(request, "moderation/receipt.html", context, status=400))
    if erasing:
        report.contents.erase()
    else:
        report.withdraw()
    return _private(HttpResponseRedirect(request.path, status=303))


def _private(response):
    """Let the address, which is the key, go no further."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@csrf_exempt  # mail programs send it, with neither cookies nor a page before
@form_view
def stop_mail(request, token):
    """Show whether a mailbox gets mail about reports; POST stops it, or with `action=resume`
    sends it again. Answers POST without a redirect, as RFC 8058 asks for its one click.
    """
    mailbox = get_object_or_404(Mailbox, pk=token)
    if request.method == "POST":
        mailbox.resume() if request.POST.get("action") == "resume" else mailbox.stop()
    context = {"blog": Blog.objects.current(), "mailbox": mailbox}
    return _private(render(request, "moderation/stop_mail.html", context))


@form_view
def warnings(request):
    """The warnings one has to read before writing again; POST says that one of them is read."""
    person = person_of(request)
    waiting = AuthorWarning.objects.none()
    if person:
        waiting = AuthorWarning.objects.unacknowledged(person)
    if request.method == "POST":
        pk = request.POST.get("warning", "")
        if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
            raise Http404("There is no such warning.")
        get_object_or_404(waiting, pk=pk).acknowledge()
        return HttpResponseRedirect(request.path, status=303)
    related = waiting.select_related("decision__house_rule", "decision__comment__post")
    context = {"blog": Blog.objects.current(), "warnings": related.order_by("pk")}
    return render(request, "moderation/warnings.html", context)
