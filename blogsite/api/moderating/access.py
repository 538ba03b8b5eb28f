"""The comments in the scope of a token's owner, and the grounds of their decisions."""

from django.utils.translation import gettext

from blogsite.api.problems import Problem, no_such_comment
from comments.models import Comment
from moderation.models import HouseRuleVersion, ModeratorScope

RELATED = ("post", "author__user", "parent__author__user", "assignment__to", "case", "spot_check")


def comment_for(user, pk) -> Comment:
    """Return a comment in the scope of an account, in a queue or not. Raises Problem."""
    scope = ModeratorScope.objects.condition_for(user)
    comment = Comment.objects.select_related(*RELATED).filter(scope, pk=pk).first()
    if comment is None:
        raise no_such_comment()
    return comment


def ground_fields(sent) -> dict:
    """Return the posted ground as fields of GroundForm. Raises Problem."""
    fields = {"law": sent.get("law", "")}
    if code := sent.get("rule"):
        version = HouseRuleVersion.objects.in_force().filter(rule__code=code).first()
        if version is None:
            sentence = gettext("No house rule in force has this code.")
            raise Problem(400, sentence, parameter="rule")
        fields["ground"] = version.pk
    return fields
