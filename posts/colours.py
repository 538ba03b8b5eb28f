"""Colours, and their contrast as WCAG 2 defines it."""

import colorsys
import re
from dataclasses import dataclass

HEX = re.compile("#?([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


@dataclass(frozen=True)
class Colour:
    """A colour of sRGB: three numbers from 0 to 255."""

    red: int
    green: int
    blue: int

    @classmethod
    def parse(cls, text: str) -> "Colour":
        """Return the colour in “#9b2f17”, “9B2F17” or “#936”. Raises ValueError for other text."""
        match = HEX.fullmatch(text.strip())
        if not match:
            raise ValueError(text)
        digits = match[1] if len(match[1]) == 6 else "".join(2 * digit for digit in match[1])
        return cls(*bytes.fromhex(digits))

    def __str__(self):
        return f"#{self.digits}"

    @property
    def digits(self) -> str:
        return bytes(self.channels).hex()

    @property
    def channels(self) -> tuple[int, int, int]:
        return self.red, self.green, self.blue

    @property
    def luminance(self) -> float:
        """Return the relative luminance: 0 for black, 1 for white."""
        red, green, blue = map(_linear, self.channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def contrast(self, other: "Colour") -> float:
        """Return the contrast ratio with another colour: from 1 to 21."""
        darker, lighter = sorted([self.luminance, other.luminance])
        return (lighter + 0.05) / (darker + 0.05)

    def mixed(self, other: "Colour", share: float) -> "Colour":
        """Return this colour with a share of another one, from 0 to 1."""
        pairs = zip(self.channels, other.channels, strict=True)
        return Colour(*(round(own + (its - own) * share) for own, its in pairs))

    def darker(self):
        """Yield shades of it, each a little darker than the previous one, down to black."""
        yield from self._shades(-1)

    def lighter(self):
        """Yield shades of it, each a little lighter than the previous one, up to white."""
        yield from self._shades(1)

    def _shades(self, direction):
        hue, lightness, saturation = colorsys.rgb_to_hls(*(value / 255 for value in self.channels))
        for step in range(1, 257):
            wanted = min(1, max(0, lightness + direction * step / 256))
            channels = colorsys.hls_to_rgb(hue, wanted, saturation)
            yield Colour(*(round(value * 255) for value in channels))


def _linear(channel):
    value = channel / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
