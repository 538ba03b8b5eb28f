from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleManager(models.Manager):
    def by_code(self):
        """Return all rows by the code of their rule."""
        return {rule.code: rule for rule in self.all()}


class Rule(models.Model):
    """The settings of one screening rule, by its code. Without a row it has its defaults.

    `numbers` maps names of the rule's options to values; an option that is not in it has its
    default.
    """

    code = models.SlugField(unique=True)
    is_on = models.BooleanField(_("on"), default=True)
    numbers = models.JSONField(default=dict, blank=True)

    objects = RuleManager()

    class Meta:
        verbose_name = _("screening rule")
        ordering = ["code"]

    def __str__(self):
        return self.code.replace("_", " ")
