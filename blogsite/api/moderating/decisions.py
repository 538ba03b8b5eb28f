"""Decisions on comments, and undoing them, by the token's owner."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blogsite.api.actors import refusing
from blogsite.api.bodies import read_document
from blogsite.api.moderating.access import comment_for, ground_fields
from blogsite.api.moderating.documents import DECIDABLE, DecisionTaken, Empty, NewDecision
from blogsite.api.moderating.serializers import DeskWriter
from blogsite.api.operations import Operation
from blogsite.api.posting import valid
from blogsite.api.problems import Problem
from blogsite.api.serializers import json_response
from blogsite.models.api_token import Scope
from moderation.desk.forms import DecisionForm
from moderation.editorial import may_take
from moderation.models import Decision
from moderation.models.acts import CLEARING_ACTIONS, EDITORIAL_ACTIONS
from moderation.permissions import DECIDE, DECIDE_APPEALS
from posts.models import Blog

PROBLEMS = (400, 401, 403, 404, 409, 413, 415, 429)

DECIDING = Operation(
    name="decide",
    route="moderation/comments/<id:pk>/decide/",
    example="moderation/comments/$HELD/decide/",
    method="post",
    summary=_("Decide on a comment"),
    body=NewDecision,
    answer=DecisionTaken,
    problems=PROBLEMS,
    scope=Scope.MODERATE.value,
    permissions=(DECIDE,),
    example_body={"action": "approve", "state_token": "held"},
)
UNDOING = Operation(
    name="undo_decision",
    route="moderation/decisions/<id:pk>/undo/",
    example="moderation/decisions/$DECISION/undo/",
    method="post",
    summary=_("Undo a decision, with all that it did"),
    body=Empty,
    answer=DecisionTaken,
    problems=PROBLEMS,
    scope=Scope.MODERATE.value,
    permissions=(DECIDE,),
    example_body={},
)


class AnyDecisionForm(DecisionForm):
    """A decision of any kind on a comment; one that lets a text stand has no ground."""

    action = forms.ChoiceField(choices=[(action, action) for action in DECIDABLE])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("action") in CLEARING_ACTIONS:
            cleaned["ground"] = None
        return cleaned


def decide(request, pk):
    """Take a decision, unless somebody has taken another since the comment was read."""
    sent, user = read_document(request, NewDecision), request.token.user
    with refusing():
        comment = comment_for(user, pk)
        fields = {"action": sent["action"], "state_token": sent["state_token"]}
        form = valid(AnyDecisionForm(fields | ground_fields(sent)))
        action = sent["action"]
        if action in EDITORIAL_ACTIONS and not may_take(user, action):
            raise Problem(403, gettext("The person of this token may not do this."))
        return decision_response(request, form.decide(comment, by=user))


def undo(request, pk):
    """Undo a decision about a comment in the scope of the token's owner."""
    read_document(request, Empty)
    user = request.token.user
    decisions = Decision.objects.without_picks().exclude(comment=None)
    decision = decisions.filter(pk=pk).first()
    if decision is None:
        raise Problem(404, gettext("There is no such decision."))
    with refusing():
        comment_for(user, decision.comment_id)
        if decision.is_on_appeal and not user.has_perm(DECIDE_APPEALS):
            raise Problem(403, gettext("The person of this token may not do this."))
        return decision_response(request, decision.undo(by=user))


def decision_response(request, decision):
    """Return the response with a decision that was just taken."""
    with timezone.override(Blog.objects.current().zone):
        return json_response(DeskWriter(request).decision(decision))
