from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from posts.models.blog import Blog

MAX_TEXT_LENGTH = 1_000


class BiographyQuerySet(models.QuerySet):
    def delete(self):
        """Delete, also pictures that nothing else shows; cached pages expire."""
        with transaction.atomic():
            rows = list(self.select_related("picture"))
            result = super().delete()
            for row in rows:
                row.forget_picture()
            if rows:
                Blog.objects.touch()
        return result


class Biography(models.Model):
    """What the blog says about one of its authors, below their posts and on their own page."""

    author = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="biography",
        verbose_name=_("author"),
    )
    text = models.TextField(
        _("about them"),
        max_length=MAX_TEXT_LENGTH,
        validators=[MaxLengthValidator(MAX_TEXT_LENGTH)],
        help_text=_("A few sentences; a URL is a link."),
    )
    picture = models.ForeignKey(
        "posts.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )

    objects = BiographyQuerySet.as_manager()

    class Meta:
        verbose_name = _("biography")
        verbose_name_plural = _("biographies")
        ordering = ["author__display_name", "pk"]
        default_permissions = ()  # anyone who may change the blog may change it

    def __str__(self):
        return str(self.author)

    def save(self, **kwargs):
        """Save; cached pages expire."""
        with transaction.atomic():
            super().save(**kwargs)
            Blog.objects.touch()

    def delete(self, **kwargs):
        return type(self).objects.filter(pk=self.pk).delete()

    def set_picture(self, picture):
        """Set another picture, or None; the earlier one is deleted."""
        before, self.picture = self.picture, picture
        with transaction.atomic():
            self.save()
            if before and before != picture:
                before.forget()

    def forget_picture(self):
        if self.picture:
            self.picture.forget()
