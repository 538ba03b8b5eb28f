from contextlib import suppress

from django.db import OperationalError, models, transaction
from django.db.models import F
from django.utils import timezone


class RefusalCountManager(models.Manager):
    def add(self, rules):
        """Count one refused draft for each of the rules (codes) that refused it."""
        day = timezone.now().date()
        # A busy database may lose a count, but not the sentence for the author.
        with suppress(OperationalError), transaction.atomic():
            for rule in sorted(set(rules)):
                if not self._increment(day, rule):
                    _, is_new = self.get_or_create(day=day, rule=rule, defaults={"count": 1})
                    if not is_new:  # another request has just created it
                        self._increment(day, rule)

    def _increment(self, day, rule):
        return self.filter(day=day, rule=rule).update(count=F("count") + 1)


class RefusalCount(models.Model):
    """How many drafts a rule refused on a day (UTC). Nothing else of these drafts is stored."""

    day = models.DateField()
    rule = models.CharField(max_length=50)
    count = models.PositiveIntegerField()

    objects = RefusalCountManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "rule"], name="one_refusal_count_a_day_and_rule")
        ]

    def __str__(self):
        return f"{self.rule}, {self.day}: {self.count}"
