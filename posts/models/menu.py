from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from posts.models.blog import Blog

MAX_LABEL_LENGTH = 60
MAX_POSITION = 2**15 - 1
STEP = 10  # between two positions, so that a number between them can be typed


class MenuEntryQuerySet(models.QuerySet):
    def for_readers(self):
        """Return the entries that readers see, in order: none to an unpublished page."""
        pages = self.model.page.field.related_model.objects.published()
        entries = self.filter(Q(page=None) | Q(page__in=pages)).select_related("page")
        return entries.defer("page__body", "page__body_html", "page__excerpt")

    def delete(self):
        with transaction.atomic():
            result = super().delete()
            Blog.objects.touch()
        return result


class MenuEntry(models.Model):
    """A link in the head or the foot of every public page: to a page, or to any URL."""

    class Area(models.TextChoices):
        HEADER = "header", _("head of every page")
        FOOTER = "footer", _("foot of every page")

    area = models.CharField(_("where"), max_length=10, choices=Area, default=Area.HEADER)
    page = models.ForeignKey(
        "posts.Post",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="menu_entries",
        limit_choices_to={"place": "page"},
        verbose_name=_("page"),
    )
    url = models.CharField(
        _("or a path or URL"),
        max_length=500,
        blank=True,
        help_text=_("Such as /archive/ or https://example.org/."),
    )
    label = models.CharField(
        _("label"),
        max_length=MAX_LABEL_LENGTH,
        blank=True,
        help_text=_("What the link says; a page has its title, when this is left empty."),
    )
    position = models.PositiveSmallIntegerField(
        _("position"), blank=True, help_text=_("Smaller numbers come first; last when left empty.")
    )

    objects = MenuEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("menu entry")
        verbose_name_plural = _("menu entries")
        ordering = ["-area", "position", "pk"]  # the head first
        default_permissions = ()  # anyone who may change the blog may change its menu
        constraints = [
            models.CheckConstraint(
                condition=Q(page__isnull=False, url="")
                | Q(page__isnull=True) & ~Q(url="") & ~Q(label=""),
                name="an_entry_has_one_target",
            ),
            models.CheckConstraint(
                condition=Q(area__in=["header", "footer"]), name="an_entry_has_a_known_area"
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def text(self) -> str:
        return self.label or (self.page.title if self.page else self.url)

    @property
    def href(self) -> str:
        return self.page.get_absolute_url() if self.page else self.url

    def clean(self):
        self.url = self.url.strip()
        if bool(self.page_id) == bool(self.url):
            raise ValidationError(gettext("Choose a page, or say a path or URL: one of the two."))
        if self.url and not self.label:
            raise ValidationError({"label": gettext("Say what the link says.")})
        if self.url and not is_link(self.url):
            raise ValidationError(
                {"url": gettext("Begin with / for this blog, or with https:// for another site.")}
            )

    def save(self, **kwargs):
        """Save, at the end of its area if it has no position; cached pages expire."""
        with transaction.atomic():
            Blog.objects.lock()
            if self.position is None:
                self.position = min(self._last_position() + STEP, MAX_POSITION)
            super().save(**kwargs)
            Blog.objects.touch()

    def delete(self, **kwargs):
        with transaction.atomic():
            result = super().delete(**kwargs)
            Blog.objects.touch()
        return result

    def move(self, *, up: bool):
        """Swap places with the previous or next entry of its area, unless that has gone."""
        with transaction.atomic():
            Blog.objects.lock()
            entries = list(type(self).objects.filter(area=self.area))
            if self not in entries:
                return
            place = entries.index(self)
            other = place - 1 if up else place + 1
            if 0 <= other < len(entries):
                entries[place], entries[other] = entries[other], entries[place]
            for number, entry in enumerate(entries, 1):
                entry.position = number * STEP
            type(self).objects.bulk_update(entries, ["position"])
            Blog.objects.touch()

    def _last_position(self) -> int:
        entries = type(self).objects.filter(area=self.area)
        return entries.aggregate(last=Max("position"))["last"] or 0


def is_link(url: str) -> bool:
    """Return whether a menu may lead there: to a path of this blog, or a web page."""
    if any(character <= " " or character == "\\" for character in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme in ("http", "https"):
        return bool(parts.hostname)
    return url.startswith("/") and not parts.scheme and not parts.netloc
