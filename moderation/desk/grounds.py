"""Which house rule a decision most likely rests on, so that one key is enough."""

from moderation.models.reason import GRAVITY

# Where nothing is known: the ground that accuses nobody. What a rule has found says nothing: it is
# mostly advertising, and for that there is a key of its own.
ELSE = "off_topic"


def likely_ground(versions, *, decided=(), reports=()):
    """Give the one of `versions` (house rules in force) that fits best; None without any.

    What was decided on already (a ban, a warning) comes first, the latest in front, then the
    gravest reason reported.
    """
    by_code = {version.rule.code: version for version in versions}
    by_rule = {version.rule_id: version for version in versions}
    lately = [by_rule.get(d.house_rule.rule_id) for d in decided if d.house_rule_id]
    reasons = sorted((report.reason for report in reports), key=GRAVITY.get, reverse=True)
    fitting = [*lately, *map(by_code.get, (*reasons, ELSE)), *versions]
    return next(filter(None, fitting), None)
