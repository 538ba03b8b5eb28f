"""Recommendations of comments, and when the pages that show their numbers get a new version.

Recommending locks the comment's row and never the post's, so readers who recommend hold up nobody
who writes. Pages follow within about a minute: see CountRefresh.
"""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import models, transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import Person
from comments.models.comment import Comment
from posts.models import Post
from posts.models.versions import next_version
from posts.models.write_queue import queue_for_writing

# How much a recommendation weighs in the order "most recommended".
ACCOUNT_WEIGHT, GUEST_WEIGHT = 4, 1
# More guests than these on one comment within a minute are a flood, and weigh nothing.
MAX_GUESTS_A_MINUTE = 10
MINUTE = timedelta(minutes=1)


class CannotRecommend(Exception):
    """The comment is not shown, or it is the person's own; the message says which."""


class RecommendationQuerySet(models.QuerySet):
    def by(self, person):
        """Return the recommendations of a person, whichever of their rows gave them."""
        return self.filter(person__in=person.same_author_ids())

    def counted(self):
        """Return those that are shown: of the guests of one network, only the first."""
        return self.filter(is_counted=True)

    def totals(self) -> tuple[int, int]:
        """Return how many are shown, and how much these weigh together."""
        totals = self.counted().aggregate(count=Count("pk"), weight=Sum("weight"))
        return totals["count"], totals["weight"] or 0


class RecommendationManager(models.Manager.from_queryset(RecommendationQuerySet)):
    def give(self, comment, person, network=""):
        """Let a person recommend a comment, and return the stored person; twice is as once.

        `network` is a guest's, who may be joined to an account at the same time. The comment has
        its new number then. Raises CannotRecommend, AccountClosed.
        """
        with queue_for_writing(self.db), transaction.atomic():
            person = Person.objects.locked(person)
            with self._recounted(comment) as row:
                self._check(row, person)
                if not self.by(person).filter(comment=row).exists():
                    self._create(row, person, network)
        return person

    def take_back(self, comment, person):
        """Delete a person's recommendation of a comment, if there is one; it has its new number."""
        with self._recounted(comment) as row:
            self._delete(self.by(person).filter(comment=row))

    def settle(self, person):
        """Remove what a person, whom a guest was just joined to, may not recommend.

        Those are their own comments, and a comment twice: the account's stays, which weighs more.
        """
        rows = self.by(person).order_by("comment", "-weight", "pk").select_related("comment")
        comments = set()
        for recommendation in rows:
            comment = recommendation.comment
            if comment.pk in comments or comment.is_by(person):
                with self._recounted(comment):
                    self._delete([recommendation])
            comments.add(comment.pk)

    def _check(self, comment, person):
        if not comment.is_published:
            raise CannotRecommend(gettext("This comment is not there any more."))
        if comment.is_by(person):
            raise CannotRecommend(gettext("This comment is your own."))

    def _create(self, comment, person, network):
        if not person.is_guest:
            self.create(comment=comment, person=person, weight=ACCOUNT_WEIGHT)
            return
        since = timezone.now() - MINUTE
        guests = self.filter(comment=comment, is_guest=True)
        numbers = guests.aggregate(
            crowd=Count("pk", filter=Q(created__gt=since)),
            neighbours=Count("pk", filter=Q(is_counted=True, network=network)),
        )
        is_flood = numbers["crowd"] >= MAX_GUESTS_A_MINUTE
        if is_flood:
            guests.filter(created__gt=since).update(weight=0)
        self.create(
            comment=comment,
            person=person,
            network=network,
            is_guest=True,
            is_counted=not numbers["neighbours"],
            weight=0 if is_flood else GUEST_WEIGHT,
        )

    def _delete(self, recommendations):
        """Delete recommendations of one comment; others of their networks are counted instead."""
        for recommendation in recommendations:
            recommendation.delete()
            if recommendation.is_guest and recommendation.is_counted:
                others = self.filter(
                    comment=recommendation.comment_id, is_guest=True, is_counted=False
                )
                first = others.filter(network=recommendation.network).order_by("pk").first()
                if first:
                    first.is_counted = True
                    first.save(update_fields=["is_counted"])

    @contextmanager
    def _recounted(self, comment):
        """Lock a comment's row for a `with` block; at its end store its numbers, and set them."""
        with queue_for_writing(self.db), transaction.atomic(savepoint=False):
            row = Comment.objects.select_for_update(no_key=True).only(*READ).get(pk=comment.pk)
            yield row
            before = row.recommendation_count, row.recommendation_weight
            count, weight = self.filter(comment=row).totals()
            if (count, weight) != before:
                Comment.objects.filter(pk=row.pk).update(
                    recommendation_count=count, recommendation_weight=weight
                )
                CountRefresh.objects.ask_for(row.post_id)
        comment.recommendation_count, comment.recommendation_weight = count, weight


READ = ("post", "author", "status", "recommendation_count", "recommendation_weight")


class Recommendation(models.Model):
    """A person's recommendation of a comment.

    `is_guest` and `weight` are what the person was when they gave it.
    """

    # The constraint below has an index that begins with the person.
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="recommendations", db_index=False
    )
    comment = models.ForeignKey(Comment, models.PROTECT, related_name="recommendations")
    created = models.DateTimeField(default=timezone.now)
    is_guest = models.BooleanField(default=False)
    network = models.CharField(max_length=43, blank=True)  # a guest's, as comments have it
    is_counted = models.BooleanField(default=True)
    weight = models.PositiveSmallIntegerField()

    objects = RecommendationManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "comment"], name="one_recommendation_a_person"
            )
        ]

    def __str__(self):
        return f"{self.person}: comment {self.comment_id}"


class CountRefreshManager(models.Manager):
    def ask_for(self, post_pk):
        """Let the post's pages be rendered again soon; call it last in a transaction.

        It waits for a refresh that has begun, so the change is never overlooked.
        """
        self.bulk_create(
            [self.model(post_id=post_pk, is_due=True)],
            update_conflicts=True,
            unique_fields=["post"],
            update_fields=["is_due"],
        )

    def due(self):
        """Return those whose posts may get a new version now: one a minute at most."""
        return self.filter(is_due=True, refreshed__lte=timezone.now() - MINUTE)

    def run(self):
        """Give each post whose numbers have changed a new version."""
        for pk in list(self.due().values_list("post", flat=True)):
            self._refresh(pk)

    def _refresh(self, pk):
        # The post is locked before the row; recommending locks the row alone: no deadlock.
        with queue_for_writing(self.db), transaction.atomic():
            Post.objects.select_for_update(no_key=True).only("pk").get(pk=pk)
            is_ours = self.due().filter(post=pk).update(is_due=False, refreshed=timezone.now())
            if is_ours:  # and not another process's
                Post.objects.filter(pk=pk).update(version=next_version())


class CountRefresh(models.Model):
    """A post whose numbers of recommendations change: whether pages must follow, and when they did.

    A version for each click would let all readers of a popular page wait for it to be rendered.
    """

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="+")
    is_due = models.BooleanField(default=False)
    refreshed = models.DateTimeField(default=datetime(1970, 1, 1, tzinfo=UTC))

    objects = CountRefreshManager()

    class Meta:
        indexes = [
            models.Index(fields=["refreshed"], condition=Q(is_due=True), name="due_refreshes")
        ]

    def __str__(self):
        return f"post {self.post_id}, {self.refreshed:%Y-%m-%d %H:%M}"
