from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from posts.accent import DEFAULT_ACCENT, Accent

MAX_FOOTER_LENGTH = 2_000
LONG_NAME = 40  # characters; a longer name is set smaller

is_colour = RegexValidator(r"^#[0-9a-f]{6}\Z", _("Write a colour like #9b2f17."))


def picture_of_the_blog(label, **options):
    """Return a field for a picture, which is stored in sizes like the pictures of posts."""
    options = {"null": True, "blank": True, "related_name": "+", "db_index": False} | options
    return models.ForeignKey("posts.Image", models.SET_NULL, verbose_name=label, **options)


class LookSettings(models.Model):
    """How a blog looks: its name, its logo and its colour."""

    DEFAULT_NAME = "Soundoff"
    PICTURES = ("logo", "logo_dark", "icon", "social_picture")

    name = models.CharField(_("name"), max_length=100, default=DEFAULT_NAME)
    tagline = models.CharField(
        _("tagline"),
        max_length=150,
        blank=True,
        default="",
        db_default="",
        help_text=_("What it is, in one line below the name."),
    )
    logo = picture_of_the_blog(_("logo"))
    logo_dark = picture_of_the_blog(_("logo for dark screens"))
    logo_says_name = models.BooleanField(
        _("the logo says the name"),
        default=False,
        db_default=False,
        help_text=_("Then the name does not stand beside it."),
    )
    icon = picture_of_the_blog(_("icon"))
    social_picture = picture_of_the_blog(_("social picture"))
    accent = models.CharField(
        _("colour"),
        max_length=7,
        blank=True,
        default="",
        db_default="",
        validators=[is_colour],
        help_text=_("Of links, buttons and lines, like #9b2f17. Empty: the colour it came with."),
    )
    accent_dark = models.CharField(
        _("colour on dark screens"),
        max_length=7,
        blank=True,
        default="",
        db_default="",
        validators=[is_colour],
        help_text=_("Empty: a lighter shade of the other one, where that is needed."),
    )
    footer = models.TextField(
        _("text at the foot"),
        max_length=MAX_FOOTER_LENGTH,
        validators=[MaxLengthValidator(MAX_FOOTER_LENGTH)],
        blank=True,
        default="",
        db_default="",
        help_text=_("At the end of every page; a URL in it is a link."),
    )

    class Meta:
        abstract = True

    @property
    def colours(self) -> Accent:
        """Return its accent colours, or the default ones."""
        return Accent.of(self.accent, self.accent_dark) if self.accent else DEFAULT_ACCENT

    @property
    def stylesheet_url(self) -> str:
        """Return the URL of the style sheet with its colours; "" with the default ones."""
        if not self.accent:
            return ""
        colours = self.colours
        return reverse("posts:colours", args=[colours.light.digits, colours.dark.digits])

    @property
    def icon_picture(self):
        """Return the picture for the icons, or None."""
        return self.icon or self.logo

    @property
    def icon_version(self) -> str:
        """Return a text that changes when the icon does."""
        picture = self.icon_picture
        return picture.stem.rpartition("/")[2][:8] if picture else self.colours.light.digits

    @property
    def logo_wants_light(self) -> bool:
        """Return whether the logo lies on light paper on dark screens.

        One that is partly transparent may be dark, and there is no other one for dark screens.
        """
        return bool(self.logo and not self.logo_dark and self.logo.fallback == "png")

    @property
    def has_long_name(self) -> bool:
        return len(self.name) > LONG_NAME
