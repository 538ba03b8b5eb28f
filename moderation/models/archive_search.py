from django.conf import settings
from django.db import models, transaction
from django.db.models import Max
from django.db.models.functions import Length
from django.utils import timezone

from comments.models import Comment
from moderation.similarity.fingerprint import bands_of, similarity, terms_of, text_of
from moderation.tasks import run_archive_search
from posts.plain_text import plain_text

STEP_SIZE = 5_000  # comments between two updates of the progress: about a second
MAX_MATCHES = 200
# A quarter of the words may differ; with less, people would have to read too much
MIN_SIMILARITY = 0.6
# A text half or twice as long cannot have as many words in common.
MIN_LENGTH, MAX_LENGTH = 0.5, 2


class ArchiveSearchManager(models.Manager):
    def begin(self, comment, *, by) -> "ArchiveSearch":
        """Store a search for comments like this one; a worker, or `step`, runs it.

        A running search for the same comment is returned instead.
        """
        with transaction.atomic():
            if running := self.filter(comment=comment, finished=None).first():
                return running
            last = Comment.objects.aggregate(last=Max("pk"))["last"] or 0
            search = self.create(comment=comment, by=by, last=last)
            search.enqueue()
        return search

    def latest_for(self, comment) -> "ArchiveSearch | None":
        """Return the newest search for comments like this one, or None."""
        return self.filter(comment=comment).order_by("-pk").first()


class ArchiveSearch(models.Model):
    """A search for published comments like another one among those without a fingerprint.

    It stores keys and similarities, no words.
    """

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="archive_searches")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    # The keys of the last compared comment, and of the last one to compare.
    position = models.BigIntegerField(default=0)
    last = models.BigIntegerField()
    matches = models.JSONField(default=list)  # [key, similarity], the most similar first
    finished = models.DateTimeField(null=True)

    objects = ArchiveSearchManager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"for comments like {self.comment_id}, {self.position} of {self.last}"

    @property
    def is_over(self) -> bool:
        return self.finished is not None

    @property
    def keys(self) -> list[int]:
        return [pk for pk, _similarity in self.matches]

    def enqueue(self):
        """Have a worker do the search, after the commit; without one, its page does it in steps."""
        if run_archive_search.get_backend().supports_get_result:  # another process will run it
            transaction.on_commit(lambda: run_archive_search.enqueue(self.pk))

    def run(self):
        """Run the rest of the search in this process."""
        while not self.is_over:
            self.step()

    def step(self, size: int = STEP_SIZE):
        """Compare the next `size` comments; if two processes do it at once, only one counts."""
        self.refresh_from_db()
        if self.is_over:
            return
        end = self._end_of_step(size)
        matches = sorted([*self.matches, *self._matches_until(end)], key=lambda each: -each[1])
        finished = timezone.now() if end >= self.last else None
        same = ArchiveSearch.objects.filter(pk=self.pk, position=self.position)
        same.update(position=end, matches=matches[:MAX_MATCHES], finished=finished)
        self.refresh_from_db()

    def _end_of_step(self, size):
        following = Comment.objects.filter(pk__gt=self.position, pk__lte=self.last)
        keys = following.order_by("pk").values_list("pk", flat=True)[size - 1 : size]
        return next(iter(keys), self.last)

    def _matches_until(self, end):
        text = text_of(self.comment)
        if not bands_of(text):  # too few letters: similar texts would be so by chance
            return
        terms = terms_of(text)
        archive = Comment.objects.published().filter(pk__gt=self.position, pk__lte=end)
        archive = archive.filter(likeness=None).exclude(pk=self.comment_id)
        length = len(self.comment.body)
        near = archive.annotate(length=Length("body")).filter(
            length__range=(int(length * MIN_LENGTH), int(length * MAX_LENGTH))
        )
        for pk, html in near.order_by("pk").values_list("pk", "body_html").iterator():
            part = similarity(terms, terms_of(plain_text(html)))
            if part >= MIN_SIMILARITY:
                yield [pk, round(part, 2)]
