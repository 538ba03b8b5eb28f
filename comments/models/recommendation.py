"""Recommendations of comments, and when the pages that show their numbers get a new version.

Recommending locks the comment's row and never the post's, so it does not delay anybody who writes.
Pages show the new numbers within about a minute: see CountRefresh.
"""

from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import Person
from comments.models.comment import Comment
from comments.models.recommendation_sql import (
    NEVER,
    ask_for_refresh,
    insert_of_guest,
    store_numbers,
    take_weight_of_guests,
)
from posts.models import Post
from posts.models.versions import next_version
from posts.models.write_queue import queue_for_writing

ACCOUNT_WEIGHT = 4  # in the order "most recommended"
MINUTE = timedelta(minutes=1)


class CannotRecommend(Exception):
    """A person cannot recommend their own comment; the message says so."""


class Numbers(NamedTuple):
    """The number of a comment's recommendations that is shown, and their weight together."""

    count: int
    weight: int


class RecommendationQuerySet(models.QuerySet):
    def by(self, person):
        """Return the recommendations of a person, through any of their rows."""
        return self.filter(person__in=person.same_author_ids())

    def counted(self):
        """Return the recommendations that count: of the guests of one network, only the first."""
        return self.filter(is_counted=True)

    def numbers(self) -> Numbers:
        totals = self.counted().aggregate(count=Count("pk"), weight=Sum("weight"))
        return Numbers(totals["count"], totals["weight"] or 0)


class RecommendationManager(models.Manager.from_queryset(RecommendationQuerySet)):
    def give(self, comment, person, network=""):
        """Let a person recommend a comment; return the stored person. A second call has no effect.

        `network` is a guest's; the guest may be joined to an account at the same time. Only the key
        of the comment is read, and its new number set. Raises Comment.DoesNotExist when readers do
        not see it, CannotRecommend, AccountClosed.
        """
        with queue_for_writing(self.db), transaction.atomic():
            stored = Person.objects.locked(person)
            is_newcomer = stored is person  # nothing else can be stored about such a person
            row = self._lock(Comment.objects.visible(), comment)
            if row.is_by(stored):
                raise CannotRecommend(gettext("This comment is your own."))
            if is_newcomer or not self.by(stored).filter(comment=row).exists():
                self._store(row, self._create(row, stored, network))
        self._show(comment, row)
        return stored

    def take_back(self, comment, person):
        """Delete a person's recommendation of a comment, if there is one; set its new number."""
        with self._recounted(comment):
            self._delete(self.by(person).filter(comment=comment))

    def settle(self, person):
        """Delete recommendations that a person may not have after a guest was joined to them.

        These are those of their own comments, and second ones of a comment: the account's stays,
        which weighs more.
        """
        rows = self.by(person).order_by("comment", "-weight", "pk").select_related("comment")
        comments = set()
        for recommendation in rows:
            comment = recommendation.comment
            if comment.pk in comments or comment.is_by(person):
                with self._recounted(comment):
                    self._delete([recommendation])
            comments.add(comment.pk)

    def _create(self, comment, person, network) -> Numbers:
        """Store a recommendation of a locked comment, and return the new numbers."""
        of_comment = self.filter(comment=comment)
        if not person.is_guest:
            self.create(comment=comment, person=person, weight=ACCOUNT_WEIGHT)
            return of_comment.numbers()
        now = timezone.now()
        is_counted, weight = insert_of_guest(comment, person, network, now, now - MINUTE)
        if not weight and take_weight_of_guests(comment, now - MINUTE):
            return of_comment.numbers()
        return Numbers(
            comment.recommendation_count + is_counted,
            comment.recommendation_weight + is_counted * weight,
        )

    def _delete(self, recommendations):
        """Delete recommendations of one comment; others of their networks count instead."""
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
        """Lock a comment's row for a `with` block; at its end store and set its new numbers."""
        with queue_for_writing(self.db), transaction.atomic(savepoint=False):
            row = self._lock(Comment.objects, comment)
            yield
            self._store(row, self.filter(comment=row).numbers())
        self._show(comment, row)

    def _lock(self, comments, comment):
        """Return the row of a comment, locked, if it is among `comments`."""
        return comments.select_for_update(no_key=True).only(*READ).get(pk=comment.pk)

    def _store(self, row, numbers: Numbers):
        """Store the numbers of a locked comment, if they have changed."""
        if numbers == (row.recommendation_count, row.recommendation_weight):
            return
        row.recommendation_count, row.recommendation_weight = numbers
        store_numbers(row.pk, *numbers)
        CountRefresh.objects.ask_for(row.post_id)

    def _show(self, comment, row):
        comment.recommendation_count = row.recommendation_count
        comment.recommendation_weight = row.recommendation_weight


READ = ("post", "author", "status", "recommendation_count", "recommendation_weight")


class Recommendation(models.Model):
    """A person's recommendation of a comment.

    `is_guest` and `weight` are those of the person at that time.
    """

    # The constraint below has an index that begins with the person.
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="recommendations", db_index=False
    )
    comment = models.ForeignKey(Comment, models.PROTECT, related_name="recommendations")
    created = models.DateTimeField(default=timezone.now)
    is_guest = models.BooleanField(default=False)
    network = models.CharField(max_length=43, blank=True)  # a guest's, as with comments
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
        """Have the post's pages rendered again soon; call it last in a transaction.

        It waits for a refresh that has begun, so the change is never overlooked.
        """
        ask_for_refresh(post_pk)

    def due(self):
        """Return those whose posts may get a new version now: at most one a minute."""
        return self.filter(is_due=True, refreshed__lte=timezone.now() - MINUTE)

    def run(self):
        """Give each post whose numbers have changed a new version."""
        for pk in list(self.due().values_list("post", flat=True)):
            self._refresh(pk)

    def _refresh(self, pk):
        # The post is locked before the row; recommending locks only the row: no deadlock.
        with queue_for_writing(self.db), transaction.atomic():
            Post.objects.select_for_update(no_key=True).only("pk").get(pk=pk)
            is_ours = self.due().filter(post=pk).update(is_due=False, refreshed=timezone.now())
            if is_ours:  # not another process's
                Post.objects.filter(pk=pk).update(version=next_version())


class CountRefresh(models.Model):
    """A post whose numbers of recommendations change: whether and when its pages get a new version.

    A version for each click would make all readers of a popular page wait for its rendering.
    """

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="+")
    is_due = models.BooleanField(default=False)
    refreshed = models.DateTimeField(default=NEVER)

    objects = CountRefreshManager()

    class Meta:
        indexes = [
            models.Index(fields=["refreshed"], condition=Q(is_due=True), name="due_refreshes")
        ]

    def __str__(self):
        return f"post {self.post_id}, {self.refreshed:%Y-%m-%d %H:%M}"
