"""The same words by many people within an hour: a wave."""

from dataclasses import dataclass
from datetime import timedelta

from comments.models import Comment
from moderation.similarity.fingerprint import text_of
from moderation.similarity.search import SAME_WORDS, SimilarComment, find_similar

WAVE_TIME = timedelta(hours=1)  # before and after the given comment
MIN_AUTHORS = 3  # two may be a couple
MAX_WAVE = 200  # comments of a wave that are listed

UNDECIDED = [Comment.Status.PUBLISHED, Comment.Status.HELD]


@dataclass(frozen=True)
class Wave:
    """Comments with the same words by several people, the oldest first."""

    members: list[SimilarComment]

    @classmethod
    def around(cls, comment: Comment, among) -> "Wave | None":
        """Return the wave that a comment is part of, or None; `among` are the comments to search, a
        queryset.
        """
        if comment.status not in UNDECIDED:
            return None
        hour = (comment.created - WAVE_TIME, comment.created + WAVE_TIME)
        near = among.filter(created__range=hour, status__in=UNDECIDED).exclude(pk=comment.pk)
        same = find_similar(
            text_of(comment), near, least=SAME_WORDS, compared=MAX_WAVE, per_band=MAX_WAVE
        )
        members = [SimilarComment(comment, 1.0), *same]
        wave = cls(sorted(members, key=lambda each: each.comment.pk))
        return wave if wave.authors >= MIN_AUTHORS else None

    @property
    def authors(self) -> int:
        """Return how many people wrote them."""
        return len({each.comment.author.main_id for each in self.members})
