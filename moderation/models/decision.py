from contextlib import contextmanager

from django.conf import settings
from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from comments.models import Comment, InvalidTransition, Person
from moderation.models.acts import (
    ACTS,
    CLEARING,
    GROUNDED,
    JUDGING,
    MARKING,
    PICKING,
    UPHELD,
    Action,
)
from moderation.models.house_rule import SPAM, HouseRule, HouseRuleVersion
from posts.models import Post

SEEN_LENGTH = 60  # a status, a key of 19 digits, a moment


class Outdated(Exception):
    """What was seen is no longer so; the message says what is."""


class AlreadyDecided(Outdated):
    """Somebody else decided first: `decision` is theirs."""

    def __init__(self, decision):
        self.decision = decision
        super().__init__(f"Already decided: {decision}.")


class NeedsGround(ValueError):
    """This kind of decision must name a house rule or a law."""


class DecisionQuerySet(models.QuerySet):
    def effective(self):
        """Those that stand: neither undone nor themselves the undoing of another."""
        return self.filter(undone_by=None).exclude(action=Action.UNDO)

    def judging(self):
        """Those that say whether the words may stand."""
        return self.filter(action__in=JUDGING)

    def moderators(self):
        """Those of the desk; what editors have picked is theirs."""
        return self.exclude(action__in=PICKING)

    def by_weight_of_reports(self):
        """Those by which reports alone hid a comment."""
        return self.filter(action=Action.HOLD, source=Decision.Source.THRESHOLD)


class DecisionManager(models.Manager.from_queryset(DecisionQuerySet)):
    def take(
        self, action, *, on, by=None, ground=None, source=None, seen=None, batch=None, **terms
    ):
        """Decide, and do all that follows from it, in one transaction; give the Decision.

        `action` is an Action, or one of three that look at the comment first: "spam" and
        "take_down" (reject or remove), "let_stand" (approve, restore or keep). `on` is a Comment;
        for a ban also a Person or None; for "lift" the Ban. `by` is the moderator's account, None
        where the site decides. `ground` is a HouseRuleVersion, a HouseRule (as it is now) or the
        law as text; spam has its own. `source` is found out when None. `seen` is what
        `Decision.objects.seen(comment)` gave when the decider looked, or a bare status. `terms`
        of a ban: until (None for good) and whom: any of person, account, email, address, network
        (the comment's author when none is given).

        Raises AlreadyDecided (with the other decision) or Outdated when that is no longer so,
        InvalidTransition when the step makes no sense, NeedsGround.
        """
        with transaction.atomic(), settling(on) as comment:
            if seen is not None:
                self._refuse_outdated(comment, seen)
            if action == SPAM:
                ground = ground or HouseRule.objects.version(SPAM)
            action = fitting(action, comment)
            act = ACTS[action]
            before = _standing(comment)
            source = source or self._source(comment, by)
            self._step(act, comment)
            decision = self.create(
                action=action,
                comment=comment,
                person=_person(on),
                by=by,
                source=source,
                batch=batch,
                status_after=comment.status if comment else "",
                **before,
                **_grounds(ground, needed=act.needs_ground),
            )
            if action == Action.LIFT:
                terms["ban"] = on
            act.follow(decision, **terms)
            if act.settles:
                comment.reports.settle(decision, act.settles)
            decision.notices.queue(decision)
        return decision

    def seen(self, comment) -> str:
        """Give what a moderator sees of a comment's state, for a form to carry and `take` to hold
        against what is so by then: its status, its last decision, the last change of its words.
        """
        last = self.filter(comment=comment).order_by("-pk").values_list("pk", flat=True).first()
        return _seen(comment.status, last, comment.edited, comment.last_added)

    def seen_among(self, comments, chunk: int):
        """Give the key of each comment in a queryset with what is seen of it, so many a query."""
        last = self.filter(comment=OuterRef("pk")).order_by("-pk").values("pk")[:1]
        columns = ("pk", "status", Subquery(last), "edited", "last_added")
        for pk, *state in comments.values_list(*columns).iterator(chunk_size=chunk):
            yield pk, _seen(*state)

    def last(self, comment) -> "Decision | None":
        """Give the latest decision on a comment."""
        latest = self.filter(comment=comment).select_related("by").order_by("-pk")
        return latest.first()

    def standing(self, comment) -> "Decision | None":
        """Give the decision that says today whether a comment's words may stand."""
        judging = self.filter(comment=comment).judging().effective()
        return judging.select_related("by", "house_rule").order_by("-pk").first()

    def _refuse_outdated(self, comment, seen):
        status, *others = seen.split(".", 2)
        if seen == self.seen(comment) or (not others and status == comment.status):
            return
        last = self.last(comment)
        if last and (not others or str(last.pk) != others[0]):
            raise AlreadyDecided(last)
        if status == comment.status:
            raise Outdated("Its author has changed the words since you looked.")
        raise Outdated(f"It is {comment.status} now, and not by a moderator's decision.")

    def _step(self, act, comment):
        try:
            act.step(comment)
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


