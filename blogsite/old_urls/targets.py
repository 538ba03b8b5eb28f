"""Find the targets of old URLs now. The result is always a path of this site."""

from datetime import date
from urllib.parse import unquote, urlencode

from django.urls import reverse
from django.utils.encoding import iri_to_uri

from blogsite.old_urls.readings import (
    FILES,
    FRONT_PARAMETERS,
    SITEMAP,
    OldURL,
    Reading,
    page_in,
)
from comments.conversation import ROOTS_PER_PAGE, SORTS
from comments.models import Comment
from posts.archives import POSTS_PER_PAGE
from posts.models import OldAddress, Post, Tag
from posts.slugs import in_nfc

# Parameters of this site's own pages. With other values they would answer 404.
OWN_PARAMETERS = {"page", "sort", "view"}
WHOLE = ("view", "whole")
VIEWS_OF_CONVERSATION = {WHOLE, *(("sort", name) for name in SORTS)}


def target_of(path: str, query: str = "") -> str | None:
    """Return the path and query that an old URL leads to; None if there is none.

    `path` is not percent-encoded, `query` is. Takes at most five queries.
    """
    target = path_now(path, query)
    if target is None or target.partition("?")[0] != iri_to_uri(path):
        return target
    # Only the front page has other pages and WordPress's parameters.
    parameters = OldURL(path, query).parameters
    is_loop = path != "/" or FRONT_PARAMETERS.isdisjoint(parameters)
    return None if is_loop else target


def path_now(path: str, query: str = "") -> str | None:
    """Return the current path of an old URL, as `target_of` does; it may be the same path."""
    if "\x00" in path or len(path) > OldAddress.MAX_LENGTH:
        return None
    return _Search(OldURL(in_nfc(path), query)).target()


