"""Uploaded pictures, checked and written anew by Pillow: the only module that knows it.

What Pillow leaves to its callers, and how it is met here:

- It guesses the format from the content, from some forty: four are asked for by name.
- A small file may unfold to gigabytes. The size in the header is read before anything is decoded.
- It decodes what follows no format (a page hidden behind the picture): such a file is refused.
  Nothing of the upload is kept anyway: pixels are written into new files, without its metadata.
"""

import hashlib
import io
import zipfile
from dataclasses import dataclass, field

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_BYTES = 20 * 2**20  # a camera's best
MOST_PIXELS = 50_000_000  # some 200 MB while it is decoded
NARROWEST = 40  # pixels; less is a spacer, not a picture
WIDTHS = (400, 800, 1200, 1600)  # a phone's measure, at one and two dots; the article's, at two
QUALITY = {"WEBP": {"quality": 78, "method": 4}, "JPEG": {"quality": 82, "progressive": True}}

Image.MAX_IMAGE_PIXELS = None  # measured here, with a reason; Pillow's own check only warns

# What begins another kind of file, in one that is a picture, too. Five bytes and more: any four
# stand in one camera's picture of a hundred by chance.
FOREIGN = (b"<script", b"<svg ", b"<svg>", b"<html", b"<!doctype", b"<?php", b"%pdf-")


class Unusable(ValueError):
    """The file cannot be taken; the message tells its sender why."""


@dataclass
class Picture:
    """A picture in all its sizes, ready to be stored; `files` by name."""

    stem: str
    fallback: str
    width: int
    height: int
    widths: list[int]
    files: dict[str, bytes] = field(repr=False)


def prepared(data: bytes) -> Picture:
    """Give the picture that an uploaded file holds, in the sizes we serve; or raise Unusable."""
    _check_outside(data)
    with _opened(data) as raw:
        _check_nothing_else(data)
        picture = _upright(raw)
    stem = f"images/{hashlib.sha256(data).hexdigest()[:24]}"
    widths = sorted({width for width in WIDTHS if width < picture.width} | {_widest(picture)})
    largest = _scaled(picture, widths[-1])
    files = {f"{stem}-{width}.webp": _written(_scaled(largest, width), "WEBP") for width in widths}
    kind, suffix = ("PNG", "png") if picture.mode == "RGBA" else ("JPEG", "jpg")
    files[f"{stem}.{suffix}"] = _written(largest, kind)
    return Picture(stem, suffix, largest.width, largest.height, widths, files)


def _check_outside(data):
    if len(data) > MOST_BYTES:
        size = MOST_BYTES // 2**20
        raise Unusable(f"The file has more than {size} MB. Please send a smaller one.")
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<?xml", b"<svg", b"<!doctype svg")) or b"<svg" in head[:1024]:
        raise Unusable("SVG drawings can carry scripts. Please export it as PNG.")


def _opened(data):
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Unusable("This is no JPEG, PNG, WebP or GIF picture.") from None
    if picture.width * picture.height > MOST_PIXELS:
        millions = MOST_PIXELS // 1_000_000
        size = f"{picture.width:,} × {picture.height:,}"
        raise Unusable(
            f"The picture has more than {millions} million pixels ({size}). Please scale it down."
        )
    if min(picture.size) < NARROWEST:
        raise Unusable(f"The picture is narrower than {NARROWEST} pixels.")
    return picture


def _check_nothing_else(data):
    lowered = data.lower()
    if any(mark in lowered for mark in FOREIGN) or zipfile.is_zipfile(io.BytesIO(data)):
        raise Unusable(
            "The file is a picture and something else in one. Please save it anew as PNG or JPEG."
        )


def _upright(raw):
    """Give the pixels as they are meant to be seen: turned upright, in sRGB, decoded once."""
    profile = raw.info.get("icc_profile")
    try:
        raw.draft("RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1]))  # JPEG decodes smaller at once
        raw.load()
        has_alpha = "A" in raw.getbands() or "transparency" in raw.info
        picture = ImageOps.exif_transpose(raw)
    except (OSError, ValueError, SyntaxError, EOFError):
        raise Unusable("The picture is broken. Please save it anew.") from None
    if picture.mode in ("I", "I;16", "F"):  # deep greys, which convert() would cut off, not scale
        picture = picture.convert("F").point(lambda value: value / 256)
        picture = picture.convert("L")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        picture = _in_srgb(picture, profile)
    return picture.convert("RGBA" if has_alpha else "RGB")


def _in_srgb(picture, profile):
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, given, srgb, outputMode=mode) or picture
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a profile that nobody can read changes no colour


def _widest(picture):
    return min(picture.width, WIDTHS[-1])


def _scaled(picture, width):
    height = max(1, round(picture.height * width / picture.width))
    same = (width, height) == picture.size
    return picture if same else picture.resize((width, height), Image.Resampling.LANCZOS)


def _written(picture, kind):
    file = io.BytesIO()
    picture.save(file, kind, **QUALITY.get(kind, {"optimize": True}))
    return file.getvalue()
