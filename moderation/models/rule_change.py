from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.rules import State
from posts.dates import day_and_time


class ChangedSince(Exception):
    """Somebody has changed the rule since; `change` is the last change, or None."""

    def __init__(self, change):
        self.change = change
        who = {"by": change.by, "moment": day_and_time(change.created)} if change else {}
        message = gettext("%(by)s changed this rule on %(moment)s. Nothing was changed now.")
        super().__init__(message % who if change else gettext("Nobody has changed this rule."))


class RuleChangeQuerySet(models.QuerySet):
    def of(self, code: str):
        """Return the changes of one rule, newest first."""
        return self.filter(code=code).select_related("by", "undoes")

    def last_of(self, code: str) -> "RuleChange | None":
        return self.of(code).first()

    def last_by_code(self) -> dict:
        """Return the last change of each rule that was changed, by code; one query."""
        last = self.order_by().values("code").annotate(last=models.Max("pk")).values("last")
        return {change.code: change for change in self.filter(pk__in=last).select_related("by")}


class RuleChange(models.Model):
    """One change of a screening rule: by whom, when, old and new settings.

    The database refuses to change or delete a row; an undo is another change.
    """

    code = models.SlugField(_("code"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    state_before = models.CharField(max_length=10, choices=State, db_default=State.ON)
    state_after = models.CharField(max_length=10, choices=State, db_default=State.ON)
    options_before = models.JSONField()
    options_after = models.JSONField()
    undoes = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    created = models.DateTimeField(_("created"), default=timezone.now)

    objects = RuleChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a screening rule")
        verbose_name_plural = _("changes of screening rules")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.code}, {self.by}, {day_and_time(self.created)}"

    @property
    def different_options(self) -> list[str]:
        """Return the names of the options that changed."""
        before, after = self.options_before, self.options_after
        names = [*after, *(name for name in before if name not in after)]
        return [name for name in names if before.get(name) != after.get(name)]
