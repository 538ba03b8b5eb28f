from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from comments.email_as_name import EMAIL_AS_NAME, has_email
from comments.models import Comment
from posts.models import Blog


class User(AbstractUser):
    """An account. Readers need none; commenters may have one; moderators and editors must."""

    # Never the username, which opens half of a sign-in.
    display_name = models.CharField(max_length=60, help_text="Shown beside what they write.")
    # Null, not "", where there is none: an imported author has no address, and many may not.
    email = models.EmailField("e-mail address", unique=True, null=True, blank=True)

    REQUIRED_FIELDS = ["email", "display_name"]

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(display_name=""), name="an_account_has_a_name")
        ]

    def __str__(self):
        return self.display_name

    def clean(self):
        super().clean()
        self.email = self.email or None
        if has_email(self.display_name):
            raise ValidationError({"display_name": EMAIL_AS_NAME})

    def save(self, **kwargs):
        self.email = self.email or None
        with transaction.atomic():
            super().save(**kwargs)
            if kwargs.get("update_fields") is None and self._shows():
                Blog.objects.touch()

    def _shows(self):
        """Whether posts and lists name it as their author, or comments may carry its mark."""
        return self.posts.exists() or Comment.objects.filter(author__user=self).exists()


class Restore(models.Model):
    """A restore that put this database in its place.

    Written into the restored database before it takes the site's place: a database that holds the
    row is the proof that the restore was finished.
    """

    id = models.UUIDField(primary_key=True)
    backup = models.CharField(max_length=255, help_text="The name of the file.")
    restored = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.backup}, {self.restored:%Y-%m-%d %H:%M} UTC"
