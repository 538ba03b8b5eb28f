"""Which decisions can be appealed, until when, and why others cannot.

A decision against the author of a comment, and the dismissal of a legal notice, can be appealed
once, for six months, as long as they are in force (Digital Services Act, article 20).
"""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext

from comments.models import Comment
from moderation.models.acts import CLEARING_ACTIONS, REMOVAL_ACTIONS, VERDICT_ACTIONS, Action
from moderation.models.ban import Ban
from moderation.models.decision import Decision
from posts.dates import day

APPEAL_PERIOD = timedelta(days=184)  # six months, the longest ones
# Actions against an author. A hold is not among them: a moderator will decide anyway.
CONTESTABLE_ACTIONS = [*REMOVAL_ACTIONS, Action.WARN, Action.BAN]
MAX_APPEAL_LENGTH = 2_000  # characters, a page
MAX_SPAM_APPEAL_LENGTH = 500


def about_author_of(comment):
    """Return the decisions against a comment's author, as its private link may show them.

    They are those on this comment, and those on the person that no comment led to.
    """
    of_person = Q(comment=None, person__in=comment.author.same_author_ids())
    return Decision.objects.filter(Q(comment=comment) | of_person)


def in_force_against_author() -> Q:
    """Return the condition of decisions in force against an author."""
    verdicts = Decision.objects.verdicts().effective().filter(comment=OuterRef("comment"))
    lifted = Ban.objects.filter(decision=OuterRef("pk")).exclude(lifted_by=None)
    is_removal = Q(
        action__in=REMOVAL_ACTIONS, status_after=F("comment__status"), comment__erased=None
    )
    return Q(undone_by=None) & (
        (is_removal & ~Exists(verdicts.filter(pk__gt=OuterRef("pk"))))
        | (Q(action=Action.BAN) & ~Exists(lifted))
        | Q(action=Action.WARN)
    )


def in_force_against_reporter() -> Q:
    """Return the condition of decisions by which a reported comment still stays."""
    undecided = [Comment.Status.PUBLISHED, Comment.Status.HELD]
    return Q(undone_by=None, action__in=CLEARING_ACTIONS, comment__status__in=undecided)


def deadline(decision):
    """Return until when a decision can be appealed."""
    return decision.created + APPEAL_PERIOD


def appeal_until(decision, report=None):
    """Return until when a decision can be appealed; None if it cannot."""
    return None if refusal(decision, report) else deadline(decision)


def max_length(decision) -> int:
    """Return how many characters an appeal may have: fewer for spammers."""
    return MAX_SPAM_APPEAL_LENGTH if decision.is_spam else MAX_APPEAL_LENGTH


def refusal(decision, report=None) -> str:
    """Return why a decision cannot be appealed now, as a sentence; "" if it can.

    `report` is the legal notice that it dismissed, for an appeal by its reporter.
    """
    if report and not (report.is_legal_notice and decision.clears):
        return gettext("You can appeal when a legal notice was dismissed.")
    if not report and decision.action not in CONTESTABLE_ACTIONS:
        return gettext("Nothing was taken from you by this decision, so there is no appeal.")
    return _former_appeal(decision, report) or _end(decision, report)


def _former_appeal(decision, report):
    appeal = decision.appeals.filter(report=report).first()
    if appeal:
        return gettext(
            "You have appealed against this decision already, on %(date)s. One appeal is possible."
        ) % {"date": day(timezone.localtime(appeal.created))}
    if decision.is_on_appeal and _has_appealed_before(decision, report):
        return gettext("This was decided on an appeal of yours, and that decision is final.")
    return ""


def _has_appealed_before(decision, report):
    """Return whether the same side has appealed about the comment before.

    Without this limit, each answer could be appealed, endlessly.
    """
    appeals = decision.appeals.model.objects.filter(decision__comment=decision.comment_id)
    return appeals.filter(report=report, decision__action__in=VERDICT_ACTIONS).exists()


def _end(decision, report):
    in_force = in_force_against_reporter() if report else in_force_against_author()
    if not Decision.objects.filter(in_force, pk=decision.pk).exists():
        if hasattr(decision, "undone_by"):
            return gettext("This decision was taken back on %(date)s, so it holds no longer.") % {
                "date": day(timezone.localtime(decision.undone_by.created))
            }
        return gettext("This decision is no longer in force, so there is nothing to take back.")
    if timezone.now() > deadline(decision):
        return gettext(
            "One can appeal for six months. For this decision they ended on %(date)s."
        ) % {"date": day(timezone.localtime(deadline(decision)))}
    return ""
