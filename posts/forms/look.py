from typing import NamedTuple

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from posts.accent import DARK, DEFAULT_ACCENT, LIGHT, Accent
from posts.colours import Colour
from posts.forms.picture import PictureField, PictureForm, StoredPicture, image_of
from posts.models import Look

SCHEMES = {"accent": LIGHT, "accent_dark": DARK}
NO_COLOUR = _("Write a colour like #9b2f17.")


class Problem(NamedTuple):
    """Why a typed colour is refused; `nearest` is the usable one, or ""."""

    text: str
    nearest: str = ""

    @property
    def use(self) -> str:
        """Return the label of the button that accepts the nearest colour."""
        return gettext("Use %(colour)s") % {"colour": self.nearest} if self.nearest else ""


class TypedColours:
    """The two typed colours: what is wrong with them, and the shades that they make."""

    def __init__(self, accent: str, accent_dark: str):
        self.typed = {"accent": accent.strip(), "accent_dark": accent_dark.strip()}
        self.problems = {name: p for name in SCHEMES if (p := self._problem(name))}

    def _problem(self, name):
        text = self.typed[name]
        if not text:
            return None
        try:
            colour = Colour.parse(text)
        except ValueError:
            return Problem(str(NO_COLOUR))
        if refusal := SCHEMES[name].refusal(colour):
            return Problem(refusal, str(SCHEMES[name].nearest(colour)))
        if name == "accent_dark" and not self.typed["accent"]:
            return Problem(gettext("Choose the other colour, too."))
        return None

    @property
    def accent(self) -> Accent:
        """Return the accent on pages: illegible colours are replaced by legible shades."""
        try:
            return Accent.of(self.typed["accent"], self.typed["accent_dark"])
        except ValueError:
            return DEFAULT_ACCENT

    def stored_form(self, name) -> str:
        """Return a valid colour in the form in which it is stored."""
        return str(Colour.parse(self.typed[name])) if self.typed[name] else ""


class LookForm(PictureForm):
    """Name, pictures and colours of the blog."""

    logo_file = PictureField(
        label=_("Logo"), help_text=_("PNG, JPEG, WebP or GIF; transparent where the page shows.")
    )
    logo_dark_file = PictureField(
        label=_("Logo for dark screens"),
        help_text=_("Without one, a transparent logo lies on light paper there."),
    )
    icon_file = PictureField(
        label=_("Icon"),
        help_text=_("Small and square, for tabs and home screens. Without one, it is the logo."),
    )
    social_picture_file = PictureField(
        label=_("Social picture"),
        help_text=_(
            "Beside links to this blog on other sites, where a post has no lead image."
            " 1200 × 630 pixels suit most."
        ),
    )
    social_alt = forms.CharField(
        label=_("What the social picture shows"),
        max_length=500,
        required=False,
        widget=AdminTextInputWidget,
        help_text=_("Read aloud to people who cannot see it."),
    )

    class Meta:
        model = Look
        fields = ("name", "tagline", "logo_says_name", "accent", "accent_dark", "footer")
        widgets = {
            "name": AdminTextInputWidget,
            "tagline": AdminTextInputWidget,
            "accent": AdminTextInputWidget(attrs={"autocomplete": "off", "spellcheck": "false"}),
            "accent_dark": AdminTextInputWidget(
                attrs={"autocomplete": "off", "spellcheck": "false"}
            ),
            "footer": AdminTextareaWidget(attrs={"rows": 3}),
        }

    fieldsets = (
        (_("Name"), {"fields": ("name", "tagline")}),
        (_("Colour"), {"fields": ("accent", "accent_dark")}),
        (_("Logo"), {"fields": ("logo_file", "logo_dark_file", "logo_says_name", "icon_file")}),
        (_("Elsewhere"), {"fields": ("social_picture_file", "social_alt")}),
        (_("Foot of every page"), {"fields": ("footer",)}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in Look.PICTURES:
            if image := getattr(self.instance, name):
                self.initial[f"{name}_file"] = StoredPicture(image)
        if self.instance.social_picture:
            self.initial["social_alt"] = self.instance.social_picture.alt

    @property
    def colours(self) -> TypedColours:
        """Return the colours that are in the form now."""
        return TypedColours(*(self[name].value() or "" for name in SCHEMES))

    def clean(self):
        cleaned = super().clean()
        colours = self.colours
        for name in SCHEMES:
            if name in colours.problems:
                self.add_error(name, colours.problems[name].text)
            elif name in cleaned:
                cleaned[name] = colours.stored_form(name)
        if cleaned.get("social_picture_file") and not cleaned.get("social_alt"):
            self.add_error("social_alt", gettext("Say what the picture shows."))
        return cleaned

    def store(self, *, by):
        """Store the uploaded pictures and the look."""
        with transaction.atomic():
            for name in Look.PICTURES:
                self._store_picture(name, self.cleaned_data[f"{name}_file"], by)
            self.instance.save(update_fields=[*self._meta.fields, *Look.PICTURES])

    def _store_picture(self, name, sent, by):
        alt = self.cleaned_data["social_alt"] if name == "social_picture" else ""
        setattr(self.instance, name, image_of(sent, alt=alt, by=by))
