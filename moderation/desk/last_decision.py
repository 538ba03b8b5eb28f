"""The decision that one key undoes."""

from datetime import timedelta

from django.utils import timezone

from moderation.models import Decision, ModeratorScope
from moderation.models.scope import within

# Older decisions are changed on the card of their comment.
UNDO_OFFERED_FOR = timedelta(hours=12)
LOOK_AHEAD = 10  # decisions searched for one that can be undone


def last_undoable(user) -> Decision | None:
    """Return an account's last decision that one key can undo.

    Returns None when it is too old, or others have decided since on the last few comments.
    """
    own = Decision.objects.effective().without_picks().filter(by=user, batch=None)
    own = within(own, ModeratorScope.objects.condition_for(user))
    recent = own.exclude(comment=None).filter(created__gt=timezone.now() - UNDO_OFFERED_FOR)
    newest = recent.select_related("comment", "house_rule").order_by("-pk")[:LOOK_AHEAD]
    return next((decision for decision in newest if decision.can_be_undone), None)
