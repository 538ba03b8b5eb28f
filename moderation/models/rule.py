from contextlib import contextmanager

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from moderation.models.rule_change import ChangedSince, RuleChange


class RuleManager(models.Manager):
    def by_code(self):
        """Return all rows by the code of their rule."""
        return {rule.code: rule for rule in self.all()}

    def change(self, rule, *, is_on, options, by, based_on=None, undoes=None):
        """Store new settings of a screening rule, and return what the account `by` changed.

        `options` are the values of all its options by name. `based_on` is the key of the last
        change that `by` knows of, None when nobody had changed the rule. Returns None, and stores
        nothing, when the settings are these already. Raises ChangedSince when somebody has changed
        the rule since.
        """
        with self._locked(rule.code) as row:
            last = RuleChange.objects.last_of(rule.code)
            if (last and last.pk) != based_on:
                raise ChangedSince(last)
            was_on, options_before = rule.settings(row)
            if (was_on, options_before) == (is_on, options):
                return None
            row.is_on, row.numbers = is_on, options
            row.save()
            return RuleChange.objects.create(
                code=rule.code,
                by=by,
                was_on=was_on,
                is_on=is_on,
                options_before=options_before,
                options_after=options,
                undoes=undoes,
            )

    def undo(self, change, rule, *, by):
        """Give a rule back the settings that it had before a change; return the new change.

        Raises ChangedSince when the rule was changed again since.
        """
        options = rule.default_options
        before = {name: change.options_before.get(name, options[name]) for name in options}
        return self.change(
            rule, is_on=change.was_on, options=before, by=by, based_on=change.pk, undoes=change
        )

    @contextmanager
    def _locked(self, code):
        """Lock the row of a rule for a `with` block, and yield it; make it when there is none."""
        with transaction.atomic():
            self.get_or_create(code=code)
            yield self.select_for_update(no_key=True).get(code=code)


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