class _Search:
    """A search for the target of one old URL."""

    def __init__(self, old):
        self.old = old

    def target(self):
        readings = [*self.old.readings()]
        self.rows = self._rows(readings)
        # Some blogs are in a directory of their site.
        if self.old.parts and self._is_front(f"/{self.old.parts[0]}/"):
            readings = [*self.old.readings(skipped=1)]
            self.rows |= self._rows(readings)
        return (
            self._by_whole_query()
            or self._page_without_slash()
            or self._first(self._by_row, readings)
            or self._first(self._by_rule, readings)
            or self._by_slug(readings)
            or self._by_words()
        )

    @staticmethod
    def _first(find, readings):
        return next(filter(None, map(find, readings)), None)

    def _rows(self, readings):
        keys = {key for reading in readings if reading.parts for key in reading.stored_paths()}
        keys |= {f"/{part}/" for part in self.old.parts[:1]}
        if self.old.query:
            keys.add(self._whole)
        keys = [key for key in keys if "\x00" not in key]
        return {row.path: row for row in OldAddress.objects.with_targets().filter(path__in=keys)}

    @property
    def _whole(self):
        return in_nfc(f"{self.old.path}?{unquote(self.old.query)}")

    def _is_front(self, key):
        return key in self.rows and self.rows[key].url == "/"

    def _by_whole_query(self):
        """Return the target of a path that is stored with its whole query."""
        row = self.old.query and self.rows.get(self._whole)
        return row and self._url(row.target, Reading(), with_query=False)

    def _by_row(self, reading):
        rows = (self.rows.get(key) for key in (reading.stored_paths() if reading.parts else ()))
        return next(filter(None, (self._url(row.target, reading) for row in rows if row)), None)

    def _page_without_slash(self):
        path = self.old.path
        if path.endswith("/"):
            return None
        page = Post.objects.published().at(path=path.strip("/")).first()
        return page and page.get_absolute_url()

    # Without a row

    def _by_rule(self, reading):
        name = reading.path.lower()
        if reading.is_front:
            return self._front(reading)
        if name in FILES:
            return f"/{FILES[name]}/"
        if name == "comments" and reading.feed:
            return reverse("comments:feed")
        if SITEMAP.fullmatch(name) and name != "sitemap.xml" and not self.old.query:
            return reverse("posts:sitemap")
        return self._archive(reading)

    def _front(self, reading):
        if reading.feed:
            return reverse("posts:feed")
        if self.old.words is not None:
            return None
        return self._list("/", Post.objects.listed(), reading)

    def _archive(self, reading):
        """Return the archive of a year, a month or a day; it has no feed."""
        parts = [part for part in reading.parts if part.lower() not in ("date", "archives")]
        if not 1 <= len(parts) <= 3 or not all(p.isascii() and p.isdigit() for p in parts):
            return None
        numbers = [int(part) for part in parts]
        try:
            date(*numbers, *[1] * (3 - len(numbers)))
        except (ValueError, OverflowError):
            return None
        names = ("date__year", "date__month", "date__day")
        posts = Post.objects.listed().filter(**dict(zip(names, numbers, strict=False)))
        path = f"/{numbers[0]:04}/" + "".join(f"{number:02}/" for number in numbers[1:])
        return self._list(path, posts, reading._replace(feed=False))

    def _by_slug(self, readings):
        """Return the imported post whose slug is the last part of the path, if it is the only one.

        Its site may have had other permalinks before, and redirected them, too.
        """
        slugs = {slug for r in readings if r.parts for slug in (r.parts[-1], r.parts[-1].lower())}
        slugs = [slug for slug in slugs if "\x00" not in slug]
        imported = Post.objects.published().filter(origin__isnull=False)
        posts = imported.filter(slug__in=slugs)[:50] if slugs else []
        for reading in readings:
            fitting = [post for post in posts if self._fits(post, reading)]
            if len(fitting) == 1:
                return self._url(fitting[0], reading)
        return None

    @staticmethod
    def _fits(post, reading):
        """Return whether a path ends with the slug of a post, and has no other date in it."""
        if not reading.parts or post.slug not in (reading.parts[-1], reading.parts[-1].lower()):
            return False
        numbers = [int(p) for p in reading.parts[:-1] if p.isascii() and p.isdigit() and len(p) < 5]
        if not numbers or post.date is None:
            return not numbers
        return numbers[:3] == [post.date.year, post.date.month, post.date.day][: len(numbers[:3])]

    def _by_words(self):
        words = self.old.words
        return words and f"{reverse('search')}?{urlencode({'q': words})}"

    # URLs

    def _url(self, target, reading, *, with_query=True):
        if isinstance(target, str):
            return iri_to_uri(target)
        if isinstance(target, Post):
            return self._post(target, reading, with_query) if target.is_published else None
        if isinstance(target, Tag):
            posts = Post.objects.under(target.slug)
            return self._shelf(target.get_absolute_url(), posts.listed(), reading)
        path = reverse("posts:author", args=[target.pk])
        return self._shelf(path, target.posts.listed(), reading)

    def _post(self, post, reading, with_query):
        path = post.get_absolute_url()
        others = self.old.other_parameters() if with_query else []
        parameters = [pair for pair in others if pair[0] not in OWN_PARAMETERS]
        if reading.feed:
            path += "feed/"
        else:
            parameters += [pair for pair in others if pair in VIEWS_OF_CONVERSATION]
            number = max(reading.comment_page, page_in(others))
            if number > 1 and WHOLE not in parameters:
                roots = Comment.objects.on(post).rendered_roots().count()
                parameters += _page(number, roots, ROOTS_PER_PAGE)
        return f"{path}{'?' if parameters else ''}{urlencode(parameters)}"

    def _shelf(self, path, posts, reading):
        if not reading.feed:
            return self._list(path, posts, reading)
        return f"{path}feed/" if posts.exists() else None

    def _list(self, path, posts, reading):
        """Return the URL of a list at the requested page, or at its last; None if it is empty."""
        count = posts.count()
        if not count and path != "/":
            return None
        others = self.old.other_parameters()
        parameters = [pair for pair in others if pair[0] not in OWN_PARAMETERS]
        parameters += _page(max(reading.page, page_in(others)), count, POSTS_PER_PAGE)
        return f"{path}{'?' if parameters else ''}{urlencode(parameters)}"


def _page(number, count, size):
    """Return the parameter for a page, or for the last one; none for the first."""
    number = min(number, max(1, -(-count // size)))
    return [("page", number)] if number > 1 else []
