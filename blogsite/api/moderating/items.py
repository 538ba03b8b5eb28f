"""One comment with everything that is needed to decide on it, and claims."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blogsite.api.bodies import read_document
from blogsite.api.moderating.access import comment_for
from blogsite.api.moderating.documents import Claim, ClaimRequest, QueueComment
from blogsite.api.moderating.serializers import DeskWriter
from blogsite.api.operations import Operation
from blogsite.api.serializers import json_response
from blogsite.models.api_token import Scope
from moderation.claims import Claim as StoredClaim
from moderation.permissions import DECIDE
from posts.dates import iso
from posts.models import Blog

VIEW = "moderation.view_heldcomment"

ITEM = Operation(
    name="comment_to_decide",
    route="moderation/comments/<id:pk>/",
    example="moderation/comments/$HELD/",
    summary=_("A comment with findings, reports, decisions and its author’s record"),
    answer=QueueComment,
    problems=(400, 401, 403, 404, 429),
    scope=Scope.READ_QUEUES.value,
    permissions=(VIEW,),
)
CLAIMING = Operation(
    name="claim_comment",
    route="moderation/comments/<id:pk>/claim/",
    example="moderation/comments/$HELD/claim/",
    method="post",
    summary=_("Say that you look at a comment, or do so no longer"),
    body=ClaimRequest,
    answer=Claim,
    problems=(400, 401, 403, 404, 413, 415, 429),
    scope=Scope.MODERATE.value,
    permissions=(VIEW, DECIDE),
    example_body={},
)


def item(request, pk):
    """Return a comment with the data of its card at the desk."""
    writer = DeskWriter(request)
    comment = comment_for(writer.user, pk)
    with timezone.override(Blog.objects.current().zone):
        return json_response(writer.whole_item(comment))


def claim(request, pk):
    """Claim a comment for the token's owner, or release it; return who has claimed it."""
    sent, user = read_document(request, ClaimRequest), request.token.user
    comment = comment_for(user, pk)
    if sent.get("release"):
        StoredClaim.release(comment.pk, user)
        current = StoredClaim.on(comment.pk)
    else:
        current = StoredClaim.take(comment.pk, user)
    with timezone.override(Blog.objects.current().zone):
        document = {
            "by": current.name if current else None,
            "is_own": bool(current and current.user_id == user.pk),
            "since": iso(current.since) if current else None,
        }
    return json_response(document)
