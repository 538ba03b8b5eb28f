from django.db import models


class RuleManager(models.Manager):
    def by_name(self):
        """Return all rows by the name of their function."""
        return {rule.name: rule for rule in self.all()}


class Rule(models.Model):
    """The settings of one screening rule: its switch and its numbers. Without a row it has its
    defaults.

    `name` is that of its function in `moderation.screening.rules`; `numbers` is a dict that
    replaces some of its defaults.
    """

    name = models.SlugField(unique=True)
    is_on = models.BooleanField("on", default=True)
    numbers = models.JSONField(default=dict, blank=True)

    objects = RuleManager()

    class Meta:
        verbose_name = "screening rule"
        ordering = ["name"]

    def __str__(self):
        return self.name.replace("_", " ")
