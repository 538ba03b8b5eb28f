from django.db import models


class RuleManager(models.Manager):
    def by_name(self):
        """Give all rows by the name of the function they belong to."""
        return {rule.name: rule for rule in self.all()}


class Rule(models.Model):
    """The switch and the numbers of one screening rule; without a row, its defaults hold.

    `name` is that of its function in `moderation.screening.rules`, `numbers` a dict that replaces
    some of its defaults.
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