def _seen(status, last, *changes):
    changed = max((moment.timestamp() for moment in changes if moment), default=0)
    return f"{status}.{last or 0}.{changed:.6f}"


def fitting(action: str, comment) -> Action:
    """Give the Action meant by "take_down", "spam" or "let_stand" for the comment as it is."""
    if action in ("take_down", SPAM):
        return Action.REMOVE if comment.was_shown else Action.REJECT
    if action == "let_stand":
        for verb in (Action.APPROVE, Action.RESTORE):
            if comment.can(verb):
                return verb
        return Action.KEEP
    return Action(action)


@contextmanager
def settling(on):
    """Hold the lock of a comment's post, and give the comment as it is now; give None of others.

    Not `Post.objects.locked`: a comment's verbs take that themselves and store the post's counts,
    and what no page shows (reports, a comment that is kept) must not cost the pages that are kept.
    """
    if not isinstance(on, Comment):
        yield None
        return
    Post.objects.select_for_update(no_key=True).get(pk=on.post_id)
    on.refresh_from_db()
    yield on


def _person(on):
    return on if isinstance(on, Person) else getattr(on, "author", getattr(on, "person", None))


def _standing(comment):
    if comment is None:
        return {}
    return {"status_before": comment.status, "since_before": comment.status_since}


def _grounds(ground, *, needed):
    if isinstance(ground, HouseRule):
        ground = ground.current
    if isinstance(ground, HouseRuleVersion):
        return {"house_rule": ground}
    if needed and not ground:
        raise NeedsGround("Say which house rule, or which law, this rests on.")
    return {"law": ground or ""}


