"""Reactions to other people's comments: recommend and report; and warnings to read."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.limits import RECOMMEND
from accounts.networks import network_of
from blogsite.api.actors import Actor, refusing
from blogsite.api.bodies import read_document
from blogsite.api.operations import Operation
from blogsite.api.posting import valid
from blogsite.api.problems import no_such_comment
from blogsite.api.request_documents import (
    NewReport,
    ReadWarnings,
    Receipt,
    RecommendationRequest,
    RecommendationState,
    Warnings,
)
from blogsite.api.serializers import Writer, json_response
from blogsite.models.api_token import Scope
from comments.models import Comment, Recommendation
from moderation.forms import ReportForm
from moderation.models import AuthorWarning, Report
from posts.models import Blog

AUTHOR = {"id": "reader-8"}

RECOMMENDING = Operation(
    name="recommend_comment",
    route="comments/<id:pk>/recommend/",
    example="comments/{comment}/recommend/",
    method="post",
    summary=_("Recommend a comment, or take that back"),
    body=RecommendationRequest,
    answer=RecommendationState,
    problems=(400, 401, 403, 404, 413, 415, 429),
    scope=Scope.WRITE.value,
    example_body={"author": AUTHOR, "recommend": True},
)
REPORTING = Operation(
    name="report_comment",
    route="comments/<id:pk>/report/",
    example="comments/{comment}/report/",
    method="post",
    summary=_("Report a comment; a second time gives the first receipt"),
    body=NewReport,
    answer=Receipt,
    problems=(400, 401, 403, 404, 413, 415, 429),
    scope=Scope.WRITE.value,
    example_body={"author": AUTHOR, "reason": "off_topic", "note": "It is about something else."},
)
WARNINGS = Operation(
    name="warnings",
    route="warnings/",
    example="warnings/",
    method="post",
    summary=_("The warnings that somebody must have read before they write again"),
    body=ReadWarnings,
    answer=Warnings,
    problems=(400, 401, 403, 413, 415, 429),
    scope=Scope.WRITE.value,
    example_body={"author": AUTHOR, "read": []},
)


def recommend(request, pk):
    """Let somebody recommend a comment, or take that back; doing it twice changes nothing more."""
    sent = read_document(request, RecommendationRequest)
    with refusing():
        actor = Actor.of(request, sent)
        RECOMMEND.check(**actor.rate_limit_identity)
        comment = _visible(pk)
        if sent["recommend"]:
            try:
                Recommendation.objects.give(comment, actor.person, network_of(actor.ip))
            except Comment.DoesNotExist:
                raise no_such_comment() from None
        elif actor.person.pk:
            Recommendation.objects.take_back(comment, actor.person)
    return json_response(
        {
            "id": pk,
            "recommendations": comment.recommendation_count,
            "is_recommended": sent["recommend"],
        }
    )


def report(request, pk):
    """File a report, or return the receipt of the first open one."""
    sent = read_document(request, NewReport)
    with refusing(sent.get("note")):
        actor = Actor.of(request, sent)
        comment = _visible(pk)
        details = valid(ReportForm(_fields(sent))).details
        filed = Report.objects.receive(comment, by=actor.person, ip=actor.ip, **details)
    receipt = {
        "reference": filed.reference,
        "status": filed.headline,
        "receipt_url": Writer(request).url(filed.get_absolute_url()),
    }
    return json_response(receipt)


def _fields(sent):
    """Return the fields of the page's form, in which a ticked box has a value."""
    members = {name: value for name, value in sent.items() if name != "author"}
    return {name: value for name, value in members.items() if value is not False}


def warnings(request):
    """Return the unread warnings, after marking those in `read` as read."""
    sent = read_document(request, ReadWarnings)
    with refusing():
        person = Actor.of(request, sent).person
    unread = AuthorWarning.objects.none()
    if person.pk:
        unread = AuthorWarning.objects.unacknowledged(person)
        for warning in unread.filter(pk__in=sent["read"]):
            warning.acknowledge()
    with timezone.override(Blog.objects.current().zone):
        related = unread.select_related("decision__house_rule").order_by("pk")
        return json_response({"warnings": [Writer.warning(each) for each in related]})


def _visible(pk) -> Comment:
    comment = Comment.objects.visible().select_related("post", "author__user").filter(pk=pk).first()
    if comment is None:
        raise no_such_comment()
    return comment
