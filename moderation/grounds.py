"""The grounds on which comments were taken down; settings name it in COMMENT_GROUNDS."""

from django.db.models import F
from django.utils.translation import gettext

from comments.grounds import Ground
from moderation.models import Decision
from moderation.models.acts import Action


def grounds_in_force(keys) -> dict[int, Ground]:
    """Return the grounds of the decisions in force that took comments down, by comment key."""
    decisions = Decision.objects.effective().filter(
        comment__in=keys,
        action__in=[Action.REJECT, Action.REMOVE],
        status_after=F("comment__status"),
    )
    newest_last = decisions.select_related("house_rule").order_by("pk")
    return {decision.comment_id: ground_of(decision) for decision in newest_last}


def ground_of(decision) -> Ground:
    """Return the ground of a decision that takes a comment down."""
    if decision.house_rule:
        label = gettext("House rule: %(title)s") % {"title": decision.house_rule.title}
        return Ground(label, decision.house_rule.sentence)
    label = gettext("Law: %(law)s") % {"law": decision.law}
    return Ground(label, gettext("It breaks the law."))
