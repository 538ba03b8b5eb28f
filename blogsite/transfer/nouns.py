"""The counted things in reports of imports, with their singular and plural."""

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

NOUNS = {
    "post": ngettext_lazy("%(count)s post", "%(count)s posts", "number"),
    "page": ngettext_lazy("%(count)s page", "%(count)s pages", "number"),
    "comment": ngettext_lazy("%(count)s comment", "%(count)s comments", "number"),
    "author": ngettext_lazy("%(count)s author", "%(count)s authors", "number"),
    "picture": ngettext_lazy("%(count)s picture", "%(count)s pictures", "number"),
    "picture to fetch": ngettext_lazy(
        "%(count)s picture to fetch", "%(count)s pictures to fetch", "number"
    ),
    "page elsewhere": ngettext_lazy(
        "%(count)s page elsewhere", "%(count)s pages elsewhere", "number"
    ),
    "place": ngettext_lazy("%(count)s place", "%(count)s places", "number"),
    # Kinds of record of a JSON Lines file.
    "account": ngettext_lazy("%(count)s account", "%(count)s accounts", "number"),
    "person": ngettext_lazy("%(count)s person", "%(count)s people", "number"),
    "tag": ngettext_lazy("%(count)s tag", "%(count)s tags", "number"),
    "image": ngettext_lazy("%(count)s image", "%(count)s images", "number"),
    "blog": ngettext_lazy("%(count)s blog", "%(count)s blogs", "number"),
    "biography": ngettext_lazy("%(count)s biography", "%(count)s biographies", "number"),
    "menu_entry": ngettext_lazy("%(count)s menu entry", "%(count)s menu entries", "number"),
    "old_url": ngettext_lazy("%(count)s old URL", "%(count)s old URLs", "number"),
    "revision": ngettext_lazy("%(count)s revision", "%(count)s revisions", "number"),
    "addition": ngettext_lazy("%(count)s addition", "%(count)s additions", "number"),
    "earlier_version": ngettext_lazy(
        "%(count)s earlier version", "%(count)s earlier versions", "number"
    ),
    "house_rule": ngettext_lazy("%(count)s house rule", "%(count)s house rules", "number"),
    "house_rule_version": ngettext_lazy(
        "%(count)s house rule version", "%(count)s house rule versions", "number"
    ),
    "house_rule_proposal": ngettext_lazy(
        "%(count)s house rule proposal", "%(count)s house rule proposals", "number"
    ),
    "rule_text": ngettext_lazy("%(count)s rule text", "%(count)s rule texts", "number"),
    "screening_rule": ngettext_lazy(
        "%(count)s screening rule", "%(count)s screening rules", "number"
    ),
    "rule_change": ngettext_lazy("%(count)s rule change", "%(count)s rule changes", "number"),
    "screening_list": ngettext_lazy(
        "%(count)s screening list", "%(count)s screening lists", "number"
    ),
    "list_revision": ngettext_lazy("%(count)s list revision", "%(count)s list revisions", "number"),
    "list_entry": ngettext_lazy(
        "%(count)s entry of a list", "%(count)s entries of lists", "number"
    ),
    "circumstance": ngettext_lazy("%(count)s circumstance", "%(count)s circumstances", "number"),
    "recommendation": ngettext_lazy(
        "%(count)s recommendation", "%(count)s recommendations", "number"
    ),
    "batch": ngettext_lazy("%(count)s batch", "%(count)s batches", "number"),
    "decision": ngettext_lazy("%(count)s decision", "%(count)s decisions", "number"),
    "report": ngettext_lazy("%(count)s report", "%(count)s reports", "number"),
    "report_contents": ngettext_lazy(
        "%(count)s text of a report", "%(count)s texts of reports", "number"
    ),
    "legal_notice": ngettext_lazy("%(count)s legal notice", "%(count)s legal notices", "number"),
    "appeal": ngettext_lazy("%(count)s appeal", "%(count)s appeals", "number"),
    "ban": ngettext_lazy("%(count)s ban", "%(count)s bans", "number"),
    "warning": ngettext_lazy("%(count)s warning", "%(count)s warnings", "number"),
    "restriction": ngettext_lazy("%(count)s restriction", "%(count)s restrictions", "number"),
    "finding": ngettext_lazy("%(count)s finding", "%(count)s findings", "number"),
    "note": ngettext_lazy("%(count)s note", "%(count)s notes", "number"),
    "refusal_count": ngettext_lazy("%(count)s refusal count", "%(count)s refusal counts", "number"),
}
# With the states that they had in the export.
STATES = {
    "post": _("posts: %(counts)s"),
    "page": _("pages: %(counts)s"),
    "comment": _("comments: %(counts)s"),
}
STATE_NAMES = {
    "draft": _("%(count)s draft"),
    "scheduled": _("%(count)s scheduled"),
    "published": _("%(count)s published"),
    "held": _("%(count)s held"),
    "rejected": _("%(count)s rejected"),
    "removed": _("%(count)s removed"),
    "withdrawn": _("%(count)s withdrawn"),
}


def grouped(number: int) -> str:
    """Return a number as the active language writes it."""
    return number_format(number, force_grouping=True)


def counted(number: int, noun: str) -> str:
    """Return "1 post" or "2 posts"; an unknown noun is shown unchanged."""
    values = {"number": number, "count": grouped(number)}
    words: Promise | None = NOUNS.get(noun)
    return words % values if words else f"{values['count']} × {noun}"


def counts_of(counts: dict) -> str:
    """Return counts by noun, in one line."""
    lines = [counted(number, noun) for noun, number in counts.items() if number]
    return ", ".join(lines) or gettext("nothing")


def states_of(states: dict) -> list[str]:
    """Return a line for each noun, with the number in each state; keys are (noun, state)."""
    lines = []
    for noun in dict.fromkeys(noun for noun, _state in states):
        counts = [
            STATE_NAMES[state] % {"count": grouped(number)}
            for (of, state), number in states.items()
            if of == noun and number
        ]
        if counts:
            lines.append(STATES[noun] % {"counts": ", ".join(counts)})
    return lines
