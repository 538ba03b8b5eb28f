"""One-line summaries of decisions, as the desk shows them after each."""

from moderation.models.acts import Action

DONE_LABELS = {
    Action.APPROVE: "Approved",
    Action.REJECT: "Rejected",
    Action.REMOVE: "Removed",
    Action.RESTORE: "Restored",
    Action.HOLD: "Held",
    Action.KEEP: "Kept",
    Action.WARN: "Warned",
    Action.BAN: "Banned",
    Action.LIFT: "Ban lifted",
    Action.CLOSE_BRANCH: "Branch closed",
    Action.OPEN_BRANCH: "Branch opened",
    Action.PICK: "Picked",
    Action.UNPICK: "No pick any more",
}


def summary(decision) -> str:
    """Return what was done and to whose comment: "Removed: Bob (No advertising)"."""
    is_undo = decision.action == Action.UNDO
    done = DONE_LABELS[decision.undoes.action if is_undo else decision.action]
    label = f"Undone ({done.lower()})" if is_undo else done
    author = decision.comment.signature if decision.comment_id else decision.person
    ground = decision.house_rule.title if decision.house_rule_id else decision.law
    return f"{label}: {author}{f' ({ground})' if ground and not is_undo else ''}"
