"""Who is looking at what: a soft claim of three minutes, which stops nobody and tells everybody.

Claims live in the cache; when it forgets, two moderators may look at one item, and the second to
decide is told.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

LASTS = 3 * 60  # seconds: longer than most items take, shorter than a coffee


@dataclass(frozen=True)
class Claim:
    """An account has had a comment's card before it since a moment."""

    user_id: int
    name: str
    since: datetime

    @classmethod
    def take(cls, comment_id: int, user) -> "Claim":
        """Claim a comment, or prolong the claim; give whose it is, maybe another's."""
        mine = cls(user.pk, str(user), timezone.now())
        if cache.add(_key(comment_id), mine.written(), LASTS):
            return mine
        held = cls.on(comment_id) or mine
        if held.user_id == user.pk:
            cache.set(_key(comment_id), held.written(), LASTS)
        return held

    @classmethod
    def release(cls, comment_id: int, user):
        """Give up a claim, if it is this user's."""
        held = cls.on(comment_id)
        if held and held.user_id == user.pk:
            cache.delete(_key(comment_id))

    @classmethod
    def on(cls, comment_id: int) -> "Claim | None":
        found = cache.get(_key(comment_id))
        return cls.read(found) if found else None

    @classmethod
    def among(cls, comment_ids) -> dict:
        """Map those of the comments that are claimed to their claims; asks the cache once."""
        keys = {_key(pk): pk for pk in comment_ids}
        return {keys[key]: cls.read(found) for key, found in cache.get_many(keys).items() if found}

    # A cache holds what JSON knows: nothing that comes out of it can run.

    def written(self) -> list:
        return [self.user_id, self.name, self.since.isoformat()]

    @classmethod
    def read(cls, written) -> "Claim":
        user_id, name, since = written
        return cls(user_id, name, datetime.fromisoformat(since))


def _key(comment_id):
    return f"moderation.claim.{comment_id}"
