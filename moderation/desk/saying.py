"""Decisions in the few words that a busy person reads."""

from moderation.models.acts import Action

DONE = {
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


def said(decision) -> str:
    """Give what was done and to whose comment: "Removed: Bob (No advertising)"."""
    undone = decision.action == Action.UNDO
    done = f"Undone ({DONE[decision.undoes.action].lower()})" if undone else DONE[decision.action]
    whose = decision.comment.signature if decision.comment_id else decision.person
    ground = decision.house_rule.title if decision.house_rule_id else decision.law
    return f"{done}: {whose}{f' ({ground})' if ground and not undone else ''}"
