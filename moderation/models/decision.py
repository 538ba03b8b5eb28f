from contextlib import contextmanager

from django.conf import settings
from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from comments.models import Comment, InvalidTransition
from moderation.models import acts
from moderation.models.acts import (
    ACTIONS_WITH_GROUND,
    CLEARING_ACTIONS,
    COMMENT_ACTIONS,
    OPPOSITES,
    PICK_ACTIONS,
    REMOVAL_ACTIONS,
    VERDICT_ACTIONS,
    Action,
)
from moderation.models.house_rule import SPAM, HouseRuleVersion
from moderation.models.statement import explanation, headline
from posts.dates import day_and_time
from posts.models import Post

# What decided, where no person did, by source.
SITE_DECIDERS = {"rule": _("an automatic check"), "threshold": _("the weight of reports")}
STATE_TOKEN_LENGTH = 60  # characters: a status, a key of 19 digits, a timestamp


class Outdated(Exception):
    """The comment has changed since the decider looked; the message says how."""


def _not_by_decision(comment):
    message = gettext("Its status is now: %(status)s, and not by a moderator's decision.")
    return message % {"status": comment.get_status_display()}


class AlreadyDecided(Outdated):
    """Somebody else decided first: `decision` is theirs."""

    def __init__(self, decision):
        self.decision = decision
        super().__init__(gettext("Already decided: %(decision)s.") % {"decision": decision})


class NeedsGround(ValueError):
    """This kind of decision must name a house rule or a law."""


class DecisionQuerySet(models.QuerySet):
    def effective(self):
        """Return the decisions in force: neither undone, nor the undo of another."""
        return self.filter(undone_by=None).exclude(action=Action.UNDO)

    def verdicts(self):
        """Return the decisions that say whether the text may stay."""
        return self.filter(action__in=VERDICT_ACTIONS)

    def without_picks(self):
        """Return the decisions that belong to the desk; picks are the editors' own."""
        return self.exclude(action__in=PICK_ACTIONS)

    def by_weight_of_reports(self):
        """Return the decisions by which reports alone hid a comment."""
        return self.filter(action=Action.HOLD, source=Decision.Source.THRESHOLD)


class DecisionManager(models.Manager.from_queryset(DecisionQuerySet)):
    def take(
        self,
        action,
        comment,
        *,
        by=None,
        ground=None,
        source=None,
        state_token=None,
        batch=None,
    ):
        """Store and return a decision on a comment, with all its consequences.

        `action` is one of COMMENT_ACTIONS; bans and warnings have verbs of their own. `by` is the
        moderator's account, None where the site decides. `ground` is a HouseRuleVersion or the law
        as text. `source` is derived when None. `state_token` is what
        `Decision.objects.state_token(comment)` returned when the decider looked, or a bare status.

        Raises AlreadyDecided (with the other decision) or Outdated when the state token is no
        longer valid, InvalidTransition when the action is not possible, NeedsGround.
        """
        if action not in COMMENT_ACTIONS:
            raise ValueError(f"{action} is no action on a comment.")
        with self.locked(comment, state_token):
            source = source or self._source(comment, by)
            before = _status_columns(comment)
            self._apply(action, comment)
            return self._record(
                action, comment, by=by, source=source, ground=ground, batch=batch, **before
            )

    @contextmanager
    def locked(self, comment, state_token=None):
        """Begin a transaction and lock a comment (None: nothing), for a decision about it.

        Raises AlreadyDecided or Outdated when the state token is no longer valid.
        """
        with transaction.atomic(), locked_comment(comment):
            if state_token is not None:
                self._refuse_outdated(comment, state_token)
            yield

    def _record(self, action, comment=None, *, by, person=None, source=None, ground=None, **more):
        """Store and return a decision with its consequences; the only writer of decisions.

        For the verbs of this package, inside `locked`. `person` is the comment's author when None;
        `more` are further columns.
        """
        from moderation.models import consequences  # here, because its modules import this one

        columns = _status_columns(comment) | _ground_columns(action, ground) | more
        decision = self.create(
            action=action,
            comment=comment,
            person=person or (comment and comment.author),
            by=by,
            source=source or self._source(comment, by),
            status_after=comment.status if comment else "",
            **columns,
        )
        if decision.undoes_id:
            consequences.take_back(decision.undoes, decision)
        else:
            consequences.follow(decision)
        return decision

    def state_token(self, comment) -> str:
        """Return a comment's state, for a form to carry and `take` to compare with the state then:
        its status, its last decision, and the last change of its text.
        """
        last = self.filter(comment=comment).order_by("-pk").values_list("pk", flat=True).first()
        return _state_token(comment.status, last, comment.edited, comment.last_added)

    def state_tokens(self, comments, chunk_size: int):
        """Yield the key and the state token of each comment in a queryset."""
        last = self.filter(comment=OuterRef("pk")).order_by("-pk").values("pk")[:1]
        columns = ("pk", "status", Subquery(last), "edited", "last_added")
        for pk, *state in comments.values_list(*columns).iterator(chunk_size=chunk_size):
            yield pk, _state_token(*state)

    def last(self, comment) -> "Decision | None":
        """Return the latest decision on a comment, or None."""
        latest = self.filter(comment=comment).select_related("by").order_by("-pk")
        return latest.first()

    def verdict(self, comment) -> "Decision | None":
        """Return the decision in force on whether a comment's text may stay, or None."""
        verdicts = self.filter(comment=comment).verdicts().effective()
        return verdicts.select_related("by", "house_rule").order_by("-pk").first()

    def _refuse_outdated(self, comment, state_token):
        status, *others = state_token.split(".", 2)
        is_current = state_token == self.state_token(comment)
        if is_current or (not others and status == comment.status):
            return
        last = self.last(comment)
        if last and (not others or str(last.pk) != others[0]):
            raise AlreadyDecided(last)
        if status == comment.status:
            raise Outdated(gettext("Its author has changed the words since you looked."))
        raise Outdated(_not_by_decision(comment))

    def _apply(self, action, comment):
        try:
            acts.apply(action, comment)
        except InvalidTransition:
            last = self.last(comment)
            if last and last.status_after == comment.status:
                raise AlreadyDecided(last) from None
            raise

    def _source(self, comment, by):
        if comment is None or by is None:
            return Decision.Source.RULE if by is None else Decision.Source.OWN
        if comment.reports.open().exists():
            return Decision.Source.REPORT
        held_by_rule = comment.status == Comment.Status.HELD and comment.findings.exists()
        return Decision.Source.RULE if held_by_rule else Decision.Source.OWN


