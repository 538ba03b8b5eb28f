from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Longer than a phone call; later, somebody is no longer writing.
ACTIVE_WINDOW = timedelta(minutes=10)


class WorkingCopyManager(models.Manager):
    def of(self, user, post=None, *, place):
        """Return the copies of `user` of a post (None: of new posts), the last saved first."""
        return self.filter(by=user, post=post, place=place).order_by("-saved")

    def store(self, key: UUID, *, by, post, place, texts: dict):
        """Store the texts of the editor `by` as the copy with this key; return it.

        `post` is None for a new one. Raises DoesNotExist if the copy is of another editor.
        """
        texts = texts | {"by": by, "post": post, "place": place}
        with transaction.atomic():
            copy = self.filter(key=key).first()
            if copy and copy.by_id != by.pk:
                raise self.model.DoesNotExist
            return self.update_or_create(key=key, defaults=texts)[0]

    def others_at_work(self, user, post):
        """Return the copies of other people who are editing `post` now."""
        since = timezone.now() - ACTIVE_WINDOW
        return self.filter(post=post, saved__gte=since).exclude(by=user).select_related("by")


class WorkingCopy(models.Model):
    """Unsaved text of an editor: stored while they write, never published, deleted on saving."""

    key = models.UUIDField(primary_key=True, default=uuid4)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="working_copies")
    post = models.ForeignKey(
        "posts.Post", models.CASCADE, null=True, related_name="working_copies"
    )  # null: a post that has not been saved yet
    place = models.CharField(max_length=10, default="post", db_default="post")  # of Post.Place
    saved = models.DateTimeField(auto_now=True)
    title = models.CharField(max_length=200, blank=True)
    excerpt = models.TextField(blank=True)
    social_description = models.TextField(blank=True, default="", db_default="")
    body = models.TextField(blank=True)

    objects = WorkingCopyManager()

    class Meta:
        verbose_name_plural = _("working copies")

    def __str__(self):
        return self.title or gettext("Untitled")
