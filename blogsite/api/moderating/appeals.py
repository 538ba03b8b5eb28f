"""Answers to appeals, by the token's owner, if they may decide the appeal."""

from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blogsite.api.actors import refusing
from blogsite.api.bodies import read_document
from blogsite.api.moderating.access import ground_fields
from blogsite.api.moderating.decisions import PROBLEMS, decision_response
from blogsite.api.moderating.documents import DecisionTaken, NewAnswer
from blogsite.api.operations import Operation
from blogsite.api.posting import valid
from blogsite.api.problems import Problem
from blogsite.models.api_token import Scope
from moderation.desk.appeal_queue import AppealQueue
from moderation.desk.appeals import AnswerForm
from moderation.permissions import DECIDE_APPEALS

ANSWERING = Operation(
    name="answer_appeal",
    route="moderation/appeals/<id:pk>/answer/",
    example="moderation/appeals/$APPEAL/answer/",
    method="post",
    summary=_("Answer an appeal against somebody else’s decision"),
    body=NewAnswer,
    answer=DecisionTaken,
    problems=PROBLEMS,
    scope=Scope.MODERATE.value,
    permissions=("moderation.view_appeal", DECIDE_APPEALS),
    example_body={"answer": "overturn", "words": "It is about the frost, after all."},
)


def answer(request, pk):
    """Uphold or overturn the decision of an appeal."""
    sent, user = read_document(request, NewAnswer), request.token.user
    with refusing(sent["words"]):
        try:
            appeal = AppealQueue(user).appeal(pk)
        except Http404:
            raise Problem(404, gettext("There is no such appeal.")) from None
        fields = {"answer": sent["answer"], "words": sent["words"]}
        form = valid(AnswerForm(fields | ground_fields(sent)))
        return decision_response(request, form.give(appeal, by=user))
