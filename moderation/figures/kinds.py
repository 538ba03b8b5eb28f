"""The names of figures and of their kinds, by code, in display order."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.models import Comment
from comments.rules import rule_of
from moderation.figures.counts import (
    CHECK,
    CHILDREN,
    HOUSE_RULE,
    LAW,
    MODERATOR,
    OTHER_CONTENT,
    RIGHT,
    UNDECIDED,
    WEIGHT,
    WRONG,
)
from moderation.figures.merging import OTHER
from moderation.models import Appeal, HouseRuleVersion, Report

TITLES = {
    "comments": _("Comments written"),
    "holds": _("Comments held"),
    "hold_results": _("Comments that automatic checks held"),
    "removals": _("Comments removed or not published"),
    "reports": _("Reports"),
    "reporters": _("People who reported something"),
    "decisions": _("Decisions on comments"),
    "appeals": _("Appeals"),
    "own_answers": _("Appeals answered by the person who had decided"),
    "legal_notices": _("Legal notices"),
    "legal_notices_by_subject": _("Legal notices by subject"),
    "hours_held": _("Hours until a held comment was decided"),
    "hours_reported": _("Hours until a report was decided"),
    "hours_of_appeals": _("Hours until an appeal was answered"),
    "hours_of_legal_notices": _("Hours until a legal notice was decided"),
    "automated_share": _("Share of the decisions that no person took"),
    "right_share": _("Share of the decided ones that were rejected or removed"),
    "overturned_share": _("Share of the answered appeals that overturned a decision"),
}

Status, Outcome = Comment.Status, Report.Status

STATUSES = {
    Status.PUBLISHED: _("To be read here"),
    Status.HELD: _("Waiting for a moderator"),
    Status.REJECTED: _("Not published"),
    Status.REMOVED: _("Removed"),
    Status.WITHDRAWN: _("Taken back by its author"),
    OTHER: _("Other"),
}
OUTCOMES = {
    Outcome.UPHELD: _("Something was done"),
    Outcome.DISMISSED: _("The comment stays"),
    Outcome.WITHDRAWN: _("Withdrawn by the reporter"),
    Outcome.OPEN: _("Not decided yet"),
    OTHER: _("Other"),
}
ANSWERS = {
    LAW: _("Removed by law"),
    HOUSE_RULE: _("Removed by a house rule"),
    Outcome.DISMISSED: _("The comment stays"),
    Outcome.WITHDRAWN: _("Withdrawn by the reporter"),
    Outcome.OPEN: _("Not decided yet"),
    OTHER: _("Other"),
}
SUBJECTS = {
    CHILDREN: _("Sexual abuse of children"),
    OTHER_CONTENT: _("Other illegal content"),
    OTHER: _("Other"),
}
APPEALS = {
    Appeal.Status.OVERTURNED: _("The decision was overturned"),
    Appeal.Status.UPHELD: _("The decision stays"),
    Appeal.Status.OPEN: _("Not answered"),
    OTHER: _("Other"),
}
RESULTS = {
    RIGHT: _("Rejected or removed: rightly held"),
    WRONG: _("Let stand: wrongly held"),
    UNDECIDED: _("Not decided"),
    OTHER: _("Other"),
}
DECIDERS = {
    CHECK: _("An automatic check held it"),
    WEIGHT: _("The weight of reports hid it"),
    MODERATOR: _("A moderator decided"),
    OTHER: _("Other"),
}


def checks(codes) -> dict:
    """Return the names of the causes of holds: the rules with these codes, reports, moderators."""
    rules = set(codes) - {WEIGHT, MODERATOR, OTHER}
    return {code: rule_of(code).title for code in sorted(rules)} | {
        WEIGHT: gettext("Weight of reports"),
        MODERATOR: gettext("Held by a moderator"),
        OTHER: gettext("Other"),
    }


def grounds() -> dict:
    """Return the titles of all house rules in reading order, and of the law."""
    versions = HouseRuleVersion.objects.select_related("rule").order_by("number")
    newest = {version.rule.code: version for version in versions}
    ordered = sorted(newest.items(), key=lambda item: (item[1].rule.position, item[0]))
    titles = {code: version.title for code, version in ordered}
    return titles | {LAW: gettext("The law"), OTHER: gettext("Other")}
