import re
from unicodedata import category, normalize
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from posts.models.blog import Blog
from posts.models.old_url import OldAddress
from posts.slugs import SlugField, numbered, slug_of, spelled_out

JOINERS = "\u200c\u200d"  # invisible, but part of words in Persian and Hindi


class TagManager(models.Manager):
    def named(self, names, slugs=None) -> list["Tag"]:
        """Return the tags of these names, creating new ones; skip names without visible characters.

        `slugs` may contain the slugs for new tags, by name.
        """
        by_key = {}
        for name in names:
            by_key.setdefault(key_of(name), name)
        by_key.pop("", None)
        known = {tag.key: tag for tag in self.filter(key__in=by_key)} if by_key else {}
        return [
            known.get(key) or self._make(name, key, (slugs or {}).get(name, ""))
            for key, name in by_key.items()
        ]

    def names_in(self, text: str) -> list[str]:
        """Return the comma-separated names in a text; an imported name may contain a comma."""
        names = []
        with_commas = self.filter(name__contains=",").values_list("name", flat=True)
        for name in sorted(with_commas, key=len, reverse=True):
            if re.search(rf"(?:^|,)\s*{re.escape(name)}\s*(?:,|$)", text):
                names.append(name)
                text = text.replace(name, "", 1)
        return names + [name.strip() for name in text.split(",") if name.strip()]

    def _make(self, name, key, slug):
        new = {"name": display_name_of(name), "slug": self.free_slug(slug or name)}
        return self.get_or_create(key=key, defaults=new)[0]

    def free_slug(self, words, besides=None) -> str:
        """Return a readable slug that no other tag has."""
        slug = slug_of(spelled_out(words), Tag.SLUG_LENGTH) or "tag"
        others = self.filter(slug__startswith=slug[:20]).exclude(pk=besides and besides.pk)
        return numbered(slug, set(others.values_list("slug", flat=True)), Tag.SLUG_LENGTH)


def display_name_of(name: str) -> str:
    """Return a name on one line, without invisible characters, cut to the maximum length."""
    visible = "".join(c for c in name if category(c)[0] != "C" or c.isspace() or c in JOINERS)
    return " ".join(normalize("NFC", visible).split())[: Tag.LENGTH].strip()


def key_of(name: str) -> str:
    """Return the key that identifies a tag: its name without case, hyphens and blanks.

    No other character is dropped, so C++, C# and C are three tags; "Night shift" and "night-shift"
    are one.
    """
    spaced = re.sub(r"(?<=\S)[-\s]+(?=\S)", " ", display_name_of(name))
    return normalize("NFC", spaced.casefold())


class Tag(models.Model):
    """A subject that posts are tagged with."""

    LENGTH = 50
    SLUG_LENGTH = 100

    name = models.CharField(_("name"), max_length=LENGTH)
    key = models.CharField(max_length=LENGTH * 4, null=True, unique=True, editable=False)
    slug = SlugField(
        _("slug"),
        max_length=SLUG_LENGTH,
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text=_("The last part of its URL; made from the name when left empty."),
    )
    description = models.TextField(
        _("description"),
        blank=True,
        default="",
        db_default="",
        help_text=_("Plain text, shown above the posts with this tag."),
    )
    parent = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="children",
        verbose_name=_("part of"),
        help_text=_("A wider tag. Its page shows the posts with this one, too."),
    )

    objects = TagManager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]
        indexes = [
            models.Index(
                fields=["parent"], condition=Q(parent__isnull=False), name="tags_by_parent"
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        self.name, key = display_name_of(self.name), key_of(self.name)
        if not key:
            raise ValidationError({"name": gettext("A tag needs a name with visible characters.")})
        same = Tag.objects.filter(key=key).exclude(pk=self.pk).first()
        if same:
            message = gettext("There is a tag “%(tag)s” already.")
            raise ValidationError({"name": message % {"tag": same}})
        if self.pk and self in self.parents_of(self.parent):
            raise ValidationError({"parent": gettext("A tag is never part of itself.")})

    @staticmethod
    def parents_of(tag) -> list["Tag"]:
        """Return a tag, if there is one, and all tags above it, the nearest first."""
        tags = []
        while tag and tag not in tags:
            tags.append(tag)
            tag = tag.parent
        return tags

    def save(self, **kwargs):
        """Save, and make a new version of the blog: posts and lists show tags."""
        self.key = key_of(self.name)
        self.slug = self.slug or Tag.objects.free_slug(self.name, besides=self)
        with transaction.atomic():
            before = Tag.objects.filter(pk=self.pk).first() if self.pk else None
            super().save(**kwargs)
            if before and before.slug != self.slug:
                OldAddress.objects.add(before.path, self)
                OldAddress.objects.filter(path=self.path).delete()
            Blog.objects.touch()

    def delete(self, **kwargs):
        with transaction.atomic():
            deleted = super().delete(**kwargs)
            Blog.objects.touch()
        return deleted

    @property
    def path(self) -> str:
        """Return its path in readable form, not percent-encoded."""
        return unquote(self.get_absolute_url())

    def get_absolute_url(self):
        return reverse("posts:tag", args=[self.slug])
