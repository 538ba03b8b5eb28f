"""A comment that an appeal put back: who may take the same words down again."""

from django.utils.translation import gettext

from comments.models import InvalidTransition
from moderation.models.acts import REMOVAL_ACTIONS
from moderation.models.appeal import Appeal
from moderation.models.assignment import moderators_of


def granted_appeals(comment) -> list[Appeal]:
    """Return the appeals that put back the words which a comment has now, the newest first."""
    granted = Appeal.objects.overturned().filter(
        decision__comment=comment, decision__action__in=REMOVAL_ACTIONS
    )
    if comment.last_change:
        granted = granted.filter(answer__created__gte=comment.last_change)
    return list(granted.select_related("decision__by", "answer__by").order_by("-answer"))


def refuse_first_moderator(comment, by):
    """Raise InvalidTransition for who took the same words down before, if another could now.

    Otherwise one person could take back by one key what was decided on an appeal against them.
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
