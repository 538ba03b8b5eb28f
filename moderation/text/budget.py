"""An upper bound for the parsers' work on a comment, computed from its markup beforehand.

Each kind of mark costs about the same everywhere, because no rule reads further than it has to. So
one sum over all kinds, in one pass, bounds the work for any mixture of them. The costs are in
microseconds, measured in 2026 and rounded up; benchmarks/fuzzing.py measures them again.
"""

import re

# Formatted comments stay under a tenth of a second; 1,500 ordinary words cost less than half of it.
BUDGET_MICROSECONDS = 50_000

MICROSECONDS_BY_MARK = {
    "link": 60,  # the middle of [words](URL)
    "url": 90,
    "foreign": 300,  # a URL whose host is not in ASCII
    "email": 90,
    "tag": 45,
    "code": 30,
    "star": 32,
    "item": 40,
    "line": 45,
    "angle": 25,
    "reference": 25,
    "sign": 7,  # the parser stops at each and tries all its rules
    "joined": 6,  # characters that need a closer look, such as combining marks
}
# For each tag and each element that is open there: a parser visits all of them.
OPEN_ELEMENT_MICROSECONDS = 8
MARK = re.compile(
    r"(?P<link>\]\()|(?P<foreign>://(?=[!-\"$-.0->@-~]{0,60}[^\x00-\x7f]))|(?P<url>://)|(?P<email>@)|(?P<tag><)|(?P<code>`+)"
    r"|(?P<item>(?<![^\s>])(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t]))|(?P<star>\*)|(?P<line>\n)"
    r"|(?P<angle>>)|(?P<reference>&)|(?P<sign>[\[\]!#$%+:=^_{}~\\-])"
    r"|(?P<joined>[\u0300-\u036f\u0590-\u1cff\u200b-\u206f])"
)


def cost(text: str) -> int:
    """Return the cost of formatting a text and sanitizing the result, in microseconds."""
    return sum(MICROSECONDS_BY_MARK[mark.lastgroup] for mark in MARK.finditer(text))
