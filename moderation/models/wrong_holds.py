"""Whether the learned screening holds too many good comments, by moderators' decisions."""

from django.db.models import Exists, OuterRef

from comments.models import Comment, Finding

SPAM_RULE = "looks_like_spam"  # the code of the screening rule
# Suspend when more than this share of the last RECENT_HOLDS was approved.
RECENT_HOLDS, MAX_APPROVED = 20, 0.30
# Suspend when more than this share of the last RECENT_GOOD good comments was held.
RECENT_GOOD, MAX_HELD = 100, 0.05

S = Comment.Status


def holds_of_rule():
    """Return the findings with which the rule held comments."""
    return Finding.objects.filter(rule=SPAM_RULE, verdict=Finding.Verdict.HOLD)


def has_held(comment) -> bool:
    return holds_of_rule().filter(comment=comment).exists()


def holds_too_much(since) -> bool:
    """Return whether too many of its holds since a moment were wrong; None: since the beginning."""
    recent = {"created__gt": since} if since else {}
    return _too_many_approved(recent) or _too_many_held(recent)


def _too_many_approved(recent):
    decided = holds_of_rule().filter(
        comment__status__in=[S.PUBLISHED, S.REJECTED, S.REMOVED], **recent
    )
    newest = decided.order_by("-comment").values_list("comment__status", flat=True)
    statuses = list(newest[:RECENT_HOLDS])
    approved = statuses.count(S.PUBLISHED)
    return len(statuses) == RECENT_HOLDS and approved > MAX_APPROVED * RECENT_HOLDS


def _too_many_held(recent):
    good = Comment.objects.published().filter(**recent)
    good = good.exclude(author__user__is_staff=True)
    was_held = Exists(holds_of_rule().filter(comment=OuterRef("pk")))
    newest = good.annotate(was_held=was_held).order_by("-pk").values_list("was_held", flat=True)
    holds = list(newest[:RECENT_GOOD])
    return len(holds) == RECENT_GOOD and sum(holds) > MAX_HELD * RECENT_GOOD
