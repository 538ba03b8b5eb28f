"""Queue the due mail to staff, by waiting items and by time.

The server runs it every minute. Nothing here runs inside a request, so a thousand coordinated
reports cause one mail to each moderator, and no delay for readers.
"""

from django.db import transaction
from django.utils import timezone

from accounts.mail.outbox import Draft, queue
from moderation.models import StaffMailState
from moderation.notifying.mails import Appeals, LegalNotices, Threats
from moderation.notifying.screening_mail import ScreeningMail
from moderation.notifying.sheet_mail import SheetMail
from moderation.notifying.waiting_mails import DeskDigest, Overdue

# The kinds of mail to staff, in the order of their page.
STAFF_KINDS = [LegalNotices, Threats, Appeals, Overdue, DeskDigest, SheetMail, ScreeningMail]


def notify_due():
    """Queue all mail to staff that is due now."""
    now = timezone.now()
    for kind in STAFF_KINDS:
        if turn := kind.turn(now):
            _notify_all(kind, turn)


def _notify_all(kind, turn):
    states = StaffMailState.objects.of_kind(kind.code)
    for user in kind.people():
        state = states.get(user.pk) or StaffMailState(user=user, kind=kind.code)
        if state.is_wanted and turn.is_due(user, state):
            _notify(kind, turn, user)


def _notify(kind, turn, user):
    """Queue one mail, unless another process has just done so, or there is no news."""
    with transaction.atomic():
        state = StaffMailState.objects.locked(user, kind.code)
        if not (state.is_wanted and turn.is_due(user, state)):
            return
        about = turn.news(user, state)
        email = user.confirmed_email
        if about and email and not user.must_add_second_factor:
            queue([Draft(kind.code, email, {"user": user.pk} | about)])
        state.save(update_fields=["looked_until", "queued"])
