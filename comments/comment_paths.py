"""The paths of many comments; a frame's URL configuration has other paths."""

from functools import cache

from django.urls import get_urlconf, reverse


def path_of(pk) -> str:
    """Return the path of a comment's permalink, below which its forms are; `pk` may be any text."""
    return f"{_beginning(get_urlconf())}{pk}/"


@cache
def _beginning(urlconf):
    return reverse("comments:comment", urlconf, kwargs={"pk": 1}).removesuffix("1/")
