from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.models import Addition, Comment, InvalidTransition
from moderation.models.acts import Action
from moderation.models.card_button import CardButton
from moderation.models.decision import Decision
from moderation.models.decision_errors import HoldsElsewhere, Outdated
from moderation.models.decision_manager import STATE_TOKEN_LENGTH
from moderation.models.house_rule import HouseRuleVersion
from moderation.tasks import run_batch
from posts.dates import day_and_time

SAMPLE_SIZE = 20  # comments shown in a preview
STEP_SIZE = 50  # decisions between two updates of the progress: about a second
INSERT_SIZE = 1_000  # rows in one INSERT


class Status(models.TextChoices):
    DECIDING = "deciding", _("Deciding")
    DECIDED = "decided", _("Decided")
    UNDOING = "undoing", _("Undoing")
    UNDONE = "undone", _("Undone")


class State(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DECIDED = "decided", _("Decided")
    SKIPPED = "skipped", _("Skipped")  # changed since the preview, or the rule does not hold there
    UNDONE = "undone", _("Undone")
    LEFT = "left", _("left as it is")  # decided again since, so not undone


# State of an item before, after success, and after failure.
DECIDE_STATES = (State.WAITING, State.DECIDED, State.SKIPPED)
UNDO_STATES = (State.DECIDED, State.UNDONE, State.LEFT)


@dataclass(frozen=True)
class Preview:
    """The comments that a batch would change: their number, and a random sample."""

    count: int
    sample: list

    @classmethod
    def of(cls, comments) -> "Preview":
        """Return the preview of a queryset of comments; nothing is decided."""
        keys = list(comments.order_by("?").values_list("pk", flat=True)[:SAMPLE_SIZE])
        sample = Comment.objects.filter(pk__in=keys).select_related("post", "author__user")
        sample = list(sample.order_by("pk"))
        Addition.objects.fetch_for(sample)
        return cls(comments.count(), sample)


def everything_by(person, *, days: int):
    """Return the comments that a person wrote within the last `days` days, as a queryset."""
    return Comment.objects.by(person).filter(created__gt=timezone.now() - timedelta(days=days))


def unchanged_since(moment, comments):
    """Return the `comments` (a queryset, or a queue's) that have not changed since a moment: they
    were in the queue, and nobody has edited, moved or decided on them.
    """
    since = getattr(comments.model, "WAITING_SINCE", "created")
    later_decisions = Decision.objects.filter(comment=OuterRef("pk"), created__gt=moment)
    waiting = comments.filter(**{f"{since}__lte": moment})
    older = waiting.filter(created__lte=moment).filter(status_since__lte=moment)
    return older.exclude(Q(edited__gt=moment) | Q(last_added__gt=moment) | Exists(later_decisions))


class BatchQuerySet(models.QuerySet):
    def unfinished(self):
        """Return the batches that are still deciding, or undoing."""
        return self.filter(status__in=[Status.DECIDING, Status.UNDOING])

    def within(self, scope: Q):
        """Return the batches whose comments all meet a condition; all batches for an empty one."""
        if not scope:
            return self
        outside = BatchItem.objects.exclude(comment__in=Comment.objects.filter(scope))
        return self.exclude(pk__in=outside.values("batch"))


class BatchManager(models.Manager.from_queryset(BatchQuerySet)):
    def begin(self, choice, *, on, by, ground=None) -> "Batch":
        """Store a batch of all comments in the queryset `on`; a worker, or `step`, runs it.

        `choice` is a CardButton; `ground` is as in `Decision.objects.take`. A comment is decided on
        only if its status, its last decision and its text are still the same.
        """
        grounds = {"law": ground} if isinstance(ground, str) else {"house_rule": ground}
        with transaction.atomic():
            batch = self.create(action=choice, by=by, **grounds)
            tokens = Decision.objects.state_tokens(on.order_by("pk"), INSERT_SIZE)
            items = [
                BatchItem(batch=batch, comment_id=pk, state_token=token) for pk, token in tokens
            ]
            BatchItem.objects.bulk_create(items, batch_size=INSERT_SIZE)
            batch.enqueue()
        return batch


class Batch(models.Model):
    """Decisions on many comments, each with a row of its own; one undo reverses all of them."""

    Status = Status

    action = models.CharField(max_length=20)  # a CardButton
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="batches", verbose_name=_("by")
    )
    house_rule = models.ForeignKey(HouseRuleVersion, models.PROTECT, null=True, related_name="+")
    law = models.CharField(max_length=100, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DECIDING)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created = models.DateTimeField(_("created"), auto_now_add=True)

    objects = BatchManager()

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ["-pk"]

    def __str__(self):
        return gettext("%(action)s by %(decider)s, %(moment)s") % {
            "action": CardButton(self.action).label,
            "decider": self.by,
            "moment": day_and_time(self.created),
        }

    def undo(self, *, by):
        """Begin to undo all decisions, by a worker or `step`. Waiting items are skipped.

        Raises InvalidTransition if it is undone or being undone already.
        """
        undoable = Batch.objects.filter(pk=self.pk, status__in=[Status.DECIDING, Status.DECIDED])
        with transaction.atomic():
            if not undoable.update(status=Status.UNDOING, undone_by=by):
                raise InvalidTransition(gettext("This batch has been undone already."))
            self.items.filter(state=State.WAITING).update(state=State.SKIPPED)
            self.enqueue()
        self.refresh_from_db()

    def enqueue(self):
        """Have a worker do the rest, after the commit.

        Without a worker, the page that shows the batch runs it in steps.
        """
        if run_batch.get_backend().supports_get_result:  # another process will run it
            transaction.on_commit(lambda: run_batch.enqueue(self.pk))

    def run(self):
        """Run the rest in this process."""
        while self.step():
            pass

    def step(self, size: int = STEP_SIZE) -> int:
        """Do the next `size` items, each in its own transaction; return how many are left."""
        self.refresh_from_db()
        if self.is_over:
            return 0
        todo = self.items.filter(state=self._todo).order_by("pk")
        for item in todo.select_related("comment")[:size]:
            item.do(self)
        left = todo.count()
        if not left:
            final = Status.UNDONE if self.status == Status.UNDOING else Status.DECIDED
            Batch.objects.filter(pk=self.pk, status=self.status).update(status=final)
            self.refresh_from_db()
        return left

    @property
    def _todo(self):
        return State.DECIDED if self.status == Status.UNDOING else State.WAITING

    @property
    def is_over(self) -> bool:
        return self.status in (Status.DECIDED, Status.UNDONE)

    @property
    def title(self) -> str:
        return CardButton(self.action).label

    @property
    def ground(self):
        return self.house_rule or self.law or None

    @property
    def progress(self) -> dict:
        """Return the number of items by state, and in total, with one query."""
        counts = {state: Count("pk", filter=Q(state=state)) for state in State.values}
        return self.items.aggregate(total=Count("pk"), **counts)


