from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from comments.models import Addition, Comment, InvalidTransition
from moderation.models.acts import Action
from moderation.models.decision import SEEN_LENGTH, Decision, Outdated
from moderation.models.house_rule import SPAM, HouseRuleVersion
from moderation.tasks import run_batch

# What can be said of many at once.
ACTS = {
    "take_down": "Reject or remove",
    SPAM: "Reject or remove as spam",
    "let_stand": "Approve or keep",
}
SAMPLE = 20
STEP = 50  # decisions between two reports of progress: about a second
AT_ONCE = 1_000  # rows in one insert


class Status(models.TextChoices):
    DECIDING = "deciding"
    DECIDED = "decided"
    UNDOING = "undoing"
    UNDONE = "undone"


class State(models.TextChoices):
    WAITING = "waiting"
    DECIDED = "decided"
    SKIPPED = "skipped"  # no longer as it was when the batch was made
    UNDONE = "undone"
    LEFT = "left", "left as it is"  # decided anew since, so not undone


# From which state an item goes to which, and where it ends when it cannot.
DECIDE_STATES = (State.WAITING, State.DECIDED, State.SKIPPED)
UNDO_STATES = (State.DECIDED, State.UNDONE, State.LEFT)


@dataclass(frozen=True)
class Preview:
    """What a batch would touch: how many, and some of them at random."""

    count: int
    sample: list

    @classmethod
    def of(cls, comments) -> "Preview":
        """Look at a queryset of comments; nothing is decided."""
        picked = list(comments.order_by("?").values_list("pk", flat=True)[:SAMPLE])
        sample = Comment.objects.filter(pk__in=picked).select_related("post", "author__user")
        sample = list(sample.order_by("pk"))
        Addition.objects.fetch_for(sample)
        return cls(comments.count(), sample)


def everything_by(person, *, days: int):
    """Give the comments that a person wrote within so many days, as a queryset."""
    return Comment.objects.by(person).filter(created__gt=timezone.now() - timedelta(days=days))


def unchanged_since(moment, comments):
    """Narrow a queryset of comments, or a queue's, to those that were there at a moment as they are
    now: nobody has reworded, moved or reported them for the first time, or decided on them.
    """
    since = getattr(comments.model, "SINCE", "created")
    decided = Decision.objects.filter(comment=OuterRef("pk"), created__gt=moment)
    waiting = comments.filter(**{f"{since}__lte": moment})
    there = waiting.filter(created__lte=moment).filter(status_since__lte=moment)
    return there.exclude(Q(edited__gt=moment) | Q(last_added__gt=moment) | Exists(decided))


class BatchQuerySet(models.QuerySet):
    def unfinished(self):
        """Those that are still deciding, or undoing."""
        return self.filter(status__in=[Status.DECIDING, Status.UNDOING])


class BatchManager(models.Manager.from_queryset(BatchQuerySet)):
    def begin(self, action, *, on, by, ground=None) -> "Batch":
        """Make a batch of all comments in the queryset `on`; a worker, or `step`, decides on them.

        `action` and `ground` are those of `Decision.objects.take`. Each comment is decided on
        only if it is still as it is now: its status, its last decision, its words.
        """
        grounds = {"law": ground} if isinstance(ground, str) else {"house_rule": ground}
        with transaction.atomic():
            batch = self.create(action=action, by=by, **grounds)
            found = Decision.objects.seen_among(on.order_by("pk"), AT_ONCE)
            items = [BatchItem(batch=batch, comment_id=pk, seen=seen) for pk, seen in found]
            BatchItem.objects.bulk_create(items, batch_size=AT_ONCE)
            batch.hand_over()
        return batch


class Batch(models.Model):
    """Many decisions taken as one: each comment gets its own, and one undo takes all back."""

    Status = Status

    action = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="batches")
    house_rule = models.ForeignKey(HouseRuleVersion, models.PROTECT, null=True, related_name="+")
    law = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DECIDING)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)

    objects = BatchManager()

    class Meta:
        verbose_name_plural = "batches"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.action} by {self.by}, {timezone.localtime(self.created):%Y-%m-%d %H:%M}"

    def undo(self, *, by):
        """Begin to take all back; a worker, or `step`, does it. Items not decided yet will not be.

        Raises InvalidTransition when it is undone, or being undone, already.
        """
        undoable = Batch.objects.filter(pk=self.pk, status__in=[Status.DECIDING, Status.DECIDED])
        with transaction.atomic():
            if not undoable.update(status=Status.UNDOING, undone_by=by):
                raise InvalidTransition("This batch has been undone already.")
            self.items.filter(state=State.WAITING).update(state=State.SKIPPED)
            self.hand_over()
        self.refresh_from_db()

    def hand_over(self):
        """Let a worker do all that is left, after the commit. Without workers nobody could wait for
        that: the page that shows the batch goes on with it, step by step.
        """
        if run_batch.get_backend().supports_defer:
            transaction.on_commit(lambda: run_batch.enqueue(self.pk))

    def run(self):
        """Do all that is left, here and now."""
        while self.step():
            pass

    def step(self, size: int = STEP) -> int:
        """Do the next `size` items, each in a transaction of its own; give how many are left."""
        self.refresh_from_db()
        if self.is_over:
            return 0
        todo = self.items.filter(state=self._todo).order_by("pk")
        for item in todo.select_related("comment")[:size]:
            item.do(self)
        left = todo.count()
        if not left:
            over = Status.UNDONE if self.status == Status.UNDOING else Status.DECIDED
            Batch.objects.filter(pk=self.pk, status=self.status).update(status=over)
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
        return ACTS.get(self.action, self.action)

    @property
    def ground(self):
        return self.house_rule or self.law or None

    @property
    def progress(self) -> dict:
        """Count the items by state, and in all; one query."""
        counts = {state: Count("pk", filter=Q(state=state)) for state in State.values}
        return self.items.aggregate(total=Count("pk"), **counts)


class BatchItem(models.Model):
    """One comment of a batch, and how far it got."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items", db_index=False)
    comment = models.ForeignKey(Comment, models.PROTECT, related_name="+")
    seen = models.CharField(max_length=SEEN_LENGTH)  # as it was when the batch was made
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)

    class Meta:
        indexes = [models.Index(fields=["batch", "state", "id"])]
        constraints = [models.UniqueConstraint(fields=["batch", "comment"], name="once_in_a_batch")]

    def __str__(self):
        return f"{self.comment_id}: {self.state}"

    def do(self, batch):
        """Decide, or undo; what has changed meanwhile is left alone, and says so."""
        undoing = batch.status == Status.UNDOING
        source, done, not_done = UNDO_STATES if undoing else DECIDE_STATES
        try:
            with transaction.atomic():
                if self._move(source, done):
                    self._undo(batch) if undoing else self._decide(batch)
        except (Outdated, InvalidTransition):
            self._move(source, not_done)

    def _move(self, source, target):
        """Change the state if it is `source` still, so that of two workers one decides."""
        return BatchItem.objects.filter(pk=self.pk, state=source).update(state=target)

    def _decide(self, batch):
        Decision.objects.take(
            batch.action,
            on=self.comment,
            by=batch.by,
            ground=batch.ground,
            seen=self.seen,
            batch=batch,
        )

    def _undo(self, batch):
        decisions = batch.decisions.filter(comment=self.comment).exclude(action=Action.UNDO)
        decisions.get().undo(by=batch.undone_by)
