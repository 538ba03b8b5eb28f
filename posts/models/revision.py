from django.conf import settings
from django.db import models
from django.utils import timezone

WORDS = ("title", "excerpt", "body")


class RevisionManager(models.Manager):
    def keep(self, post, by=None):
        """Keep the words of a stored post as they are now, unless they are those kept last."""
        last = self.last_of(post)
        words = {name: getattr(post, name) for name in WORDS}
        if last is None or last.words != words:
            last = self.create(post=post, by=by, **words)
        return last

    def last_of(self, post):
        return self.filter(post=post).order_by("-pk").first()


class Revision(models.Model):
    """The words of a post as somebody saved them; written once, never changed."""

    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="revisions")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="revisions"
    )  # null: words that came before revisions did
    saved = models.DateTimeField(default=timezone.now)
    title = models.CharField(max_length=200)
    excerpt = models.TextField(blank=True)
    body = models.TextField(blank=True)

    objects = RevisionManager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.post} as of {self.saved:%Y-%m-%d %H:%M}"

    @property
    def words(self) -> dict:
        return {name: getattr(self, name) for name in WORDS}

    @property
    def before(self):
        """The revision that this one followed, or None."""
        return Revision.objects.filter(post=self.post_id, pk__lt=self.pk).first()
