from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from comments.models import Comment, InvalidTransition
from moderation.models import acts
from moderation.models.acts import (
    ACTIONS_WITH_GROUND,
    CLEARING_ACTIONS,
    OPPOSITES,
    REMOVAL_ACTIONS,
    VERDICT_ACTIONS,
    Action,
    Source,
)
from moderation.models.decision_errors import AlreadyDecided, Outdated
from moderation.models.decision_manager import DecisionManager, status_columns
from moderation.models.house_rule import SPAM, HouseRuleVersion
from moderation.models.statement import explanation, headline
from posts.dates import day_and_time

# The decider, if it was no person, by source.
SITE_DECIDERS = {"rule": _("an automatic check"), "threshold": _("the weight of reports")}


class Decision(models.Model):
    """A decision: the action, the person or check that decided, and the ground.

    It holds only ids, codes and versions, no personal text, so that it can stay when somebody's
    data are erased. The database refuses to change or delete a row; an undo is another decision.
    """

    Action = Action
    Source = Source

    action = models.CharField(_("action"), max_length=20, choices=Action)
    comment = models.ForeignKey(
        Comment,
        models.PROTECT,
        null=True,
        related_name="decisions",
        db_index=False,
        verbose_name=_("comment"),
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="decisions", verbose_name=_("person")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="decisions",
        verbose_name=_("by"),
    )
    source = models.CharField(_("source"), max_length=10, choices=Source)
    house_rule = models.ForeignKey(
        HouseRuleVersion, models.PROTECT, null=True, related_name="+", verbose_name=_("house rule")
    )
    law = models.CharField(
        _("law"), max_length=100, blank=True, help_text=_("Where it is written.")
    )
    status_before = models.CharField(_("status before"), max_length=10, blank=True)
    since_before = models.DateTimeField(
        _("since before"), null=True, help_text=_("When that status began.")
    )
    status_after = models.CharField(_("status after"), max_length=10, blank=True)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="undone_by", verbose_name=_("undoes")
    )
    batch = models.ForeignKey(
        "moderation.Batch",
        models.PROTECT,
        null=True,
        related_name="decisions",
        verbose_name=_("batch"),
    )
    created = models.DateTimeField(_("created"), default=timezone.now)

    objects = DecisionManager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["comment", "-id"]),
            models.Index(fields=["action", "created"]),
            models.Index(fields=["by", "created"], name="decisions_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(action__in=ACTIONS_WITH_GROUND)
                | Q(house_rule__isnull=False)
                | ~Q(law=""),
                name="what_takes_something_away_has_a_ground",
            ),
            models.CheckConstraint(
                condition=Q(action=Action.UNDO, undoes__isnull=False)
                | (~Q(action=Action.UNDO) & Q(undoes__isnull=True)),
                name="only_an_undo_undoes",
            ),
        ]

    def __str__(self):
        return gettext("%(action)s by %(decider)s, %(moment)s") % {
            "action": self.get_action_display(),
            "decider": self.decider,
            "moment": day_and_time(self.created),
        }

    def undo(self, *, by, source=None) -> "Decision":
        """Undo all effects of this decision by another decision, which is returned.

        `by` is None if the site itself undoes its own decision; `source` is derived if None. The
        comment gets its earlier status, its reports are reopened, and unsent e-mails are cancelled.
        Raises AlreadyDecided if it was undone, or somebody has decided since; InvalidTransition if
        nothing is left to undo.
        """
        comment = self.comment
        with Decision.objects.locked(comment):
            Decision.objects.select_for_update(no_key=True, of=["self"]).get(pk=self.pk)
            self._refuse_undoing(comment)
            if self.takes_down:
                Decision.objects.refuse_author(comment, by)
            before = status_columns(comment)
            acts.unapply(self, comment)
            return Decision.objects._record(
                Action.UNDO,
                comment,
                person=self.person,
                by=by,
                source=source or (Source.OWN if by else self.source),
                ground=self.house_rule or self.law,
                undoes=self,
                batch=self.batch,
                **before,
            )

    @property
    def can_be_undone(self) -> bool:
        """Return whether its effects still exist, and nobody has decided since."""
        try:
            self._refuse_undoing(self.comment)
        except (Outdated, InvalidTransition):
            return False
        return self.action != Action.BAN or self.bans.filter(lifted_by=None).exists()

    def _refuse_undoing(self, comment):
        undoing = Decision.objects.filter(undoes=self).first()
        if undoing:
            raise AlreadyDecided(undoing)
        if self.action == Action.UNDO:
            raise InvalidTransition(gettext("An undo cannot be undone; decide again."))
        if self.action in VERDICT_ACTIONS:
            verdict = Decision.objects.verdict(comment)
            if verdict != self:
                raise AlreadyDecided(verdict)
            if comment.status != self.status_after:
                raise Outdated.by_status(comment)
        if self.action in OPPOSITES:
            last = self._latest_of_flag()
            if last != self:
                raise AlreadyDecided(last)

    def _latest_of_flag(self):
        both = (self.action, OPPOSITES[self.action])
        of_flag = Decision.objects.filter(comment=self.comment, action__in=both)
        return of_flag.effective().first()

    @property
    def is_effective(self) -> bool:
        """Return whether it is in force: neither undone, nor the undo of another."""
        return self.action != Action.UNDO and not hasattr(self, "undone_by")

    @property
    def is_automatic(self) -> bool:
        return self.by_id is None

    @property
    def found_automatically(self) -> bool:
        """Return whether an automatic check led to it; a person may have decided."""
        return self.source in (Source.RULE, Source.REPORT_WEIGHT)

    @property
    def decider(self) -> str:
        """Return the person or check that decided, for the middle of a sentence."""
        return (
            str(self.by) if self.by_id else str(SITE_DECIDERS.get(self.source, gettext("the site")))
        )

    @property
    def is_on_appeal(self) -> bool:
        """Return whether it answers an appeal against another decision."""
        return self.source == Source.APPEAL

    @property
    def is_spam(self) -> bool:
        return self.house_rule_id is not None and self.house_rule.rule.code == SPAM

    @property
    def takes_down(self) -> bool:
        """Return whether it takes the text down."""
        return self.action in REMOVAL_ACTIONS

    @property
    def clears(self) -> bool:
        """Return whether it lets the text stay."""
        return self.action in CLEARING_ACTIONS

    @property
    def headline(self) -> str:
        """Return the action, for the comment's author."""
        return headline(self)

    @property
    def explanation(self) -> str:
        """Return who or what decided, and what led to it, for the comment's author."""
        return explanation(self)

    @property
    def sentence(self) -> str:
        """Return the reason, for the person concerned."""
        return self.house_rule.sentence if self.house_rule_id else self.law

    @property
    def ground(self) -> str:
        """Return the house rule with its version, or the law, in words."""
        return str(self.house_rule) if self.house_rule_id else self.law
