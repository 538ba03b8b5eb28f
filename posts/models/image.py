import re
from collections.abc import Sequence
from html import escape, unescape

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from posts.models.blog import Blog
from posts.models.file_to_delete import FileToDelete
from posts.models.file_upload import FileUpload
from posts.pictures import Picture, prepare_picture

SIZES_ATTRIBUTE = "(min-width: 42rem) 38rem, 100vw"  # the width of an article, or of a phone
MIN_SOCIAL_WIDTH = 600  # pixels; other sites show a narrower picture small

IMG_TAG = re.compile(r"<img\b(?:[^<>\"]|\"[^\"]*\")*>", re.IGNORECASE)
OWN_SOURCE = re.compile(r"\ssrc=\"/media/(images/[0-9a-f]+)[-.][^\"]*\"", re.IGNORECASE)
ALT_TEXT = re.compile(r"\salt=\"([^\"]*)\"", re.IGNORECASE)


class ImageManager(models.Manager):
    def store(self, data: bytes, *, alt="", is_decorative=False, by=None, origin=None):
        """Store an uploaded picture in all served sizes and return its image.

        The same file sent twice is stored once; each image has its own alternative text. `origin`
        is where an imported one came from. Raises UnusablePicture.
        """
        image = self.prepare(data, alt=alt, is_decorative=is_decorative, by=by, origin=origin)
        image.save()
        return image

    def prepare(self, data: bytes, **fields):
        """Store the files of an uploaded picture and return its image, for `store_prepared`.

        Raises UnusablePicture.
        """
        image = self.model(**fields)
        image.set_picture(prepare_picture(data))
        return image

    def store_prepared(self, images):
        """Store the rows of images whose files are stored."""
        with transaction.atomic():
            self.bulk_create(images)
            FileUpload.objects.end([key for image in images for key in image.announced])

    def with_sizes(self, html: str, images=None) -> str:
        """Return an editor's HTML with width, height and srcset in the tags of uploaded images.

        `images` are the images in it, if the caller knows them.
        """
        if images is None:
            tags = IMG_TAG.findall(html)
            stems = {source[1] for tag in tags if (source := OWN_SOURCE.search(tag))}
            images = self.filter(stem__in=stems) if stems else ()
        by_stem = {image.stem: image for image in images}
        return IMG_TAG.sub(lambda tag: _with_sizes(tag[0], by_stem), html)


def store_files(picture: Picture):
    """Store the files of a picture. Raises OSError if the storage is full or away.

    They are deleted after a day if no image has them.
    """
    picture.announced = FileUpload.objects.announce(picture.files)
    for name, content in picture.files.items():
        _store_file(name, content)


def _store_file(name, content):
    """Store a file under exactly this name, which is derived from its content."""
    if default_storage.exists(name):
        if default_storage.size(name) == len(content):
            return
        default_storage.delete(name)  # a process was killed while it wrote this file
    stored_name = default_storage.save(name, ContentFile(content))
    if stored_name != name:  # another request stored the same picture at the same moment
        default_storage.delete(stored_name)


def _with_sizes(tag, images):
    source = OWN_SOURCE.search(tag)
    image = source and images.get(source[1])
    if not image:
        return tag
    alt = ALT_TEXT.search(tag)
    text = unescape(alt[1]) if alt else image.alt
    return (
        f'<img src="{image.source}" srcset="{image.srcset}" sizes="{SIZES_ATTRIBUTE}"'
        f' width="{image.width}" height="{image.height}" loading="lazy" alt="{escape(text)}">'
    )