class Decision(models.Model):
    """What was decided, by whom or by what, on what ground; never changed, never deleted.

    Ids, codes and versions only: no words of anybody, so that it may stay when they are erased.
    The database refuses to change or delete a row; undoing is another decision.
    """

    Action = Action

    class Source(models.TextChoices):
        REPORT = "report"
        OWN = "own", "own initiative"
        RULE = "rule", "an automatic check"
        THRESHOLD = "threshold", "the weight of reports"

    action = models.CharField(max_length=20, choices=Action)
    comment = models.ForeignKey(
        Comment, models.PROTECT, null=True, related_name="decisions", db_index=False
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="decisions")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="decisions"
    )
    source = models.CharField(max_length=10, choices=Source)
    house_rule = models.ForeignKey(HouseRuleVersion, models.PROTECT, null=True, related_name="+")
    law = models.CharField(max_length=100, blank=True, help_text="Where it is written.")
    status_before = models.CharField(max_length=10, blank=True)
    since_before = models.DateTimeField(null=True, help_text="Since when it had been so.")
    status_after = models.CharField(max_length=10, blank=True)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    batch = models.ForeignKey(
        "moderation.Batch", models.PROTECT, null=True, related_name="decisions"
    )
    created = models.DateTimeField(default=timezone.now)

    objects = DecisionManager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["comment", "-id"]),
            models.Index(fields=["action", "created"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(action__in=GROUNDED) | Q(house_rule__isnull=False) | ~Q(law=""),
                name="what_takes_something_away_has_a_ground",
            ),
            models.CheckConstraint(
                condition=Q(action=Action.UNDO, undoes__isnull=False)
                | (~Q(action=Action.UNDO) & Q(undoes__isnull=True)),
                name="only_an_undo_undoes",
            ),
        ]

    def __str__(self):
        moment = f"{timezone.localtime(self.created):%Y-%m-%d %H:%M}"
        return f"{self.get_action_display()} by {self.decider}, {moment}"

    def undo(self, *, by) -> "Decision":
        """Take back all that this decision did, by another decision, which is given.

        `by` is None where the site itself takes back what it decided. The comment returns to its
        status before, its reports open again, letters not yet sent are not sent. Raises
        AlreadyDecided when it was undone, or something decided since; InvalidTransition when there
        is nothing left to take back.
        """
        with transaction.atomic(), settling(self.comment) as comment:
            Decision.objects.select_for_update(no_key=True, of=["self"]).get(pk=self.pk)
            self._refuse_undoing(comment)
            act = ACTS[self.action]
            before = _standing(comment)
            act.step_back(self, comment)
            undoing = Decision.objects.create(
                action=Action.UNDO,
                undoes=self,
                comment=comment,
                person=self.person,
                by=by,
                source=Decision.Source.OWN if by else self.source,
                status_after=comment.status if comment else "",
                house_rule=self.house_rule,
                law=self.law,
                batch=self.batch,
                **before,
            )
            act.reverse(self, undoing)
            if act.settles:
                comment.reports.reopen(self)
            self.notices.call_back(undoing)
        return undoing

    @property
    def can_be_undone(self) -> bool:
        """Whether what it did is still so, and nobody has decided since."""
        try:
            self._refuse_undoing(self.comment)
        except (Outdated, InvalidTransition):
            return False
        return ACTS[self.action].can_reverse(self)

    def _refuse_undoing(self, comment):
        undoing = Decision.objects.filter(undoes=self).first()
        if undoing:
            raise AlreadyDecided(undoing)
        if self.action == Action.UNDO:
            raise InvalidTransition("An undo is not undone; decide anew.")
        if self.action in JUDGING:
            standing = Decision.objects.standing(comment)
            if standing != self:
                raise AlreadyDecided(standing)
            if comment.status != self.status_after:
                raise Outdated(f"It is {comment.status} now, and not by a moderator's decision.")
        if self.action in MARKING:
            last = self._latest_of_its_kind()
            if last != self:
                raise AlreadyDecided(last)

    def _latest_of_its_kind(self):
        act = ACTS[self.action]
        marks = Decision.objects.filter(comment=self.comment, action__in=(act.verb, act.opposite))
        return marks.effective().first()

    @property
    def is_effective(self) -> bool:
        """Whether it stands: neither undone nor itself the undoing of another."""
        return self.action != Action.UNDO and not hasattr(self, "undone_by")

    @property
    def is_automatic(self) -> bool:
        return self.by_id is None

    @property
    def found_automatically(self) -> bool:
        """Whether a machine brought it up, whoever decided."""
        return self.source in (self.Source.RULE, self.Source.THRESHOLD)

    @property
    def decider(self) -> str:
        return str(self.by) if self.by_id else self.get_source_display()

    @property
    def is_spam(self) -> bool:
        return self.house_rule_id is not None and self.house_rule.rule.code == SPAM

    @property
    def takes_down(self) -> bool:
        """Whether it says that the words may not stand."""
        return ACTS[self.action].settles == UPHELD

    @property
    def clears(self) -> bool:
        """Whether it says that the words may stand."""
        return self.action in CLEARING

    @property
    def sentence(self) -> str:
        """What the person concerned reads as the reason."""
        return self.house_rule.sentence if self.house_rule_id else self.law

    @property
    def ground(self) -> str:
        """The house rule with its version, or the law, in words."""
        return str(self.house_rule) if self.house_rule_id else self.law
