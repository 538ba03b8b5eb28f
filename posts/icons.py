"""The icons of the blog for tabs and home screens, made from a picture that `pictures.py` stored.

Like that module it uses Pillow. Without a picture the icon is a speech bubble in the blog's colour.
"""

import io

from PIL import Image, ImageDraw, ImageOps

from posts.accent import LIGHT
from posts.colours import Colour
from posts.pictures import decoding_lock

TAB_SIZES = (16, 32, 48)  # pixels, all in one file
SCALE = 4  # the bubble is drawn larger, for smooth edges
TOUCH_MARGIN = 0.1  # share of a side: phones cut off the corners


def favicon(data: bytes | None, colour: Colour) -> bytes:
    """Return /favicon.ico, made from the content of a stored picture, or in a colour."""
    file = io.BytesIO()
    side = TAB_SIZES[-1]
    _square(data, colour, side).save(file, "ICO", sizes=[(size, size) for size in TAB_SIZES])
    return file.getvalue()


def icon(data: bytes | None, colour: Colour, side: int) -> bytes:
    """Return a PNG of `side` pixels, transparent around the picture."""
    return _png(_square(data, colour, side))


def touch_icon(data: bytes | None, colour: Colour, side: int) -> bytes:
    """Return a PNG for a phone's home screen, which must not be transparent."""
    margin = round(side * TOUCH_MARGIN)
    picture = _square(data, colour, side - 2 * margin)
    paper = Image.new("RGB", (side, side), LIGHT.paper.channels)
    paper.paste(picture, (margin, margin), picture)
    return _png(paper)


def _square(data, colour, side):
    if data is None:
        return _bubble(colour, side)
    with decoding_lock:
        picture = Image.open(io.BytesIO(data), formats=("JPEG", "PNG")).convert("RGBA")
        visible = picture.crop(picture.getchannel("A").getbbox())
        return ImageOps.pad(visible, (side, side), Image.Resampling.LANCZOS, color=(0, 0, 0, 0))


def _bubble(colour, side):
    """Draw a speech bubble with two lines in it, on a grid of 32."""
    unit = side * SCALE / 32
    picture = Image.new("RGBA", (side * SCALE, side * SCALE))
    draw = ImageDraw.Draw(picture)

    def scaled(*numbers):
        return [number * unit for number in numbers]

    draw.rounded_rectangle(scaled(2, 3, 30, 23), 2 * unit, fill=colour.channels)
    draw.polygon(scaled(7, 22, 7, 30, 15, 22), fill=colour.channels)
    draw.rectangle(scaled(8, 9, 24, 11.5), fill="white")
    draw.rectangle(scaled(8, 14.5, 19, 17), fill="white")
    return picture.resize((side, side), Image.Resampling.LANCZOS)


def _png(picture):
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()