class BatchItem(models.Model):
    """One comment of a batch, and its state there."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items", db_index=False)
    comment = models.ForeignKey(Comment, models.PROTECT, related_name="+")
    state_token = models.CharField(
        max_length=STATE_TOKEN_LENGTH, db_column="seen"
    )  # at the preview
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)

    class Meta:
        indexes = [models.Index(fields=["batch", "state", "id"])]
        constraints = [models.UniqueConstraint(fields=["batch", "comment"], name="once_in_a_batch")]

    def __str__(self):
        return f"{self.comment_id}: {self.state}"

    def do(self, batch):
        """Decide, or undo; leave a comment unchanged that has changed meanwhile, or is where the
        house rule does not hold.
        """
        is_undoing = batch.status == Status.UNDOING
        source, success, failure = UNDO_STATES if is_undoing else DECIDE_STATES
        try:
            with transaction.atomic():
                if self._move(source, success):
                    self._undo(batch) if is_undoing else self._decide(batch)
        except (Outdated, InvalidTransition, HoldsElsewhere):
            self._move(source, failure)

    def _move(self, source, target):
        """Change the state if it is still `source`, so that only one of two workers decides."""
        return BatchItem.objects.filter(pk=self.pk, state=source).update(state=target)

    def _decide(self, batch):
        choice = CardButton(batch.action)
        Decision.objects.take(
            choice.action_on(self.comment),
            self.comment,
            by=batch.by,
            ground=choice.ground(batch.ground),
            state_token=self.state_token,
            batch=batch,
        )

    def _undo(self, batch):
        decisions = batch.decisions.filter(comment=self.comment).exclude(action=Action.UNDO)
        decisions.get().undo(by=batch.undone_by)
