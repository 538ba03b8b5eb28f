"""Querysets of decisions, and how a decision is taken."""

from contextlib import contextmanager

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext

from comments.models import Comment, Finding, InvalidTransition
from moderation.models import acts
from moderation.models.acts import (
    ACTIONS_WITH_GROUND,
    CLEARING_ACTIONS,
    COMMENT_ACTIONS,
    EDITORIAL_ACTIONS,
    REMOVAL_ACTIONS,
    TAKEN_DOWN,
    VERDICT_ACTIONS,
    Action,
    Source,
)
from moderation.models.decision_errors import (
    AlreadyDecided,
    HoldsElsewhere,
    NeedsGround,
    Outdated,
)
from moderation.models.house_rule import HouseRuleVersion
from posts.models import Post

STATE_TOKEN_LENGTH = 60  # characters: a status, a key of 19 digits, a timestamp


class DecisionQuerySet(models.QuerySet):
    def effective(self):
        """Return the decisions in force: neither undone, nor the undo of another."""
        # Not by a join: PostgreSQL expects very few rows without a match, and would read all
        # decisions again for each comment.
        return self.filter(~Exists(self.undoing())).exclude(action=Action.UNDO)

    def undone(self):
        """Return the decisions that were undone by another."""
        # Not by Exists: PostgreSQL expects a match for nearly all, and would try one by one.
        return self.filter(pk__in=self.model.objects.exclude(undoes=None).values("undoes"))

    def undoing(self):
        """Return the decision that undoes the one of the outer query."""
        return self.model.objects.filter(undoes=OuterRef("pk"))

    def verdicts(self):
        """Return the decisions on whether the text may stay."""
        return self.filter(action__in=VERDICT_ACTIONS)

    def of_moderators(self):
        """Return moderators' decisions in force that let a text stay, or took it down."""
        judged = [*REMOVAL_ACTIONS, *CLEARING_ACTIONS]
        return self.effective().filter(action__in=judged, by__isnull=False)

    def without_picks(self):
        """Return the decisions of the desk; picks and pins are the editors' own."""
        return self.exclude(action__in=EDITORIAL_ACTIONS)

    def by_weight_of_reports(self):
        """Return the decisions by which reports alone hid a comment."""
        return self.filter(action=Action.HOLD, source=Source.REPORT_WEIGHT)


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

        `action` is one of COMMENT_ACTIONS; bans and warnings have methods of their own. `by` is the
        moderator's account, None if the site decides. `ground` is a HouseRuleVersion or the law as
        text. `source` is derived if None. `state_token` is the result of
        `Decision.objects.state_token(comment)` when the page was rendered, or a bare status.

        Raises AlreadyDecided (with the other decision) or Outdated if the state token is no longer
        valid, InvalidTransition if the action is not possible, NeedsGround, or
        HoldsElsewhere for a house rule of another place.
        """
        from moderation.models import restored  # here, because its modules import this one

        if action not in COMMENT_ACTIONS:
            raise ValueError(f"{action} is no action on a comment.")
        with self.locked(comment, state_token, ground):
            if action in CLEARING_ACTIONS:
                self.refuse_author(comment, by)
            if action in REMOVAL_ACTIONS and by and source != Source.APPEAL:
                restored.refuse_first_moderator(comment, by)
            source = source or self._source(comment, by)
            before = status_columns(comment)
            self._apply(action, comment)
            return self._record(
                action, comment, by=by, source=source, ground=ground, batch=batch, **before
            )

    @contextmanager
    def locked(self, comment, state_token=None, ground=None):
        """Begin a transaction and lock a comment (None: nothing), for a decision about it.

        Raises AlreadyDecided or Outdated if the state token is no longer valid, and HoldsElsewhere
        if the ground is a house rule that does not hold there.
        """
        with transaction.atomic(), locked_comment(comment):
            _refuse_rule_of_other_place(comment, ground)
            if state_token is not None:
                self._refuse_outdated(comment, state_token)
            yield

    def _record(self, action, comment=None, *, by, person=None, source=None, ground=None, **more):
        """Store and return a decision with its consequences; the only writer of decisions.

        For the methods of this package, inside `locked`. `person` is by default the comment's
        author; `more` are further columns.
        """
        from moderation.models import consequences  # here, because its modules import this one

        columns = status_columns(comment) | _ground_columns(action, ground) | more
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
        """Return a comment's state, which a form carries and `take` compares with the current one:
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

    def last(self, comment):
        """Return the latest decision on a comment, or None."""
        latest = self.filter(comment=comment).select_related("by").order_by("-pk")
        return latest.first()

    def verdict(self, comment):
        """Return the decision in force on whether a comment's text may stay, or None."""
        verdicts = self.filter(comment=comment).verdicts().effective()
        return verdicts.select_related("by", "house_rule").order_by("-pk").first()

    def refuse_author(self, comment, by):
        """Raise InvalidTransition if `by` wrote a comment that somebody else took down."""
        if comment is None or comment.status not in TAKEN_DOWN or not hasattr(by, "person"):
            return
        verdict = self.verdict(comment)
        if verdict and verdict.by_id != by.pk and comment.is_by(by.person):
            raise InvalidTransition(
                gettext("This comment is your own. Somebody else has to put it back.")
            )

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
        raise Outdated.by_status(comment)

    def _apply(self, action, comment):
        try:
            acts.apply(action, comment)
        except InvalidTransition:
            last = self.last(comment)
            if last and last.status_after == comment.status:
                raise AlreadyDecided(last) from None
            raise

    def _source(self, comment, by):
        from moderation.models.spot_check import SpotCheck  # here, because it imports this one

        if comment is None or by is None:
            return Source.RULE if by is None else Source.OWN
        if comment.reports.open().exists():
            return Source.REPORT
        holds = comment.findings.filter(verdict=Finding.Verdict.HOLD)
        held_by_rule = comment.status == Comment.Status.HELD and holds.exists()
        return Source.RULE if held_by_rule or SpotCheck.objects.suspects(comment) else Source.OWN


def _state_token(status, last, *changes):
    last_change = max((moment.timestamp() for moment in changes if moment), default=0)
    return f"{status}.{last or 0}.{last_change:.6f}"


@contextmanager
def locked_comment(comment):
    """Lock the post of a comment, and read the comment again; do nothing for None.

    Not `Post.objects.locked`: a comment's methods take that lock themselves and store the post's
    counts. Reports and "keep" change no page, so they must not make the cached pages expire.
    """
    if comment is not None:
        posts = Post.objects.select_for_update(no_key=True)
        post = posts.filter(pk=comment.post_id).first()
        comment.refresh_from_db()
        # It may have been moved while this waited for the lock, and its post deleted then.
        post = post or posts.get(pk=comment.post_id)
        if comment.post_id == post.pk:
            comment.post = post
    yield comment


def status_columns(comment) -> dict:
    """Return the columns of a decision for the comment's earlier status; {} for None."""
    if comment is None:
        return {}
    return {"status_before": comment.status, "since_before": comment.status_since}


def _refuse_rule_of_other_place(comment, ground):
    is_rule = isinstance(ground, HouseRuleVersion)
    if comment and is_rule and not ground.rule.holds_under(comment.post):
        raise HoldsElsewhere(gettext("This house rule does not hold where the comment is."))


def _ground_columns(action, ground):
    if isinstance(ground, HouseRuleVersion):
        return {"house_rule": ground}
    if action in ACTIONS_WITH_GROUND and not ground:
        raise NeedsGround(gettext("Say which house rule, or which law, this rests on."))
    return {"law": ground or ""}
