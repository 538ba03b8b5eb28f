"""Codes that sign somebody who has signed in in a window in to the frame, too."""

import hashlib
import re
from datetime import timedelta
from secrets import token_urlsafe

from django.db import models, transaction
from django.utils import timezone

from accounts.models import User

CODE_TIME = timedelta(minutes=2)
CHALLENGE = re.compile(r"[0-9a-f]{64}")


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


class FrameCodeManager(models.Manager):
    def make(self, user: User, challenge: str) -> str:
        """Return a code for the frame that knows the text whose SHA-256 is `challenge`."""
        code = token_urlsafe(32)
        expires = timezone.now() + CODE_TIME
        self.create(digest=sha256(code), challenge=challenge, user=user, expires=expires)
        return code

    def redeem(self, code: str, nonce: str) -> User | None:
        """Return the account of a code, which is used up by this; None for a wrong one."""
        with transaction.atomic():
            rows = self.select_for_update().filter(digest=sha256(code))
            stored = rows.first()
            if stored is None:
                return None
            stored.delete()
        is_valid = stored.challenge == sha256(nonce) and stored.expires > timezone.now()
        return User.objects.filter(pk=stored.user_id, is_active=True).first() if is_valid else None


class FrameCode(models.Model):
    """A code that works once, for one frame, and for two minutes; only its hash is stored."""

    digest = models.CharField(max_length=64, unique=True)
    challenge = models.CharField(max_length=64)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    expires = models.DateTimeField(db_index=True)

    objects = FrameCodeManager()

    def __str__(self):
        return self.digest
