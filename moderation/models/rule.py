from contextlib import contextmanager

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from comments.rules import State
from moderation.models.rule_change import ChangedSince, RuleChange


class RuleManager(models.Manager):
    def by_code(self):
        """Return all rows by the code of their rule."""
        return {rule.code: rule for rule in self.all()}

    def change(self, rule, *, state, options, by, based_on=None, undoes=None):
        """Store new settings of a screening rule by the account `by`; return the change.

        `state` is a State, `options` the values of all its options by name. `based_on` is the key
        of the last change that `by` knows of, None when nobody had changed the rule. Returns None,
        and stores nothing, if nothing differs. Raises ChangedSince if somebody has changed the rule
        since.
        """
        with self._lock(rule) as row:
            last = RuleChange.objects.last_of(rule.code)
            if (last and last.pk) != based_on:
                raise ChangedSince(last)
            state_before, options_before = rule.settings(row)
            if (state_before, options_before) == (state, options):
                return None
            row.state, row.options = state, options
            row.save()
            return RuleChange.objects.create(
                code=rule.code,
                by=by,
                state_before=state_before,
                state_after=state,
                options_before=options_before,
                options_after=options,
                undoes=undoes,
            )

    def undo(self, change, rule, *, by):
        """Restore the settings that a rule had before a change; return the new change.

        Raises ChangedSince if the rule was changed again since.
        """
        options = rule.default_options
        before = {name: change.options_before.get(name, options[name]) for name in options}
        return self.change(
            rule,
            state=change.state_before,
            options=before,
            by=by,
            based_on=change.pk,
            undoes=change,
        )

    @contextmanager
    def _lock(self, rule):
        """Lock the row of a rule for a `with` block, and yield it; create it if there is none."""
        with transaction.atomic():
            self.get_or_create(code=rule.code, defaults={"state": rule.default_state})
            yield self.select_for_update(no_key=True).get(code=rule.code)


class Rule(models.Model):
    """The settings of one screening rule, by its code. Without a row it has its defaults.

    `options` maps names of the rule's options to values; one that is not in it has its default.
    """

    code = models.SlugField(unique=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.ON, db_default=State.ON
    )
    options = models.JSONField(default=dict, blank=True, db_column="numbers")

    objects = RuleManager()

    class Meta:
        verbose_name = _("screening rule")
        verbose_name_plural = _("screening rules")
        ordering = ["code"]

    def __str__(self):
        return self.code.replace("_", " ")

    @property
    def is_on(self) -> bool:
        """Whether the answers of the rule count."""
        return self.state == State.ON
