"""Uploaded pictures, checked and written again by Pillow.

Only this module and `icons.py`, which opens the stored files, use Pillow. It leaves three dangers
to its callers:

- It opens some forty formats. Only the four of ACCEPTED_FORMATS are accepted, by name.
- A small file may decode to gigabytes. The size in the header is checked before decoding.
- It ignores data after the picture, such as a hidden HTML page. Such a file is refused. The upload
  itself is never stored: its pixels are written into new files, without its metadata.
"""

import hashlib
import io
import threading
import zipfile
from dataclasses import dataclass, field

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext
from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError

ACCEPTED_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MAX_UPLOAD_BYTES = 20 * 2**20  # enough for the largest file of a good camera
MAX_PIXELS = 50_000_000  # the largest camera JPEG; a JPEG is scaled down while it is decoded
MAX_DECODED_PIXELS = 25_000_000  # 260 MB of memory, 360 MB for the worst JPEG, of a server's 1 GB
MAX_DECODED_WEBP_PIXELS = 12_500_000  # the same memory: its decoder makes four more copies
MAX_HEIGHT = 10_000  # pixels after scaling; WebP allows 16,383, but memory would not
MIN_SIDE = 40  # pixels; a smaller picture is a spacer
WIDTHS = (400, 800, 1200, 1600)  # pixels: a phone at 1x and 2x, the widest article at 2x
SAVE_OPTIONS = {"WEBP": {"quality": 78, "method": 4}, "JPEG": {"quality": 82, "progressive": True}}
SCALABLE_MODES = ("L", "LA", "RGB", "RGBA", "CMYK")
SIDEWAYS = (5, 6, 7, 8)  # Exif orientations that turn the picture by a quarter

Image.MAX_IMAGE_PIXELS = None  # checked here instead; Pillow's own check only warns

decoding_lock = threading.Lock()  # one picture at a time, because memory suffices for one

# Beginnings of other kinds of file. At least five bytes each: four occur by chance in one of a
# hundred camera pictures.
FOREIGN_MARKERS = (b"<script", b"<svg ", b"<svg>", b"<html", b"<!doctype", b"<?php", b"%pdf-")


class UnusablePicture(ValueError):
    """The file cannot be used; the message is shown to the person who sent it."""


@dataclass
class Picture:
    """A picture in all served sizes; `files` maps each file's name to its content.

    When the files are stored, `announced` has the keys of what lets them stay.
    """

    stem: str
    fallback: str
    width: int
    height: int
    widths: list[int]
    files: dict[str, bytes] = field(repr=False)
    announced: list[int] = field(default_factory=list)


def prepare_picture(data: bytes) -> Picture:
    """Return the picture in an uploaded file, in all served sizes. Raises UnusablePicture."""
    _check_before_opening(data)
    stem = f"images/{hashlib.sha256(data).hexdigest()[:24]}"
    with decoding_lock:
        return _render_sizes(_decode(data), stem)


SERVED_FORMATS = {"webp": "WEBP", "jpg": "JPEG", "png": "PNG"}


def check_served_file(data: bytes, suffix: str, most_wide: int):
    """Check that a file from another blog is one that this site could have made.

    Raises UnusablePicture for a file that does not match its suffix, has metadata or other data in
    it, is broken, or is wider than `most_wide`.
    """
    _check_before_opening(data)
    with decoding_lock, _open(data) as picture:
        _check_for_other_files(data)
        if picture.format != SERVED_FORMATS[suffix]:
            raise UnusablePicture(gettext("The file is of another kind than its name says."))
        if picture.width > most_wide or {"exif", "xmp", "comment"} & picture.info.keys():
            raise UnusablePicture(gettext("This site would have made another file."))
        try:
            picture.load()
        except (OSError, ValueError, SyntaxError, EOFError):
            raise UnusablePicture(gettext("The picture is broken. Please save it again.")) from None


def _check_before_opening(data):
    if len(data) > MAX_UPLOAD_BYTES:
        size = MAX_UPLOAD_BYTES // 2**20
        message = gettext("The file has more than %(size)d MB. Please send a smaller one.")
        raise UnusablePicture(message % {"size": size})
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<?xml", b"<svg", b"<!doctype svg")) or b"<svg" in head[:1024]:
        raise UnusablePicture(gettext("SVG drawings can carry scripts. Please export it as PNG."))


