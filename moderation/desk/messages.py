"""One-line summaries of decisions, as the desk shows them after each."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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
    """Return what was done and to whose comment: "Removed: Bob (No advertising)"."""
    is_undo = decision.action == Action.UNDO
    done = DONE_LABELS[decision.undoes.action if is_undo else decision.action]
    label = gettext("Undone (%(action)s)") % {"action": done.lower()} if is_undo else done
    whom = _whom(decision)
    ground = decision.house_rule.title if decision.house_rule_id else decision.law
    return f"{label}: {whom}{f' ({ground})' if ground and not is_undo else ''}"


def _whom(decision):
    """Return whom a decision is about; for a ban of no person, the e-mail or network it names."""
    if decision.comment_id:
        return decision.comment.signature
    if decision.person_id:
        return decision.person
    return ", ".join(ban.whom for ban in (*decision.bans.all(), *decision.lifted_bans.all()))
