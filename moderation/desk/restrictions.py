"""Limits for one person, set at the desk: bans, comments held first, reports that weigh nothing."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from accounts.punctuation import listed
from moderation.desk.card_reports import MAX_REPORTS
from moderation.desk.forms import AuthorBanForm, HoldFirstForm, TermForm
from moderation.desk.summaries import summary
from moderation.desk.workplace import Workplace
from moderation.models import NeedsGround, Outdated, Report
from posts.url_converters import positive_int


def ban(request, admin, pk, *, is_partial=False):
    """Ban the author of a comment."""
    return _impose(AuthorBanForm, request, admin, pk, is_partial)


def hold_first(request, admin, pk, *, is_partial=False):
    """Hold the future comments of a comment's author, until the day in the form."""
    return _impose(HoldFirstForm, request, admin, pk, is_partial)


def _impose(form_class, request, admin, pk, is_partial):
    workplace = Workplace(admin, request, is_partial=is_partial)
    comment, form = workplace.queue.comment(pk), form_class(request.POST)
    if not form.is_valid():
        return workplace.show(comment, problem=form.problem, status=422)
    try:
        decision = form.impose(comment, by=request.user).decision
    except ValidationError as error:
        return workplace.show(comment, problem=" ".join(error.messages), status=422)
    except NeedsGround as error:
        return workplace.show(comment, problem=str(error), status=422)
    return workplace.proceed(comment, message=summary(decision))


def limit(request, admin, pk, *, is_partial=False):
    """Ignore the reports of some reporters of a comment for a while; with `lift`, count them again.

    `report` names one report of each; staff among the reporters are not limited.
    """
    workplace = Workplace(admin, request, is_partial=is_partial)
    comment, form = workplace.queue.comment(pk), TermForm(request.POST)
    keys = map(positive_int, request.POST.getlist("report")[:MAX_REPORTS])
    related = ("by__user", "by__joined_to__user")
    reports = list(comment.reports.select_related(*related).filter(pk__in=filter(None, keys)))
    if not reports:
        problem = gettext("Say whose reports of this comment are limited.")
        return workplace.show(comment, problem=problem, status=422)
    if "lift" in request.POST:
        return workplace.proceed(comment, message=_lift(reports[0], request.user))
    if not form.is_valid():
        return workplace.show(comment, problem=form.problem, status=422)
    try:
        limits = _limit(reports, until=form.end, by=request.user)
    except ValidationError as error:
        return workplace.show(comment, problem=" ".join(error.messages), status=422)
    return workplace.proceed(workplace.queue.comment(pk), message=_summary(limits))


def _limit(reports, *, until, by) -> list:
    """Limit the reporters who are neither staff nor limited yet; return their limits."""
    limits = []
    for report in reports:  # one transaction each: it locks posts in the order of their ids
        is_staff = report.by.account and report.by.account.is_staff
        if not is_staff and not report.limit:
            limits.append(Report.objects.limit(report.by, until=until, by=by))
    return limits


def _summary(limits) -> str:
    if not limits:
        return gettext("Nobody else could be limited.")
    people = listed(limit.person for limit in limits)
    text = gettext("Until %(day)s the reports of %(people)s weigh nothing.")
    return text % {"day": limits[0].last_day, "people": people}


def _lift(report, user) -> str:
    """Undo the limit of a reporter, if there is one; return the message for the moderator."""
    if restriction := report.limit:
        try:
            restriction.decision.undo(by=user)
        except Outdated as error:
            return str(error)
    return gettext("The reports of %(person)s weigh again.") % {"person": report.by}
