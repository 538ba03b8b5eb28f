"""Comments with similar words, for the card of a comment."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext

from comments.models import Comment
from moderation.desk.care import blurred_among
from moderation.models import ArchiveSearch, Decision, ModeratorScope
from moderation.models.archive_search import MAX_MATCHES, MIN_SIMILARITY
from moderation.similarity.fingerprint import text_of
from moderation.similarity.search import SAME_WORDS, SimilarComment, find_similar, ranked
from moderation.similarity.waves import Wave

MAX_SHOWN = 3
MAX_CONSIDERED = 10  # more than needed: the decision on some of them may have just been undone


@dataclass(frozen=True)
class DecidedBefore:
    """A comment with similar words, and a moderator's decision on it."""

    comment: Comment
    decision: Decision
    similarity: float
    is_blurred: bool

    @property
    def label(self) -> str:
        if self.similarity == 1:
            return gettext("The same words")
        return gettext("Nearly the same words") if self.is_near else gettext("Similar words")

    @property
    def is_near(self) -> bool:
        return self.similarity >= SAME_WORDS


class SimilarToComment:
    """The comments similar to one, within an account's scope; each part on demand."""

    def __init__(self, comment: Comment, user):
        self.comment, self.user = comment, user

    @cached_property
    def _others(self):
        scope = ModeratorScope.objects.condition_for(self.user)
        others = Comment.objects.filter(scope, erased=None).exclude(pk=self.comment.pk)
        return others.select_related("post", "author")

    @cached_property
    def decided(self) -> list[DecidedBefore]:
        """Return the most similar comments that moderators decided on, with their decisions."""
        nearest = find_similar(text_of(self.comment), self._others, decided_only=True)
        nearest = nearest[:MAX_CONSIDERED]
        if not nearest:
            return []
        keys = [each.comment.pk for each in nearest]
        decisions = Decision.objects.of_moderators().filter(comment__in=keys).order_by("pk")
        decisions = decisions.select_related("by", "house_rule__rule")
        latest = {decision.comment_id: decision for decision in decisions}
        nearest = [each for each in nearest if each.comment.pk in latest][:MAX_SHOWN]
        blurred = blurred_among([each.comment.pk for each in nearest], self.user)
        return [
            DecidedBefore(comment, latest[comment.pk], similarity, comment.pk in blurred)
            for comment, similarity in nearest
        ]

    @cached_property
    def wave(self) -> Wave | None:
        """Return the wave that the comment is part of, or None."""
        return Wave.around(self.comment, self._others)

    @property
    def wave_members(self) -> list[SimilarComment]:
        return self.wave.members if self.wave else []

    @cached_property
    def published(self) -> list[SimilarComment]:
        """Return the published comments with similar words, the most similar first: those with a
        fingerprint, and those found by the last search of the archive.
        """
        text, published = text_of(self.comment), self._others.published()
        limits = {"compared": MAX_MATCHES, "per_band": MAX_MATCHES}
        similar = find_similar(text, published, least=MIN_SIMILARITY, **limits)
        if search := ArchiveSearch.objects.latest_for(self.comment):
            known = {each.comment.pk for each in similar}
            archive = published.filter(pk__in=set(search.keys) - known)
            similar += ranked(text, list(archive), MIN_SIMILARITY)
        return similar
