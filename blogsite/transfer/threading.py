"""Who answers whom in an export, where what it says cannot be."""

from collections.abc import Collection, Mapping

from blogsite.transfer.report import shortly


def misplaced(parents: Mapping[str, str | None], stored: Collection[str] = ()) -> dict[str, str]:
    """Say which comments must stand at top level, each with the reason.

    `parents` maps a comment to the one it answers, or None; `stored` are those of the same post
    that may be answered besides. A parent may come after its replies.
    """
    orphans = {
        comment: f"its parent {shortly(parent)} is not among the comments of this post"
        for comment, parent in parents.items()
        if parent is not None and parent not in parents and parent not in stored
    }
    return orphans | _cycles(parents)


def _cycles(parents):
    found, walked = {}, set()
    for start in parents:
        path = {}
        comment = start
        while comment in parents and comment not in walked:
            walked.add(comment)
            path[comment] = len(path)
            comment = parents[comment]
        if comment in path:
            circle = list(path)[path[comment] :]
            found |= dict.fromkeys(circle, _circle_said(circle))
    return found


def _circle_said(circle):
    if len(circle) == 1:
        return "it is said to answer itself"
    named = ", ".join(map(shortly, circle[:10])) + (", …" if len(circle) > 10 else "")
    return f"{named} answer each other in a circle"
