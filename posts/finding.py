"""Find the posts at URLs of this site, many at once."""

import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import unquote

from django.db.models import Value
from django.db.models.functions import Concat

from posts.models import OldAddress, Post
from posts.page_paths import PAGE_PATH_LENGTH
from posts.slugs import in_nfc

OF_POST = re.compile(r"/([0-9]{4})/([0-9]{2})/([0-9]{2})/([^/]{1,200})/?")


def path_at(url: str, hosts: Iterable[str]) -> str | None:
    """Return the path of a URL of this site, or of a path; None for any other text.

    It is not percent-encoded; the query and the fragment are left out.
    """
    scheme, separator, rest = url.partition("://")
    if separator and scheme.lower() in ("http", "https"):
        host, slash, rest = rest.partition("/")
        path = slash + rest if host.lower() in hosts else ""
    else:
        path = url
    path = in_nfc(unquote(path.partition("#")[0].partition("?")[0]))
    is_path = path.startswith("/") and not path.startswith("//")
    return path if is_path and "\x00" not in path else None


def comment_counts_at(paths: set[str]) -> dict[str, tuple[int, int]]:
    """Map paths of public posts and pages to their ids and counts of comments.

    An earlier path of a post leads to it, too. It takes at most three queries for any number.
    """
    by_day = {path: place for path in paths if (place := _day_and_slug(path))}
    counts = _at_days(by_day)
    others = paths - counts.keys()
    counts |= _at_page_paths({path: path.strip("/") for path in others})
    return counts | _at_old_urls(others - counts.keys())


def _day_and_slug(path):
    match = OF_POST.fullmatch(path)
    if not match:
        return None
    try:
        return date(*map(int, match.groups()[:3])), match[4]
    except ValueError:
        return None


def _at_days(places):
    if not places:
        return {}
    days = {day for day, _slug in places.values()}
    # An expression, or the database would look up each slug for each of the days.
    slug = Concat("slug", Value(""))
    posts = Post.objects.published_anywhere().filter(page_path=None, date__in=days)
    posts = posts.alias(of_slug=slug).filter(of_slug__in={slug for _day, slug in places.values()})
    rows = posts.values_list("date", "slug", "pk", "comment_count")
    counts = {(day, slug): (pk, count) for day, slug, pk, count in rows}
    return {path: counts[place] for path, place in places.items() if place in counts}


def _at_page_paths(page_paths):
    usable = {path for path in page_paths.values() if 0 < len(path) <= PAGE_PATH_LENGTH}
    if not usable:
        return {}
    pages = Post.objects.published_anywhere().filter(page_path__in=usable)
    counts = {path: rest for path, *rest in pages.values_list("page_path", "pk", "comment_count")}
    return {path: tuple(counts[page]) for path, page in page_paths.items() if page in counts}


def _at_old_urls(paths):
    usable = {path for path in paths if len(path) <= OldAddress.MAX_LENGTH}
    if not usable:
        return {}
    posts = Post.objects.published_anywhere().filter(old_addresses__path__in=usable)
    rows = posts.values_list("old_addresses__path", "pk", "comment_count")
    return {path: (pk, count) for path, pk, count in rows if path in usable}
