import re
from html import escape, unescape

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from posts.models.blog import Blog
from posts.pictures import prepare_picture

SIZES = "(min-width: 42rem) 38rem, 100vw"  # the measure of an article, or the whole phone

TAG = re.compile(r"<img\b(?:[^<>\"]|\"[^\"]*\")*>", re.IGNORECASE)
SOURCE = re.compile(r"\ssrc=\"/media/(images/[0-9a-f]+)[-.][^\"]*\"", re.IGNORECASE)
ALT = re.compile(r"\salt=\"([^\"]*)\"", re.IGNORECASE)


class ImageManager(models.Manager):
    def take(self, data: bytes, *, alt="", is_decorative=False, by=None):
        """Store an uploaded picture in our sizes and give it, or raise pictures.Unusable.

        The same file sent twice is stored once; each image has words of its own.
        """
        picture = prepare_picture(data)
        for name, content in picture.files.items():
            _store(name, content)
        return self.create(
            stem=picture.stem,
            fallback=picture.fallback,
            widths=picture.widths,
            width=picture.width,
            height=picture.height,
            alt=alt,
            is_decorative=is_decorative,
            by=by,
        )

    def sized(self, html: str) -> str:
        """Give editor's HTML with the sizes of our own images written into their tags."""
        stems = {found[1] for tag in TAG.findall(html) if (found := SOURCE.search(tag))}
        images = {image.stem: image for image in self.filter(stem__in=stems)} if stems else {}
        return TAG.sub(lambda tag: _sized(tag[0], images), html)


def _store(name, content):
    """Store a file under just this name, which tells its content."""
    if default_storage.exists(name):
        return
    given = default_storage.save(name, ContentFile(content))
    if given != name:  # somebody sends the same picture at this moment
        default_storage.delete(given)


def _sized(tag, images):
    source = SOURCE.search(tag)
    image = source and images.get(source[1])
    if not image:
        return tag
    alt = ALT.search(tag)
    said = unescape(alt[1]) if alt else image.alt
    return (
        f'<img src="{image.source}" srcset="{image.srcset}" sizes="{SIZES}"'
        f' width="{image.width}" height="{image.height}" loading="lazy" alt="{escape(said)}">'
    )


class Image(models.Model):
    """A picture, stored in several sizes, with the words for those who do not see it."""

    stem = models.CharField(max_length=100, editable=False)  # the files' name, without size
    fallback = models.CharField(max_length=4, editable=False)  # "jpg" or "png", for old readers
    widths = models.JSONField(editable=False)  # of the WebP files, ascending
    width = models.PositiveIntegerField(editable=False)  # of the largest, and of the fallback
    height = models.PositiveIntegerField(editable=False)
    alt = models.CharField(
        "what it shows",
        max_length=500,
        blank=True,
        help_text="Read to those who do not see it. Say what matters in it, in a sentence.",
    )
    is_decorative = models.BooleanField(
        "decorative", default=False, help_text="It adds nothing to the words; readers skip it."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="images"
    )
    created = models.DateTimeField(auto_now_add=True)

    objects = ImageManager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_decorative=True, alt="") | Q(is_decorative=False) & ~Q(alt=""),
                name="an_image_says_what_it_shows_or_is_decorative",
            )
        ]

    def __str__(self):
        return self.alt or f"Decorative image {self.pk}"

    def save(self, **kwargs):
        """Pages say what a picture shows, so other words for it are a new version of the blog."""
        is_shown = not self._state.adding
        with transaction.atomic():
            super().save(**kwargs)
            if is_shown:
                Blog.objects.touch()

    def clean(self):
        if self.is_decorative and self.alt:
            raise ValidationError(
                {"alt": "A decorative image says nothing. Choose one of the two."}
            )
        if not self.is_decorative and not self.alt.strip():
            raise ValidationError({"alt": "Say what it shows, or tick “decorative”."})

    @property
    def source(self) -> str:
        """The address for readers who know no other format."""
        return self._address(f"{self.stem}.{self.fallback}")

    @property
    def srcset(self) -> str:
        """All WebP sizes, as the attribute of that name wants them."""
        return ", ".join(f"{self.webp(width)} {width}w" for width in self.widths)

    def webp(self, width: int) -> str:
        return self._address(f"{self.stem}-{width}.webp")

    def _address(self, name):
        return reverse("posts:media", args=[name])
