import hashlib
import json

from django.db import models
from django.utils.translation import gettext_lazy as _


class CircumstanceManager(models.Manager):
    def matching(self, circumstance: "Circumstance") -> "Circumstance":
        """Return the stored row equal to an unsaved one; store it if there is none."""
        values = {name: getattr(circumstance, name) for name in CONDITIONS}
        return self.get_or_create(digest=circumstance.digest, defaults=values)[0]


class Circumstance(models.Model):
    """Snapshot of the screening settings under which comments were judged; needed to replay rules.

    Comments screened under the same conditions share a row. It holds codes and numbers, no personal
    data and no text. It is never deleted; an erased comment no longer refers to it.
    """

    digest = models.CharField(max_length=32, unique=True)
    was_first = models.BooleanField(help_text=_("No comment of the author had been published."))
    was_newcomer = models.BooleanField(help_text=_("None had been published for a day."))
    by_staff = models.BooleanField(help_text=_("Staff wrote it, or the author of the post."))
    comment_mode = models.CharField(max_length=20)  # this and the next two: of the post
    commenters = models.CharField(max_length=20)
    holds_first_comments = models.BooleanField()
    # Version and options (as `numbers`) of each enabled rule, by code.
    rules = models.JSONField()
    created = models.DateTimeField(auto_now_add=True)

    objects = CircumstanceManager()

    def __str__(self):
        return self.digest

    @classmethod
    def of(cls, **conditions) -> "Circumstance":
        """Return an unsaved circumstance with the digest of these conditions."""
        text = json.dumps(conditions, sort_keys=True)
        digest = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
        return cls(digest=digest, **conditions)


CONDITIONS = (
    *("was_first", "was_newcomer", "by_staff"),
    *("comment_mode", "commenters", "holds_first_comments", "rules"),
)