def _state_token(status, last, *changes):
    last_change = max((moment.timestamp() for moment in changes if moment), default=0)
    return f"{status}.{last or 0}.{last_change:.6f}"


@contextmanager
def locked_comment(comment):
    """Lock the post of a comment, and read the comment again; do nothing for None.

    Not `Post.objects.locked`: a comment's verbs take that lock themselves and store the post's
    counts. Reports and "keep" change no page, so they must not make the cached pages expire.
    """
    if comment is not None:
        Post.objects.select_for_update(no_key=True).get(pk=comment.post_id)
        comment.refresh_from_db()
    yield comment


def _status_columns(comment):
    if comment is None:
        return {}
    return {"status_before": comment.status, "since_before": comment.status_since}


def _ground_columns(action, ground):
    if isinstance(ground, HouseRuleVersion):
        return {"house_rule": ground}
    if action in ACTIONS_WITH_GROUND and not ground:
        raise NeedsGround(gettext("Say which house rule, or which law, this rests on."))
    return {"law": ground or ""}


class Decision(models.Model):
    """A decision: what was decided, by whom or by what, and on what ground.

    It holds ids, codes and versions only, no personal text, so that it can stay when somebody's
    data are erased. The database refuses to change or delete a row; an undo is another decision.
    """

    Action = Action

    class Source(models.TextChoices):
        REPORT = "report", _("Report")
        OWN = "own", _("Own initiative")
        RULE = "rule", _("Automatic check")
        THRESHOLD = "threshold", _("Weight of reports")

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

    def undo(self, *, by) -> "Decision":
        """Undo all that this decision did, by another decision, which is returned.

        `by` is None where the site itself undoes its own decision. The comment returns to its
        status before, its reports open again, and e-mails not yet sent are cancelled. Raises
        AlreadyDecided when it was undone, or somebody has decided since; InvalidTransition when
        nothing is left to undo.
        """
        comment = self.comment
        with Decision.objects.locked(comment):
            Decision.objects.select_for_update(no_key=True, of=["self"]).get(pk=self.pk)
            self._refuse_undoing(comment)
            before = _status_columns(comment)
            acts.unapply(self, comment)
            return Decision.objects._record(
                Action.UNDO,
                comment,
                person=self.person,
                by=by,
                source=Decision.Source.OWN if by else self.source,
                ground=self.house_rule or self.law,
                undoes=self,
                batch=self.batch,
                **before,
            )

    @property
    def can_be_undone(self) -> bool:
        """Return whether its effects are still there, and nobody has decided since."""
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
                raise Outdated(_not_by_decision(comment))
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
        """Return whether an automatic check brought it up; a person may have decided."""
        return self.source in (self.Source.RULE, self.Source.THRESHOLD)

    @property
    def decider(self) -> str:
        """Return who or what decided, for the middle of a sentence."""
        return (
            str(self.by) if self.by_id else str(SITE_DECIDERS.get(self.source, gettext("the site")))
        )

    @property
    def is_spam(self) -> bool:
        return self.house_rule_id is not None and self.house_rule.rule.code == SPAM

    @property
    def takes_down(self) -> bool:
        """Return whether it says that the text may not stay."""
        return self.action in REMOVAL_ACTIONS

    @property
    def clears(self) -> bool:
        """Return whether it says that the text may stay."""
        return self.action in CLEARING_ACTIONS

    @property
    def headline(self) -> str:
        """Return what was decided, as the comment's author reads it."""
        return headline(self)

    @property
    def explanation(self) -> str:
        """Return who or what decided, and what led to it, as the comment's author reads it."""
        return explanation(self)

    @property
    def sentence(self) -> str:
        """Return what the person concerned reads as the reason."""
        return self.house_rule.sentence if self.house_rule_id else self.law

    @property
    def ground(self) -> str:
        """Return the house rule with its version, or the law, in words."""
        return str(self.house_rule) if self.house_rule_id else self.law
