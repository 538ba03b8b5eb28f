"""Rows by which people asked for mail about what is new: a mailbox, `confirmed` and `ended`."""

from django.db import models
from django.utils import timezone


class NewsRequestQuerySet(models.QuerySet):
    def active(self):
        return self.filter(ended=None)

    def of(self, mailbox):
        """Return the active follows of a mailbox, the latest first."""
        return self.active().filter(mailbox=mailbox).order_by("-pk")

    def choose(self, mailbox, *, listed: set[int], chosen: set[int]):
        """Confirm the chosen ones of a mailbox's `listed` follows; end the others.

        Call it for somebody who has the mailbox's link, and so reads its mail.
        """
        rows, now = self.of(mailbox).order_by().filter(pk__in=listed), timezone.now()
        rows.filter(pk__in=chosen, confirmed=None).update(confirmed=now)
        rows.exclude(pk__in=chosen).update(ended=now)
