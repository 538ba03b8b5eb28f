"""Find replies of an export whose parent is missing or in a cycle."""

from collections.abc import Collection, Mapping

from blogsite.transfer.report import shorten


def find_misplaced(
    parents: Mapping[str, str | None], stored: Collection[str] = ()
) -> dict[str, str]:
    """Return the ids of replies that must become root comments, each with the reason.

    `parents` maps the id of each comment to that of its parent, or None; `stored` are the ids of
    other possible parents. A parent may come after its replies.
    """
    orphans = {
        comment: f"its parent {shorten(parent)} is not among the comments of this post"
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
        return "it is said to answer itself"
    names = ", ".join(map(shorten, cycle[:10])) + (", …" if len(cycle) > 10 else "")
    return f"{names} answer each other in a circle"
