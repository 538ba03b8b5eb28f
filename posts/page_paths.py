"""Which paths a page of this blog may have: none that the site itself uses."""

import re
from functools import cache

from django.core.exceptions import ValidationError
from django.urls import URLResolver, get_resolver
from django.utils.translation import gettext

from posts.slugs import cut, in_nfc, slug_of, validate_slug

PAGE_PATH_LENGTH = 300  # percent-encoded in any script, it stays within the 8 KB of a request line

# Below the URL of every post: the feed of its comments, and the form for them.
OF_CONVERSATIONS = ("feed", "respond")
# Reserved although no URL pattern begins with them.
RESERVED = ("api", "embed", "static", "favicon.ico")
YEAR = re.compile("[0-9]{4}")


def page_path(typed: str) -> str:
    """Return a typed path in the form in which it is stored: “/About/” is “About”."""
    return in_nfc(typed.strip().strip("/").strip())


def path_of_title(title: str) -> str:
    """Return the path for a page with this title."""
    return slug_of(title, 100) or "page"


def numbered_path(path: str, number: int) -> str:
    """Return the path with a number after it, for a page whose path is taken."""
    return f"{cut(path, PAGE_PATH_LENGTH - 10)}-{number}"


def why_refused(path: str) -> str:
    """Return why no page may have this path, as a sentence for editors, or ""."""
    names = path.split("/")
    if len(path) > PAGE_PATH_LENGTH:
        return gettext("A path has at most %(most)d characters.") % {"most": PAGE_PATH_LENGTH}
    if YEAR.fullmatch(names[0]):
        return gettext("“/%(name)s/” belongs to the archive of that year.") % {"name": names[0]}
    if names[0].casefold() in site_names():
        return gettext("“/%(name)s/” belongs to the site itself.") % {"name": names[0]}
    for name in names:
        if not name:
            return gettext("Something is missing between two slashes.")
        try:
            validate_slug(name)
        except ValidationError:
            return gettext(
                "“%(name)s”: use letters, digits, hyphens and underscores, and a slash before the"
                " name of a page below another."
            ) % {"name": name}
        if name.casefold() in OF_CONVERSATIONS:
            return gettext("“%(name)s” belongs to the comments of every page.") % {"name": name}
    return ""


@cache
def site_names() -> frozenset[str]:
    """Return the first parts of the site's own URLs: “search”, “tags”, “admin”."""
    return frozenset(RESERVED) | {name.casefold() for name in _first_names(get_resolver())}


def _first_names(resolver):
    for pattern in resolver.url_patterns:
        route = str(pattern.pattern)
        if name := route.partition("/")[0]:
            if "<" not in name:  # a year, part of a file's name, a page
                yield name
        elif isinstance(pattern, URLResolver):
            yield from _first_names(pattern)
