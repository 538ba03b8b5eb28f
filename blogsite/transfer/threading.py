"""Find replies of an export whose parent is missing or in a cycle."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_noop

from blogsite.transfer.remarks import Remark
from blogsite.transfer.report import shorten

MAX_NAMES = 10  # of a cycle
NO_PARENT = gettext_noop("its parent %(parent)s is not among the comments of this post")
CIRCLE = gettext_noop("%(names)s answer each other in a circle")


def find_misplaced(
    parents: Mapping[str, str | None], stored: Collection[str] = ()
) -> dict[str, str]:
    """Return the ids of replies that must become root comments, each with the reason.

    `parents` maps the id of each comment to that of its parent, or None; `stored` are the ids of
    other possible parents. A parent may come after its replies.
    """
    orphans = {
        comment: Remark(NO_PARENT, parent=shorten(parent))
        for comment, parent in parents.items()
        if parent is not None and parent not in parents and parent not in stored
    }
    return orphans | _cycles(parents)


def _cycles(parents):
    reasons, visited = {}, set()
    for start in parents:
        path = {}
        comment = start
        while comment in parents and comment not in visited:
            visited.add(comment)
            path[comment] = len(path)
            comment = parents[comment]
        if comment in path:
            cycle = list(path)[path[comment] :]
            reasons |= dict.fromkeys(cycle, _cycle_text(cycle))
    return reasons


def _cycle_text(cycle):
    if len(cycle) == 1:
        return Remark(gettext_noop("it is said to answer itself"))
    names = (*map(shorten, cycle[:MAX_NAMES]), *["…"] * (len(cycle) > MAX_NAMES))
    return Remark(CIRCLE, names=names)
