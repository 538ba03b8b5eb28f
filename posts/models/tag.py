from django.db import models, transaction
from django.urls import reverse
from django.utils.text import slugify

from posts.models.blog import Blog


class TagManager(models.Manager):
    def named(self, names) -> list["Tag"]:
        """Give the tags of these names, made where they are new; what makes no address is left out.

        Two spellings of one address ("Night shift", "night-shift") are one tag, named as first.
        """
        found = {}
        for name in names:
            name = " ".join(name.split())[: Tag.LENGTH]
            slug = slugify(name, allow_unicode=True)
            if slug and slug not in found:
                found[slug] = self.get_or_create(slug=slug, defaults={"name": name})[0]
        return list(found.values())


class Tag(models.Model):
    """A subject that posts are filed under."""

    LENGTH = 50

    name = models.CharField(max_length=LENGTH)
    slug = models.SlugField(max_length=LENGTH * 2, unique=True, allow_unicode=True)

    objects = TagManager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        """Posts and lists name their tags, so the blog's version is a new one."""
        with transaction.atomic():
            super().save(**kwargs)
            Blog.objects.touch()

    def delete(self, **kwargs):
        with transaction.atomic():
            deleted = super().delete(**kwargs)
            Blog.objects.touch()
        return deleted

    def get_absolute_url(self):
        return reverse("posts:tag", args=[self.slug])
