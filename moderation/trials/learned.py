"""The learned rule in a trial: its models must not have seen the answers."""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from comments.models import Comment
from comments.rules import ScreeningRule
from comments.screening import hold
from moderation.learning.out_of_fold import OutOfFold
from moderation.models import Report
from moderation.screening.learned import TRUSTED_AGE, TRUSTED_COMMENTS
from moderation.screening.texts import links_in

SCORE = "score out of fold"


class TooLittleLearned(Exception):
    """There are too few decisions to train models for the trial."""


class LearnedOnThePast(ScreeningRule):
    """Scores each comment with a model that has not seen its post, and holds it above the threshold
    for a share, as the rule itself would.
    """

    holds = replayable = True

    def __init__(self, rule):
        self.code, self.title = rule.code, rule.title
        self.learned, self.trusted_from = OutOfFold(rule.ground), _trusted_from()

    def check(self, draft, options, facts):
        threshold = self.learned.threshold(options["share"])
        if threshold is None:
            raise TooLittleLearned
        if draft.is_by_staff_or_author or self._is_trusted(draft):
            return None
        return hold() if self._score(draft) > threshold else None

    def _is_trusted(self, draft):
        since = self.trusted_from.get(draft.person.pk and draft.person.main_id)
        return since is not None and since <= draft.now

    def _score(self, draft):
        if SCORE not in draft.shared:
            text = draft.text.visible
            draft.shared[SCORE] = self.learned.score(draft.post.pk, text, links_in(draft.html))
        return draft.shared[SCORE]


def _trusted_from() -> dict[int, datetime]:
    """Return, by person, the moment from which the rule no longer checks their comments."""
    unreported = Comment.objects.published().filter(
        ~Exists(Report.objects.filter(comment=OuterRef("pk"))), published_at__isnull=False
    )
    moments = unreported.order_by("published_at").values_list(
        Coalesce("author__joined_to", "author"), "published_at"
    )
    counts, trusted = {}, {}
    for person, published_at in moments.iterator():
        counts[person] = counts.get(person, 0) + 1
        if counts[person] == TRUSTED_COMMENTS:
            trusted[person] = published_at + TRUSTED_AGE
    return trusted
