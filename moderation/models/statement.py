"""The statement of reasons of a decision, for the person concerned.

It has the content that the Digital Services Act requires (article 17): the decision and its
duration, the facts, whether a person or a machine detected and decided it, the ground, and how to
appeal.
"""

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moderation.models.acts import REMOVAL_ACTIONS, Action
from posts.dates import day

HEADLINES = {
    Action.HOLD: _("Your comment is hidden for the moment."),
    Action.REJECT: _("Your comment was not published."),
    Action.REMOVE: _("Your comment was removed."),
    Action.RESTORE: _("Your comment was put back."),
    Action.APPROVE: _("Your comment was published."),
    Action.HOLD_FIRST: _("A moderator reads your comments before they appear."),
    Action.KEEP: _("Your comment was looked at, and it stays."),
    Action.WARN: _("A moderator warned you."),
    Action.BAN: _("You cannot write here for now."),
    Action.LIFT: _("You can write here again."),
    Action.UNDO: _("We took back what we had decided."),
    Action.UPHOLD: _("We looked at it again, and the decision stays."),
}
AS_SPAM = {
    Action.REJECT: _("Your comment was not published: we took it for advertising."),
    Action.REMOVE: _("Your comment was removed as advertising."),
}
SCOPES = {
    Action.HOLD: _(
        "Only you and the moderators can read it, everywhere on this site, until one decides."
    ),
    Action.REJECT: _(
        "Only you and the moderators can read it, everywhere on this site. This has no end date; it"
        " changes only if it is decided again."
    ),
    Action.REMOVE: _(
        "Only you and the moderators can read it, everywhere on this site. This has no end date; it"
        " changes only if it is decided again."
    ),
    Action.WARN: _(
        "Your comment stays. Before your next one we ask you to confirm that you have read the"
        " warning."
    ),
}
UNDONE = {
    Action.BAN: _("We took the ban back."),
    Action.WARN: _("We took the warning back."),
    Action.UPHOLD: _("We took back our answer to your appeal, and look at it again."),
}


def headline(decision) -> str:
    """Return the decision, in one sentence."""
    if decision.action == Action.UNDO:
        return str(UNDONE.get(decision.undoes.action, HEADLINES[Action.UNDO]))
    as_spam = AS_SPAM.get(decision.action) if decision.is_spam else None
    return str(as_spam or HEADLINES[decision.action])


def explanation(decision) -> str:
    """Return who or what decided, and what led to it, in one sentence."""
    if decision.is_automatic:
        return _automatic(decision)
    if decision.is_on_appeal:
        return _on_appeal(decision)
    if decision.source == decision.Source.REPORT:
        return gettext("A moderator decided this, after a reader had reported it.")
    if decision.found_automatically:
        return gettext("A moderator decided this, after an automatic check had stopped it.")
    return gettext("A moderator decided this on their own initiative.")


def _automatic(decision):
    if decision.source == decision.Source.REPORT_WEIGHT:
        return gettext(
            "No person has decided this yet: several readers reported it, and a moderator will"
            " look at it."
        )
    return gettext(
        "No person has decided this yet: an automatic check stopped it, and a moderator will"
        " look at it."
    )


def _on_appeal(decision):
    appeal = getattr(decision, "answered_appeal", None)
    if appeal and appeal.is_answered_by_same_person:
        return gettext(
            "The moderator who had decided before also decided on the appeal, a day later at the"
            " earliest: nobody else works here who could."
        )
    return gettext("A moderator decided this on an appeal, not the one who had decided before.")


def scope(decision) -> str:
    """Return the effect of a decision on the person: where, and how long; else ""."""
    if decision.action == Action.BAN:
        return _scope_of_ban(decision)
    return str(SCOPES.get(decision.action, ""))


def _scope_of_ban(decision):
    ban = decision.bans.first()
    if ban and ban.until:
        return gettext("You can read everything, and write nothing here until %(date)s.") % {
            "date": day(timezone.localtime(ban.until))
        }
    return gettext("You can read everything, and write nothing here until a moderator lifts it.")


def automation(decision) -> str:
    """Return whether automatic means detected the content, and took the decision."""
    if decision.is_automatic:
        return gettext("It was found and decided by automatic means.")
    if decision.found_automatically:
        return gettext("It was found by automatic means, and decided by a person.")
    return gettext("It was neither found nor decided by automatic means.")


def facts(decision) -> list[tuple[str, str]]:
    """Return the further parts of a statement of reasons: labels and sentences."""
    rows = [(gettext("What it means"), scope(decision))]
    if not decision.clears and decision.action not in (Action.UNDO, Action.UPHOLD):
        rows += [(gettext("The reason"), decision.sentence), *_ground(decision)]
    rows.append((gettext("How it was decided"), explanation(decision)))
    if decision.action in (*REMOVAL_ACTIONS, Action.HOLD, Action.WARN, Action.BAN):
        rows.append((gettext("Automatic means"), automation(decision)))
    return [(label, text) for label, text in rows if text]


def _ground(decision):
    if decision.house_rule_id:
        rule = decision.house_rule
        title = gettext("House rule “%(title)s”, version %(number)s")
        return [(title % {"title": rule.title, "number": rule.number}, rule.text)]
    return [(gettext("The law"), decision.law)] if decision.law else []
