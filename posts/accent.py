"""The accent colour on the light and dark backgrounds of the site: legible shades, and styles.

The backgrounds are those of `static/css/foundation.css` and `static/css/admin/theme.css`.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import floor
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.punctuation import listed
from posts.colours import Colour

TEXT_CONTRAST = 4.5  # WCAG 2, level AA: text
LINE_CONTRAST = 3  # the same for other signs: outlines, lines, marks
MARK_SHARE = 0.09  # of the accent, in the background of highlighted text
DEEP_SHARE = 0.3  # of the text's colour, in a link under the pointer


class Shortfall(NamedTuple):
    """A use of an accent colour in which it is too close to its background."""

    use: str
    contrast: float
    needed: float

    def __str__(self):
        # Rounded down: 4.49 must not be shown as 4.5.
        contrast = number_format(floor(self.contrast * 10) / 10, 1)
        sentence = gettext("%(use)s %(contrast)s : 1 (needed: %(needed)s : 1)")
        needed = number_format(self.needed)
        return sentence % {"use": self.use, "contrast": contrast, "needed": needed}


@dataclass(frozen=True)
class Scheme:
    """A set of colours, for light or for dark screens."""

    name: str
    ink: Colour
    paper: Colour
    wash: Colour
    selected: tuple[Colour, ...]  # in the desk
    # The default accent, the background of its marks, its deeper shade
    own: tuple[Colour, Colour, Colour]
    is_dark: bool = False

    def mark(self, accent: Colour) -> Colour:
        """Return the background of highlighted text, which contains a little of the accent."""
        return self.own[1] if accent == self.own[0] else self.paper.mixed(accent, MARK_SHARE)

    def deep(self, accent: Colour) -> Colour:
        """Return the accent for a link under the pointer: with more contrast to the page."""
        return self.own[2] if accent == self.own[0] else accent.mixed(self.ink, DEEP_SHARE)

    def shortfalls(self, accent: Colour) -> list[Shortfall]:
        """Return the uses in which this accent would be illegible or invisible."""
        selected = min(self.selected, key=accent.contrast)
        uses = (
            (_("text and buttons on the page"), self.paper, TEXT_CONTRAST),
            (_("text on shaded parts"), self.wash, TEXT_CONTRAST),
            (_("text on highlighted parts"), self.mark(accent), TEXT_CONTRAST),
            (_("text on selected rows of the desk"), selected, TEXT_CONTRAST),
            (_("outlines, lines and marks"), self.wash, LINE_CONTRAST),
        )
        return [
            Shortfall(str(use), contrast, needed)
            for use, background, needed in uses
            if (contrast := accent.contrast(background)) < needed
        ]

    def nearest(self, accent: Colour) -> Colour:
        """Return the colour itself if it can be used, else the nearest usable shade of it."""
        if not self.shortfalls(accent):
            return accent
        shades = accent.lighter() if self.is_dark else accent.darker()
        return next(shade for shade in shades if not self.shortfalls(shade))

    def refusal(self, accent: Colour) -> str:
        """Return why this accent cannot be used, and which can; "" when it can be used."""
        missing = self.shortfalls(accent)
        if not missing:
            return ""
        sentence = gettext(
            "%(colour)s has too little contrast on %(scheme)s screens: %(missing)s. The nearest"
            " shade that has enough is %(nearest)s."
        )
        return sentence % {
            "colour": accent,
            "scheme": self.name,
            "missing": listed(missing),
            "nearest": self.nearest(accent),
        }


LIGHT = Scheme(
    _("light"),
    ink=Colour.parse("#1f1d1a"),
    paper=Colour.parse("#fdfcf9"),
    wash=Colour.parse("#f4f0e8"),
    selected=(Colour.parse("#e9e2d5"), Colour.parse("#fbe3de")),
    own=(Colour.parse("#9b2f17"), Colour.parse("#fbeee3"), Colour.parse("#7c2410")),
)
DARK = Scheme(
    _("dark"),
    ink=Colour.parse("#e6e1d8"),
    paper=Colour.parse("#181715"),
    wash=Colour.parse("#22201d"),
    selected=(Colour.parse("#33302b"), Colour.parse("#1f3a25"), Colour.parse("#4a1f18")),
    own=(Colour.parse("#f0987a"), Colour.parse("#33261e"), Colour.parse("#f7b59f")),
    is_dark=True,
)


@dataclass(frozen=True)
class Accent:
    """The accent colour of the blog, on light screens and on dark ones."""

    light: Colour
    dark: Colour

    @classmethod
    @lru_cache(maxsize=32)
    def of(cls, light: str, dark: str = "") -> "Accent":
        """Return the accent of two colours; without the second it is a shade of the first.

        An illegible colour is replaced by a legible shade. Raises ValueError for text that is not a
        colour.
        """
        first = Colour.parse(light)
        return cls(LIGHT.nearest(first), DARK.nearest(Colour.parse(dark) if dark else first))

    @cached_property
    def properties(self) -> dict[str, str]:
        """Return the custom properties that the style sheets of the site read."""
        properties = {}
        for name, scheme, colour in (("light", LIGHT, self.light), ("dark", DARK, self.dark)):
            properties[f"--accent-{name}"] = str(colour)
            properties[f"--accent-deep-{name}"] = str(scheme.deep(colour))
            properties[f"--mark-{name}"] = str(scheme.mark(colour))
        return properties

    @property
    def css(self) -> str:
        """Return the style sheet that sets this accent on every page."""
        lines = [f"  {name}: {value};" for name, value in self.properties.items()]
        return "\n".join([":root {", *lines, "}", ""])


DEFAULT_ACCENT = Accent(LIGHT.own[0], DARK.own[0])
