from collections import defaultdict

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.rules import FAILED, REFUSES, note_of, reason_of, rule_of
from posts.models.compiled_insert import CompiledInsert


class Finding(CompiledInsert):
    """What one screening rule found in a comment, to explain a decision later.

    It holds the rule's code and parameters; sentences are made from them when they are shown.
    """

    class Verdict(models.TextChoices):
        PUBLISH = "publish", _("Publish")
        HOLD = "hold", _("Hold")
        SHADOW = "shadow", _("Would hold")  # of a rule in shadow; it changed nothing

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="findings")
    rule = models.CharField(max_length=50)
    version = models.PositiveIntegerField(default=1)
    verdict = models.CharField(max_length=10, choices=Verdict)
    parameters = models.JSONField(default=dict, blank=True)
    evidence = models.TextField(
        blank=True, help_text=_("The part of the text that matters, for the moderator.")
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["rule", "comment"])]

    def __str__(self):
        return f"{self.rule}: {self.verdict}"

    @cached_property
    def reason(self) -> str:
        """The sentence that the author reads."""
        return reason_of(self.rule, self.parameters)

    @classmethod
    def read_reasons(cls, findings):
        """Set the sentences of many findings, with a fixed number of queries for each rule."""
        by_rule = defaultdict(list)
        for finding in findings:
            if finding.verdict == cls.Verdict.HOLD and FAILED not in finding.parameters:
                by_rule[finding.rule].append(finding)
        for code, held in by_rule.items():
            reasons = rule_of(code).reasons([finding.parameters for finding in held])
            for finding, reason in zip(held, reasons, strict=True):
                finding.reason = reason

    @property
    def is_shadow(self) -> bool:
        """Whether a rule in shadow found it: its author never reads it."""
        return self.verdict == self.Verdict.SHADOW

    @property
    def refuses(self) -> bool:
        """Whether a rule in shadow would have refused the comment."""
        return REFUSES in self.parameters

    @property
    def sentence(self) -> str:
        """The sentence that a moderator reads."""
        if self.refuses:
            return gettext("It would have refused it, but was in shadow.")
        if self.is_shadow:
            return gettext("It would have held it, but was in shadow.")
        if self.verdict == self.Verdict.PUBLISH:
            return gettext("A note for moderators; it held nothing.")
        return self.reason

    @property
    def title(self) -> str:
        """The title of the rule, for moderators."""
        return rule_of(self.rule).title

    @property
    def note(self) -> str:
        """Further information for moderators."""
        return note_of(self.rule, self.parameters)

    @property
    def is_of_earlier_words(self) -> bool:
        """Whether the comment has been changed and screened again since."""
        last_change = self.comment.last_change
        return last_change is not None and self.created < last_change
