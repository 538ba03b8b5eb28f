"""Which house rule a decision rests on, where something already says so."""

from moderation.models.reason import GRAVITY


def likely_ground(versions, *, decided=(), reports=()):
    """Give the one of `versions` (house rules in force) that something points to, else None: what
    stood chosen for no reason would be told to the author as the reason.

    What was decided on already (a ban, a warning) comes first, the latest in front, then the
    gravest reason reported. What a rule has found says nothing: it is mostly advertising, and for
    that there is a key of its own.
    """
    by_code = {version.rule.code: version for version in versions}
    by_rule = {version.rule_id: version for version in versions}
    lately = [by_rule.get(d.house_rule.rule_id) for d in decided if d.house_rule_id]
    reasons = sorted((report.reason for report in reports), key=GRAVITY.get, reverse=True)
    return next(filter(None, [*lately, *map(by_code.get, reasons)]), None)
