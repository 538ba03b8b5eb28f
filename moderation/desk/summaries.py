"""One-line summaries of decisions, shown on the desk after each."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.punctuation import labelled, listed
from moderation.models.acts import Action

DONE_LABELS = {
    Action.APPROVE: _("Approved"),
    Action.REJECT: _("Rejected"),
    Action.REMOVE: _("Removed"),
    Action.RESTORE: _("Restored"),
    Action.HOLD: _("Held"),
    Action.KEEP: _("Kept"),
    Action.WARN: _("Warned"),
    Action.BAN: _("Banned"),
    Action.LIFT: _("Ban lifted"),
    Action.HOLD_FIRST: _("Held first from now on"),
    Action.LIMIT_REPORTS: _("Reports limited"),
    Action.CLOSE_BRANCH: _("Branch closed"),
    Action.OPEN_BRANCH: _("Branch opened"),
    Action.PICK: _("Picked"),
    Action.UNPICK: _("Editor's pick removed"),
    Action.UPHOLD: _("Upheld on appeal"),
    Action.PIN: _("Pinned"),
    Action.UNPIN: _("Unpinned"),
}


def summary(decision) -> str:
    """Return what was done, and to whose comment: "Removed: Bob (No advertising)"."""
    ground = decision.house_rule.title if decision.house_rule_id else decision.law
    is_named = ground and decision.action != Action.UNDO
    return labelled(_label(decision), _whom(decision)) + (f" ({ground})" if is_named else "")


def with_spot_check(text: str, comment) -> str:
    """Return a summary; for a spot-checked comment, also how it was chosen."""
    check = getattr(comment, "spot_check", None)
    if check is None:
        return text
    if check.is_random:
        why = gettext("It was drawn at random.")
    else:
        why = gettext("It was one of those that looked most like advertising.")
    return f"{text}. {why}"


def what_was_done(decision) -> str:
    """Return an action in the past tense; an answer that overturns a decision may be an undo."""
    if decision.is_on_appeal and decision.action != Action.UPHOLD:
        return gettext("Appeal granted")
    return str(DONE_LABELS.get(decision.action, _("Undone")))


def _label(decision):
    if decision.action == Action.UNDO and not decision.is_on_appeal:
        return gettext("Undone (%(action)s)") % {"action": _label(decision.undoes)}
    return what_was_done(decision)


def _whom(decision):
    """Return whom a decision is about; for a ban of no person, its e-mail address or network."""
    if decision.comment_id:
        return decision.comment.signature
    if decision.person_id:
        return decision.person
    return listed(ban.whom for ban in (*decision.bans.all(), *decision.lifted_bans.all()))
