"""The changes of a screening rule, in words."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.rules import State
from moderation.models import RuleChange, RuleText
from moderation.models.rule_text import TEXT

SWITCHED = {
    State.OFF: _("Switched off."),
    State.SHADOW: _("Put into shadow."),
    State.ON: _("Switched on."),
}
MAX_CHANGES = 100  # on the page; the table has all


class ChangeLine:
    """A change of a rule, for its page: `differences` are its sentences."""

    can_be_undone = True

    def __init__(self, change, rule, texts):
        self.change, self.rule, self.texts = change, rule, texts
        self.pk, self.created = change.pk, change.created
        self.by, self.undoes = change.by, change.undoes

    @property
    def differences(self) -> list[str]:
        sentences = [self._sentence(name) for name in self.change.different_options]
        if self.change.state_before != self.change.state_after:
            sentences.insert(0, SWITCHED[self.change.state_after])
        return sentences

    def _sentence(self, name):
        option = self.rule.options.get(name)
        values = self.change.options_before.get(name), self.change.options_after.get(name)
        if name == TEXT:
            return self._about_text(*values)
        before, after = ("–" if value is None else intcomma(value) for value in values)
        # An option of an earlier version
        label = option.label if option else name.replace("_", " ")
        parts = {"label": label, "before": before, "after": after}
        return gettext("%(label)s: from %(before)s to %(after)s") % parts

    def _about_text(self, before, after):
        if after not in self.texts:
            return gettext("What authors read: no sentence of this blog.")
        return gettext("What authors read: %(text)s") % {"text": self.texts[after].cited}


class RuleHistory:
    """The latest changes of a rule, newest first; `is_cut` says that there are older ones."""

    def __init__(self, rule):
        changes = RuleChange.objects.of(rule.code)[: MAX_CHANGES + 1]
        self.is_cut = len(changes) > MAX_CHANGES
        changes = changes[:MAX_CHANGES]
        texts = RuleText.objects.read({change.options_after.get(TEXT) for change in changes})
        self.changes = [ChangeLine(change, rule, texts) for change in changes]
