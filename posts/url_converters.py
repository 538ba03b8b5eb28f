"""Path converters: dates that exist, ids that the database can hold; and such ids in queries."""

import datetime
import re

from django.urls import register_converter

from posts.colours import Colour
from posts.page_paths import why_refused
from posts.slugs import in_nfc


class DateConverter:
    """2010/07/29 ↔ date; a day that does not exist matches no URL."""

    regex = "[0-9]{4}/[0-9]{2}/[0-9]{2}"

    def to_python(self, value: str) -> datetime.date:
        return datetime.date.fromisoformat(value.replace("/", "-"))

    def to_url(self, value: datetime.date) -> str:
        return f"{value:%Y/%m/%d}" if value.year > 999 else f"{value.year:04}/{value:%m/%d}"


class SlugConverter:
    """A slug in any script; an imported one may be as long as the database column.

    A URL may be typed with decomposed letters (Zürich); it leads to the composed one.
    """

    regex = r"[^/\x00-\x1f\x7f]{1,200}"
    to_python = staticmethod(in_nfc)
    to_url = str


class PagePathConverter:
    """The path of a page: names in any script, separated by slashes; none that the site uses."""

    regex = r"[^/\x00-\x1f\x7f]+(?:/[^/\x00-\x1f\x7f]+)*"
    to_url = str

    def to_python(self, value: str) -> str:
        path = in_nfc(value)
        if why_refused(path):
            raise ValueError
        return path


class IdConverter:
    """A primary key, with one digit less than a bigint can have."""

    regex = "[1-9][0-9]{0,17}"
    to_python = int
    to_url = str


def positive_int(text: str) -> int | None:
    """Return the number in a query or a form, valid as in paths; None for anything else."""
    return int(text) if re.fullmatch(IdConverter.regex, text) else None


class YearConverter:
    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        return datetime.date(int(value), 1, 1).year  # there is no year 0

    def to_url(self, value: int) -> str:
        return f"{value:04}"


class MonthConverter:
    regex = "0[1-9]|1[0-2]"
    to_python = int

    def to_url(self, value: int) -> str:
        return f"{value:02}"


class ImageFileConverter:
    """A file of an image, with a name and a format that only this site writes."""

    regex = r"images/[0-9a-f]{16,64}(?:-[0-9]{1,5})?\.(?:webp|jpg|png)"
    to_python = str
    to_url = str


class ColourConverter:
    """A colour as six hexadecimal digits."""

    regex = "[0-9a-f]{6}"
    to_python = staticmethod(Colour.parse)
    to_url = str


class IconSideConverter:
    """The side, in pixels, of an icon that pages link to."""

    regex = "192|512"
    to_python = int
    to_url = str


register_converter(DateConverter, "date")
register_converter(SlugConverter, "post_slug")
register_converter(PagePathConverter, "page_path")
register_converter(IdConverter, "id")
register_converter(YearConverter, "year")
register_converter(MonthConverter, "month")
register_converter(ImageFileConverter, "image_file")
register_converter(ColourConverter, "colour")
register_converter(IconSideConverter, "icon_side")

POST = "<date:date>/<post_slug:slug>/"  # the URL of a post; its feed and forms are below it
PAGE = "<page_path:path>/"  # the URL of a page of this blog; its feed and forms are below it, too
