"""Claims: which moderator is looking at which comment; for three minutes, without locking it.

Claims are stored in the cache. If one is lost, two moderators may look at the same comment, and the
second one learns about the other's decision when they decide.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

CLAIM_SECONDS = 3 * 60  # longer than most comments take, shorter than a coffee break


@dataclass(frozen=True)
class Claim:
    """The account that is looking at a comment's card, and since when."""

    user_id: int
    name: str
    since: datetime

    @classmethod
    def take(cls, comment_id: int, user) -> "Claim":
        """Claim a comment or prolong the claim; return its claim, maybe another moderator's."""
        own = cls(user.pk, str(user), timezone.now())
        if cache.add(_key(comment_id), own.to_list(), CLAIM_SECONDS):
            return own
        current = cls.on(comment_id) or own
        if current.user_id == user.pk:
            cache.set(_key(comment_id), current.to_list(), CLAIM_SECONDS)
        return current

    @classmethod
    def release(cls, comment_id: int, user):
        """Delete the claim on a comment, if it is this user's."""
        current = cls.on(comment_id)
        if current and current.user_id == user.pk:
            cache.delete(_key(comment_id))

    @classmethod
    def on(cls, comment_id: int) -> "Claim | None":
        """Return the claim on a comment, or None."""
        stored = cache.get(_key(comment_id))
        return cls.from_list(stored) if stored else None

    @classmethod
    def among(cls, comment_ids) -> dict:
        """Map the ids of the claimed comments to their claims, with one request to the cache."""
        keys = {_key(pk): pk for pk in comment_ids}
        stored = cache.get_many(keys)
        return {keys[key]: cls.from_list(values) for key, values in stored.items() if values}

    # The cache stores plain JSON, so that reading it can never run code.

    def to_list(self) -> list:
        return [self.user_id, self.name, self.since.isoformat()]

    @classmethod
    def from_list(cls, values) -> "Claim":
        user_id, name, since = values
        return cls(user_id, name, datetime.fromisoformat(since))


def _key(comment_id):
    return f"moderation.claim.{comment_id}"
