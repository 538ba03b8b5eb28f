"""Which house rule a decision most likely rests on, so that one key is enough."""

from moderation.models.reason import GRAVITY

# What the rules hold is mostly advertising where they look for links and for old threads.
OF_RULES = {"many_links": "spam", "late_comment": "spam"}
# Where nothing is known: the ground that accuses nobody.
ELSE = "off_topic"


def likely_ground(versions, *, reports=(), findings=()):
    """Give the one of `versions` (house rules in force) that fits best; None without any.

    The gravest reason reported comes first, then what a rule found.
    """
    by_code = {version.rule.code: version for version in versions}
    reasons = sorted((report.reason for report in reports), key=GRAVITY.get, reverse=True)
    suggested = [*reasons, *(OF_RULES.get(finding.rule) for finding in findings), ELSE]
    fitting = (by_code[code] for code in suggested if code in by_code)
    return next(fitting, next(iter(versions), None))