class Image(models.Model):
    """An uploaded picture in several sizes, with its alternative text."""

    # The common beginning of the files' names
    stem = models.CharField(max_length=100, editable=False)
    fallback = models.CharField(
        max_length=4, editable=False
    )  # "jpg" or "png", for old browsers and feed readers
    widths = models.JSONField(editable=False)  # of the WebP files, ascending
    width = models.PositiveIntegerField(editable=False)  # of the largest file, and of the fallback
    height = models.PositiveIntegerField(editable=False)
    alt = models.CharField(
        _("what it shows"),
        max_length=500,
        blank=True,
        help_text=_(
            "Read aloud to people who cannot see the picture."
            " Say what matters in it, in a sentence."
        ),
    )
    is_decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("It adds nothing to the text; screen readers skip it."),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="images",
        verbose_name=_("by"),
    )
    created = models.DateTimeField(_("created"), auto_now_add=True)
    origin = models.CharField(max_length=250, null=True, editable=False)  # of an imported one

    objects = ImageManager()
    announced: Sequence[int] = ()  # rows of FileUpload that let its files stay until it is stored

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_decorative=True, alt="") | Q(is_decorative=False) & ~Q(alt=""),
                name="an_image_says_what_it_shows_or_is_decorative",
            ),
            # The condition makes it an index on SQLite, where the table need not be rebuilt.
            models.UniqueConstraint(
                fields=["origin"], condition=Q(origin__isnull=False), name="one_image_an_origin"
            ),
        ]

    def __str__(self):
        return self.alt or gettext("Decorative image %(number)d") % {"number": self.pk}

    def save(self, **kwargs):
        """Save; pages show the alternative text, so they get a new version."""
        is_change = not self._state.adding
        with transaction.atomic():
            super().save(**kwargs)
            FileUpload.objects.end(self.announced)
            if is_change:
                Blog.objects.touch()

    def clean(self):
        if self.is_decorative and self.alt:
            raise ValidationError(
                {"alt": gettext("A decorative image says nothing. Choose one of the two.")}
            )
        if not self.is_decorative and not self.alt.strip():
            raise ValidationError({"alt": gettext("Say what it shows, or tick “decorative”.")})

    def set_picture(self, picture: Picture):
        """Store the files of a picture and set the fields that name them, without saving."""
        store_files(picture)
        self.name_files(picture)

    def name_files(self, picture: Picture):
        """Set the fields that name the files of a picture, without saving."""
        self.announced = picture.announced
        self.stem, self.fallback, self.widths = picture.stem, picture.fallback, picture.widths
        self.width, self.height = picture.width, picture.height

    def forget(self):
        """Delete it, unless a post shows the same picture, or a row refers to it.

        Its files go, too, unless another image has them.
        """
        shows_it = Q(lead_image__stem=self.stem) | Q(body_html__contains=self.stem)
        with transaction.atomic():
            if self.leads.model.objects.filter(shows_it).exists() or self._is_referred_to:
                return
            self.delete()
            FileToDelete.objects.delete_soon(self.file_names)

    @property
    def _is_referred_to(self) -> bool:
        """Return whether a biography, the look of the blog, or another row refers to it."""
        relations = [r for r in self._meta.get_fields(include_hidden=True) if r.one_to_many]
        querysets = (r.related_model.objects.filter(**{r.field.name: self}) for r in relations)
        return any(queryset.exists() for queryset in querysets)

    @property
    def source(self) -> str:
        """Return the URL of the file for browsers that do not support WebP."""
        return self._url(f"{self.stem}.{self.fallback}")

    @property
    def srcset(self) -> str:
        """Return the value of the `srcset` attribute, with all WebP sizes."""
        return ", ".join(f"{self.webp(width)} {width}w" for width in self.widths)

    def webp(self, width: int) -> str:
        return self._url(f"{self.stem}-{width}.webp")

    @property
    def is_wide(self) -> bool:
        """Return whether it is wide enough for a large picture in links on other sites."""
        return self.width >= MIN_SOCIAL_WIDTH and self.width > self.height

    @property
    def file_names(self) -> list[str]:
        """Return the names of its files in the storage."""
        sizes = [f"{self.stem}-{width}.webp" for width in self.widths]
        return [*sizes, f"{self.stem}.{self.fallback}"]

    def _url(self, name):
        return reverse("posts:media", args=[name])
