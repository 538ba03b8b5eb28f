"""Links of posts to other sites, which are notified by Webmention, and the result."""

from datetime import timedelta
from hashlib import sha256

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.backoff import next_attempt
from blogsite.models.mention import LOOKING_TIME, MAX_URL_LENGTH, MAX_WAITS
from posts.models import Post

# Several saves within this time cause one notification.
GRACE = timedelta(minutes=10)
ERROR_LENGTH = 100


class LinkScan(models.Model):
    """The links of a post were read when it had last changed at `change`."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="+")
    change = models.DateTimeField()

    def __str__(self):
        return f"{self.post_id}, {self.change}"


class SentMentionQuerySet(models.QuerySet):
    def due(self):
        """Return those to send now, also those of a worker that has died."""
        waiting = self.filter(status=SentMention.Status.WAITING, due__lte=timezone.now())
        return waiting.order_by("due", "pk")

    def claim(self) -> list["SentMention"]:
        """Claim those that no other worker has claimed, for LOOKING_TIME."""
        with transaction.atomic():
            own = self.select_for_update(skip_locked=True, of=("self",))
            mentions = list(own.select_related("post"))
            claimed_until = timezone.now() + LOOKING_TIME
            for mention in mentions:
                mention.due = claimed_until
            keys = [mention.pk for mention in mentions]
            SentMention.objects.filter(pk__in=keys).update(due=claimed_until)
        return mentions

    def queue(self, post, targets: list[str]):
        """Queue notifications of a changed post: for its links, and for its earlier links."""
        due = timezone.now() + GRACE
        self.filter(post=post).update(status=SentMention.Status.WAITING, due=due, attempts=0)
        new = [SentMention.of(post, target, due) for target in targets]
        self.bulk_create(new, ignore_conflicts=True)


class SentMention(models.Model):
    """One link of a post, `target`, and whether its site was notified."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        NOT_TAKEN = "not_taken", _("The page takes none")
        FAILED = "failed", _("Failed")

    key = models.CharField(max_length=64, unique=True, editable=False)
    post = models.ForeignKey(
        Post, models.CASCADE, related_name="sent_mentions", verbose_name=_("post")
    )
    target = models.CharField(_("link"), max_length=MAX_URL_LENGTH)
    host = models.CharField(max_length=255, editable=False)  # of the target
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    due = models.DateTimeField(_("next attempt"), default=timezone.now, db_index=True)
    attempts = models.PositiveSmallIntegerField(_("failed attempts"), default=0)
    # Of the last attempt
    error = models.CharField(_("reason"), max_length=ERROR_LENGTH, blank=True)
    sent = models.DateTimeField(_("sent"), null=True)

    objects = SentMentionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("sent Webmention")
        verbose_name_plural = _("sent Webmentions")

    def __str__(self):
        return self.target

    @classmethod
    def of(cls, post, target, due) -> "SentMention":
        key = sha256(f"{post.pk}\0{target}".encode()).hexdigest()
        host = target.split("/")[2].lower()[:255]
        return cls(key=key, post=post, target=target, host=host, due=due)

    def finish(self, status, error=""):
        """Store the result, unless the post has changed again meanwhile."""
        columns = {"sent": timezone.now()} if status == self.Status.SENT else {}
        self._unchanged().update(status=status, error=error[:ERROR_LENGTH], **columns)

    def retry(self, error: str):
        """Make it wait twice as long as the last time, or fail for good."""
        if self.attempts == MAX_WAITS:
            self.finish(self.Status.FAILED, error)
            return
        due = next_attempt(self.attempts)
        error = error[:ERROR_LENGTH]
        self._unchanged().update(due=due, error=error, attempts=F("attempts") + 1)

    def _unchanged(self):
        return SentMention.objects.filter(pk=self.pk, due=self.due)
