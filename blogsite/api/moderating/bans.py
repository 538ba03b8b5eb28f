"""Bans of the authors of comments, and lifting bans, by the token's owner."""

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blogsite.api.actors import refusing
from blogsite.api.bodies import read_document
from blogsite.api.moderating.access import comment_for, ground_fields
from blogsite.api.moderating.decisions import PROBLEMS
from blogsite.api.moderating.documents import BanInForce, Empty, NewBan
from blogsite.api.moderating.serializers import DeskWriter
from blogsite.api.operations import Operation
from blogsite.api.posting import valid
from blogsite.api.problems import Problem
from blogsite.api.serializers import json_response
from blogsite.models.api_token import Scope
from moderation.desk.forms import AuthorBanForm
from moderation.models import Ban, ModeratorScope
from moderation.models.scope import within
from moderation.permissions import BAN
from posts.models import Blog

BANNING = Operation(
    name="ban_author",
    route="moderation/comments/<id:pk>/ban/",
    example="moderation/comments/$HELD/ban/",
    method="post",
    summary=_("Ban the author of a comment"),
    body=NewBan,
    answer=BanInForce,
    problems=PROBLEMS,
    scope=Scope.MODERATE.value,
    permissions=(BAN,),
    example_body={"whom": ["person"], "term": "week", "rule": "spam"},
)
LIFTING = Operation(
    name="lift_ban",
    route="moderation/bans/<id:pk>/lift/",
    example="moderation/bans/$BAN/lift/",
    method="post",
    summary=_("Lift a ban"),
    body=Empty,
    answer=BanInForce,
    problems=PROBLEMS,
    scope=Scope.MODERATE.value,
    permissions=(BAN,),
    example_body={},
)


def ban(request, pk):
    """Ban the author of a comment: the person, their e-mail address, IP address or network."""
    sent, user = read_document(request, NewBan), request.token.user
    with refusing():
        comment = comment_for(user, pk)
        fields = {name: sent[name] for name in ("whom", "term", "until") if name in sent}
        form = valid(AuthorBanForm(fields | ground_fields(sent)))
        return _response(request, form.impose(comment, by=user))


def lift(request, pk):
    """Lift a ban within the scope of the token's owner."""
    read_document(request, Empty)
    user = request.token.user
    scope = ModeratorScope.objects.condition_for(user)
    imposed = within(Ban.objects.filter(pk=pk), scope, "decision__comment").first()
    if imposed is None:
        raise Problem(404, gettext("There is no such ban."))
    with refusing():
        imposed.lift(by=user)
        imposed.refresh_from_db()
        return _response(request, imposed)


def _response(request, imposed):
    with timezone.override(Blog.objects.current().zone):
        return json_response(DeskWriter(request).ban(imposed))
