"""The house rule that is preselected as the ground of a decision."""

from moderation.models.reason import GRAVITY


def likely_ground(versions, *, decisions=(), reports=()):
    """Return the one of `versions` (house rules in force) to preselect, or None.

    The ground is sent to the author, so it is preselected only with evidence: the ground of the
    latest decision on the comment (a ban, a warning), else the gravest reason reported. Findings of
    screening rules do not count: most are advertising, which has its own key.
    """
    by_code = {version.rule.code: version for version in versions}
    by_rule = {version.rule_id: version for version in versions}
    recent = [by_rule.get(d.house_rule.rule_id) for d in decisions if d.house_rule_id]
    reasons = sorted((report.reason for report in reports), key=GRAVITY.get, reverse=True)
    return next(filter(None, [*recent, *map(by_code.get, reasons)]), None)
