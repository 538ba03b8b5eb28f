from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from posts.models.blog import Blog

TEXT_FIELDS = ("title", "excerpt", "social_description", "body")


class RevisionManager(models.Manager):
    def record(self, post, by=None):
        """Store the current text of a post as a revision, unless the last one is the same.

        Return the last revision.
        """
        last = self.last_of(post)
        texts = {name: getattr(post, name) for name in TEXT_FIELDS}
        if last is None or last.texts != texts:
            last = self.create(post=post, by=by, **texts)
        return last

    def last_of(self, post):
        return self.filter(post=post).order_by("-pk").first()


class Revision(models.Model):
    """The text of a post as somebody saved it; written once, never changed."""

    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="revisions")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="revisions"
    )  # null: text older than the first revision
    saved = models.DateTimeField(default=timezone.now)
    title = models.CharField(max_length=200)
    excerpt = models.TextField(blank=True)
    social_description = models.TextField(blank=True, default="", db_default="")
    body = models.TextField(blank=True)

    objects = RevisionManager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-pk"]

    def __str__(self):
        moment = f"{self.saved:%Y-%m-%d %H:%M}"
        return gettext("%(post)s as of %(moment)s") % {"post": self.post, "moment": moment}

    @property
    def texts(self) -> dict:
        return {name: getattr(self, name) for name in TEXT_FIELDS}

    def restore(self, *, by):
        """Write this text into the post again, as a new revision by the editor `by`."""
        post = self.post
        with transaction.atomic():
            Blog.objects.lock()
            post.refresh_from_db()
            Revision.objects.record(post)  # an imported post has no revision of its current text
            post.title, post.excerpt = self.title, self.excerpt
            post.social_description = self.social_description
            post.write(self.body)
            post.save()
            Revision.objects.record(post, by=by)

    @property
    def before(self):
        """Return the previous revision, or None."""
        return Revision.objects.filter(post=self.post_id, pk__lt=self.pk).first()