def _decode(data):
    """Return the picture upright, in sRGB, and no wider than the widest that is served."""
    with _open(data) as raw:
        _check_for_other_files(data)
        profile = raw.info.get("icc_profile")
        try:
            raw.load()
            has_alpha = "A" in raw.getbands() or "transparency" in raw.info
            picture = ImageOps.exif_transpose(_shrink(_to_eight_bits(raw, has_alpha)))
        except (OSError, ValueError, SyntaxError, EOFError):
            raise UnusablePicture(gettext("The picture is broken. Please save it again.")) from None
    _check_height(picture)
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        picture = _to_srgb(picture, profile)
    picture = picture.convert("RGBA" if has_alpha else "RGB")
    picture.info = {}  # Pillow would write comments and profiles into every copy
    return picture


def _open(data):
    try:
        picture = Image.open(io.BytesIO(data), formats=ACCEPTED_FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise UnusablePicture(gettext("This is no JPEG, PNG, WebP or GIF picture.")) from None
    _check_after_opening(picture)
    return picture


def _check_after_opening(picture):
    size = picture.size
    _check_pixels(size, size, MAX_PIXELS)
    if min(size) < MIN_SIDE:
        message = gettext("The picture is narrower than %(pixels)d pixels.")
        raise UnusablePicture(message % {"pixels": MIN_SIDE})
    if _is_animated(picture):
        raise UnusablePicture(
            gettext("Animated pictures are not accepted. Save one frame as a picture.")
        )
    picture.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))  # JPEG decodes smaller at once
    most = MAX_DECODED_WEBP_PIXELS if picture.format == "WEBP" else MAX_DECODED_PIXELS
    _check_pixels(size, picture.size, most)


def _check_pixels(size, decoded_size, most):
    if decoded_size[0] * decoded_size[1] > most:
        message = gettext(
            "The picture has more than %(most)s million pixels (%(width)s × %(height)s). Please"
            " scale it down."
        )
        width, height = map(intcomma, size)
        raise UnusablePicture(
            message % {"most": f"{most / 1e6:g}", "width": width, "height": height}
        )


def _is_animated(picture):
    # The JPEG of a phone ("MPO") may hold a second picture, such as a depth map, but does not move.
    return picture.format != "MPO" and getattr(picture, "is_animated", False)


def _check_for_other_files(data):
    lowered = data.lower()
    if any(mark in lowered for mark in FOREIGN_MARKERS) or zipfile.is_zipfile(io.BytesIO(data)):
        raise UnusablePicture(
            gettext(
                "The file is a picture and something else in one. Please save it again as PNG or"
                " JPEG."
            )
        )


def _check_height(picture):
    if picture.height > MAX_HEIGHT:
        message = gettext(
            "The picture is too tall for its width: %(width)s × %(height)s pixels as readers would"
            " get it, and %(limit)s is the limit. Please cut it up."
        )
        sizes = {"width": picture.width, "height": picture.height, "limit": MAX_HEIGHT}
        raise UnusablePicture(message % {name: intcomma(size) for name, size in sizes.items()})


def _to_eight_bits(raw, has_alpha):
    """Return the picture in a mode that can be scaled: no palette, no 16-bit grey."""
    if raw.mode in ("I", "I;16", "F"):  # convert() alone would clip these values
        return raw.convert("F").point(lambda value: value / 256).convert("L")
    return raw if raw.mode in SCALABLE_MODES else raw.convert("RGBA" if has_alpha else "RGB")


def _shrink(picture):
    """Return the picture, scaled down if it would be wider, when upright, than any served size."""
    is_sideways = picture.getexif().get(ExifTags.Base.Orientation) in SIDEWAYS
    width = picture.height if is_sideways else picture.width
    if width <= WIDTHS[-1]:
        return picture
    size = [max(1, round(side * WIDTHS[-1] / width)) for side in picture.size]
    return picture.resize(size, Image.Resampling.LANCZOS)


def _to_srgb(picture, profile):
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, source, srgb, outputMode=mode) or picture
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # an unreadable profile is ignored


def _render_sizes(picture, stem):
    widths = [*(width for width in WIDTHS if width < picture.width), picture.width]
    files = {f"{stem}-{width}.webp": _encode(_scale(picture, width), "WEBP") for width in widths}
    kind, suffix = ("PNG", "png") if picture.mode == "RGBA" else ("JPEG", "jpg")
    files[f"{stem}.{suffix}"] = _encode(picture, kind)
    return Picture(stem, suffix, picture.width, picture.height, widths, files)


def _scale(picture, width):
    height = max(1, round(picture.height * width / picture.width))
    if (width, height) == picture.size:
        return picture
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def _encode(picture, kind):
    file = io.BytesIO()
    picture.save(file, kind, **SAVE_OPTIONS.get(kind, {"optimize": True}))
    return file.getvalue()
