"""A comment that an appeal restored: who may take the same text down again."""

from django.utils.translation import gettext

from comments.models import InvalidTransition
from moderation.models.acts import REMOVAL_ACTIONS
from moderation.models.appeal import Appeal
from moderation.models.assignment import moderators_of


def granted_appeals(comment) -> list[Appeal]:
    """Return the appeals that restored a comment's current text, the newest first."""
    granted = Appeal.objects.overturned().filter(
        decision__comment=comment, decision__action__in=REMOVAL_ACTIONS
    )
    if comment.last_change:
        granted = granted.filter(answer__created__gte=comment.last_change)
    return list(granted.select_related("decision__by", "answer__by").order_by("-answer"))


def refuse_first_moderator(comment, by):
    """Raise InvalidTransition if `by` took the same text down before, and another may decide.

    Otherwise one person could reverse with one key the decision on an appeal against them.
    """
    granted = granted_appeals(comment)
    if not any(appeal.decision.by_id == by.pk for appeal in granted):
        return
    if any(other != by for other in moderators_of(comment)):
        raise InvalidTransition(
            gettext(
                "You had taken this comment down, and %(decider)s put it back on an appeal. The"
                " words are the same, so somebody else has to take it down again. You can hold it"
                " until then."
            )
            % {"decider": granted[0].answer.decider}
        )
