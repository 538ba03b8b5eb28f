"""The views of moderation for readers: reports, their receipts, warnings."""

from django.core import signing
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView

from accounts.guests import person_of, remember, writer_of
from accounts.limits import RateLimitExceeded
from accounts.own_locale import with_own_locale
from comments.form_data import submitted_fields
from comments.models import Comment
from comments.resubmit import form_view, resubmittable
from moderation.forms import ReportForm
from moderation.models import AuthorWarning, CannotReport, Report
from posts.models import Blog
from posts.url_converters import positive_int

FORM_KEY = "report"  # a new guest who clicks twice is the same person each time
FORM_TEMPLATES = {False: "moderation/report.html", True: "moderation/_report.html"}  # is_partial


def form_context(form, pk, problem=""):
    """Return the context of the form's templates that does not come from the database."""
    return {
        "form": form,
        "pk": pk,
        "problem": problem,
        "action": reverse("moderation:report", kwargs={"pk": pk}),
        "partial_action": reverse("moderation:report_form", kwargs={"pk": pk}),
    }


@never_cache
def render_refusal(request, status, reason):
    """Return the form with the submitted text, without reading the database."""
    typed, kwargs = submitted_fields(request), request.resolver_match.kwargs
    form = ReportForm(initial={"note": typed.get("body", "")} | typed)
    template = FORM_TEMPLATES[kwargs.get("is_partial", False)]
    return render(request, template, form_context(form, kwargs["pk"], reason), status=status)


class ReportView(FormView):
    """The form to report a comment, as a page or as a partial for htmx; a POST files a report.

    Somebody who reports the comment again gets the receipt of the first report.
    """

    form_class = ReportForm

    def setup(self, request, pk, is_partial=False):
        super().setup(request, pk=pk, is_partial=is_partial)
        visible = Comment.objects.visible().select_related("post", "author__user")
        self.comment, self.person = visible.filter(pk=pk).first(), person_of(request)

    def dispatch(self, request, *args, **kwargs):
        if self.comment is None:
            return self.refuse(
                404, gettext("This comment is not there any more, so nobody else sees it.")
            )
        if self.comment.is_by(self.person):
            return self.refuse(403, gettext("This comment is your own. You can delete it instead."))
        if first := self.first_report():
            return self.show_receipt(first)
        return super().dispatch(request, *args, **kwargs)

    def first_report(self):
        if self.person is None:
            return None
        return Report.objects.open().sent_by(self.person).filter(comment=self.comment).first()

    def get_initial(self):
        user = self.request.user
        location = self.request.build_absolute_uri(self.comment.get_absolute_url())
        return {"location": location, "email": (user.is_authenticated and user.email) or ""}

    def form_valid(self, form):
        try:
            report = Report.objects.receive(
                self.comment,
                by=writer_of(self.request, FORM_KEY),
                ip=self.request.client_ip,
                **form.details,
            )
        except RateLimitExceeded as wait:
            response = self.show_form(form, 429, str(wait))
            response["Retry-After"] = str(wait.seconds)
            return response
        except CannotReport as error:
            return self.refuse(404, str(error))
        return self.show_receipt(report)

    def form_invalid(self, form):
        return self.show_form(form, 400)

    def get_template_names(self):
        return [FORM_TEMPLATES[self.kwargs["is_partial"]]]

    def get_context_data(self, form=None, problem="", **kwargs):
        context = form_context(form or self.get_form(), self.comment.pk, problem)
        return context | {"blog": Blog.objects.current(), "comment": self.comment}

    def show_form(self, form, status, problem=""):
        return self.render_to_response(self.get_context_data(form, problem), status=status)

    def show_receipt(self, report):
        if self.kwargs["is_partial"]:
            response = render(self.request, "moderation/_received.html", {"report": report})
        else:
            response = HttpResponseRedirect(report.get_absolute_url(), status=303)
        if self.request.method == "POST":
            remember(self.request, response, report.by)
        return response

    def refuse(self, status, reason):
        if self.request.method == "POST":
            return render_refusal(self.request, status, reason)
        partial = "_" if self.kwargs["is_partial"] else ""
        context = {"blog": Blog.objects.current(), "reason": reason, "comment": self.comment}
        return render(self.request, f"moderation/{partial}no_report.html", context, status=status)


report = resubmittable(ReportView.as_view(), render_refusal=render_refusal)


@csrf_exempt  # the token in the URL gives the right to act, no cookie does
@form_view
def receipt(request, token):
    """Show the result of a report; POST withdraws it, or with `action=erase` erases its text.

    The token in the URL is enough for that.
    """
    try:
        report = Report.objects.by_token(token)
    except signing.SignatureExpired:
        return private(render(request, "moderation/old_receipt.html", status=410))
    except signing.BadSignature:
        return private(render(request, "moderation/bad_receipt.html", status=400))
    except Report.DoesNotExist:
        raise Http404(gettext("There is no such report.")) from None
    if request.method != "POST":
        return _receipt_page(request, report)
    if request.POST.get("action") == "erase":
        return _erase(request, report)
    report.withdraw()
    return private(HttpResponseRedirect(request.path, status=303))


def _erase(request, report):
    """Erase the text of a report, if its reporter is sure; show the receipt."""
    if report.keeps_its_words:
        return _receipt_page(request, report, status=409)
    if request.POST.get("sure") != "yes":
        return _receipt_page(request, report, status=400, unsure=True)
    report.contents.erase()
    return private(HttpResponseRedirect(request.path, status=303))


def _receipt_page(request, report, *, status=200, **context):
    context |= {"blog": Blog.objects.current(), "report": report}
    return private(render(request, "moderation/receipt.html", context, status=status))


def private(response):
    """Hide the URL, which contains the token, from other sites and search engines."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@form_view
@with_own_locale
def warnings(request):
    """Show the warnings to read before writing again; POST acknowledges one of them."""
    person = person_of(request)
    waiting = AuthorWarning.objects.none()
    if person:
        waiting = AuthorWarning.objects.unacknowledged(person)
    if request.method == "POST":
        pk = positive_int(request.POST.get("warning", ""))
        get_object_or_404(waiting, pk=pk).acknowledge()
        return HttpResponseRedirect(request.path, status=303)
    related = waiting.select_related("decision__house_rule", "decision__comment__post")
    context = {"blog": Blog.objects.current(), "warnings": related.order_by("pk")}
    return render(request, "moderation/warnings.html", context)
