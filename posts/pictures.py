"""Uploaded pictures, checked and written anew by Pillow: the only module that knows it.

What Pillow leaves to its callers, and how it is met here:

- It guesses the format from the content, from some forty: four are asked for by name.
- A small file may unfold to gigabytes. The size in the header is read before anything is decoded.
- It decodes what follows no format (a page hidden behind the picture): such a file is refused.
  Nothing of the upload is kept anyway: pixels are written into new files, without its metadata.
"""

import hashlib
import io
import threading
import zipfile
from dataclasses import dataclass, field

from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_BYTES = 20 * 2**20  # a camera's best
MOST_PIXELS = 50_000_000  # a camera's best, as JPEG, of which fewer are decoded
MOST_DECODED = 25_000_000  # 260 MB, and 360 in the dearest JPEG, of the gigabyte a server has
MOST_DECODED_AS_WEBP = 12_500_000  # as much, for its decoder keeps four copies more
TALLEST = 10_000  # pixels, at the width readers get; WebP ends at 16,383, our memory before
NARROWEST = 40  # pixels; less is a spacer, not a picture
WIDTHS = (400, 800, 1200, 1600)  # a phone's measure, at one and two dots; the article's, at two
QUALITY = {"WEBP": {"quality": 78, "method": 4}, "JPEG": {"quality": 82, "progressive": True}}
SCALABLE = ("L", "LA", "RGB", "RGBA", "CMYK")
SIDEWAYS = (5, 6, 7, 8)  # Exif's orientations in which a stored row is a column of what is seen

Image.MAX_IMAGE_PIXELS = None  # measured here, with a reason; Pillow's own check only warns

one_at_a_time = threading.Lock()  # in a process: the memory is counted for one

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
    stem = f"images/{hashlib.sha256(data).hexdigest()[:24]}"
    with one_at_a_time:
        return _in_all_sizes(_decoded(data), stem)


def _check_outside(data):
    if len(data) > MOST_BYTES:
        size = MOST_BYTES // 2**20
        raise Unusable(f"The file has more than {size} MB. Please send a smaller one.")
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<?xml", b"<svg", b"<!doctype svg")) or b"<svg" in head[:1024]:
        raise Unusable("SVG drawings can carry scripts. Please export it as PNG.")


def _decoded(data):
    """Give the pixels as they are meant to be seen: upright, in sRGB, no wider than we serve."""
    with _opened(data) as raw:
        _check_nothing_else(data)
        profile = raw.info.get("icc_profile")
        try:
            raw.load()
            has_alpha = "A" in raw.getbands() or "transparency" in raw.info
            picture = ImageOps.exif_transpose(_shrunk(_in_eight_bits(raw, has_alpha)))
        except (OSError, ValueError, SyntaxError, EOFError):
            raise Unusable("The picture is broken. Please save it anew.") from None
    _check_height(picture)
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        picture = _in_srgb(picture, profile)
    picture = picture.convert("RGBA" if has_alpha else "RGB")
    picture.info = {}  # Pillow would write comments and profiles into every copy
    return picture


def _opened(data):
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Unusable("This is no JPEG, PNG, WebP or GIF picture.") from None
    _check_inside(picture)
    return picture


def _check_inside(picture):
    size = picture.size
    _check_pixels(size, size, MOST_PIXELS)
    if min(size) < NARROWEST:
        raise Unusable(f"The picture is narrower than {NARROWEST} pixels.")
    if _moves(picture):
        raise Unusable("The picture moves. Please save the moment you want as PNG or JPEG.")
    picture.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))  # JPEG decodes smaller at once
    most = MOST_DECODED_AS_WEBP if picture.format == "WEBP" else MOST_DECODED
    _check_pixels(size, picture.size, most)


def _check_pixels(said, counted, most):
    if counted[0] * counted[1] > most:
        raise Unusable(
            f"The picture has more than {most / 1e6:g} million pixels"
            f" ({said[0]:,} × {said[1]:,}). Please scale it down."
        )


def _moves(picture):
    # A telephone's JPEG holds a second picture, a depth or a thumbnail ("MPO"), and stands still.
    return picture.format != "MPO" and getattr(picture, "is_animated", False)


def _check_nothing_else(data):
    lowered = data.lower()
    if any(mark in lowered for mark in FOREIGN) or zipfile.is_zipfile(io.BytesIO(data)):
        raise Unusable(
            "The file is a picture and something else in one. Please save it anew as PNG or JPEG."
        )


def _check_height(picture):
    if picture.height > TALLEST:
        raise Unusable(
            f"The picture is too tall for its width: {picture.width:,} × {picture.height:,} pixels"
            f" as readers would get it, and {TALLEST:,} is the limit. Please cut it into several."
        )


def _in_eight_bits(raw, has_alpha):
    """Give colours that can be scaled, for neither numbers of a palette nor deep greys can."""
    if raw.mode in ("I", "I;16", "F"):  # which convert() would cut off, not scale
        return raw.convert("F").point(lambda value: value / 256).convert("L")
    return raw if raw.mode in SCALABLE else raw.convert("RGBA" if has_alpha else "RGB")


def _shrunk(picture):
    """Give the picture no wider, once it is upright, than the widest we serve."""
    is_sideways = picture.getexif().get(ExifTags.Base.Orientation) in SIDEWAYS
    width = picture.height if is_sideways else picture.width
    if width <= WIDTHS[-1]:
        return picture
    size = [max(1, round(side * WIDTHS[-1] / width)) for side in picture.size]
    return picture.resize(size, Image.Resampling.LANCZOS)


def _in_srgb(picture, profile):
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, given, srgb, outputMode=mode) or picture
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a profile that nobody can read changes no colour


def _in_all_sizes(picture, stem):
    widths = [*(width for width in WIDTHS if width < picture.width), picture.width]
    files = {f"{stem}-{width}.webp": _written(_scaled(picture, width), "WEBP") for width in widths}
    kind, suffix = ("PNG", "png") if picture.mode == "RGBA" else ("JPEG", "jpg")
    files[f"{stem}.{suffix}"] = _written(picture, kind)
    return Picture(stem, suffix, picture.width, picture.height, widths, files)


def _scaled(picture, width):
    height = max(1, round(picture.height * width / picture.width))
    same = (width, height) == picture.size
    return picture if same else picture.resize((width, height), Image.Resampling.LANCZOS)


def _written(picture, kind):
    file = io.BytesIO()
    picture.save(file, kind, **QUALITY.get(kind, {"optimize": True}))
    return file.getvalue()
