"""Parse an old URL: what it names, and whether it asks for a feed or a later page of that.

WordPress adds words to the end of a path for other views, and a site may have a page whose path
ends in such a word. So a path has several readings, the longest first.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl

FRONT_FILES = {"index.html", "index.htm", "index.php", "default.htm", "home.php"}
OTHER_VIEWS = {"amp", "embed", "print", "trackback", "mobile", "attachment"}
FEEDS = {"feed", "rss", "rss2", "rdf", "atom", "feed.xml", "rss.xml", "atom.xml", "index.xml"}
FILE_ENDING = re.compile(r"\.(?:html?|php|aspx?)$", re.IGNORECASE)
COMMENT_PAGE = re.compile(r"comment-page-([1-9][0-9]{0,5})", re.IGNORECASE)
NUMBER = re.compile(r"[1-9][0-9]{0,17}")
PAGE = re.compile(r"[1-9][0-9]{0,5}")
IMAGE_SIZE = re.compile(r"(?:-\d{1,5}x\d{1,5}|-scaled|-rotated|@2x)(?=\.\w{2,5}$)")
MAX_PARTS = 12  # paths with more parts have no meaning

# First parts of the paths of terms and authors. A site may have chosen others, in its language.
BASES = {
    "category": {
        "category",
        "categories",
        "topic",
        "topics",
        "kategorie",
        "categorie",
        "categoria",
    },
    "tag": {"tag", "tags", "label", "labels", "schlagwort", "etiquette", "etiqueta"},
    "author": {"author", "authors", "writer", "writers", "autor", "auteur", "autore"},
}
BEFORE_NUMBERS = {"archives", "archive", "p", "post", "posts", "entry", "item", "node"}
FILES = {
    **dict.fromkeys(("wp-rss.php", "wp-rss2.php", "wp-atom.php", "wp-rdf.php"), "feed"),
    "wp-feed.php": "feed",
    "wp-commentsrss2.php": "comments/feed",
}
# Of other programs: this site itself uses names like sitemap-posts.xml.
SITEMAP = re.compile(
    r"(?:[\w-]{1,40}-sitemap(?:[_-]?[\w-]{1,40})?|sitemap(?:_[\w-]{1,40}|-?\d{1,6})?)\.xml(?:\.gz)?"
)

# WordPress's parameters, which are dropped once they are read.
THINGS = ("p", "page_id", "attachment_id", "cat", "author")
NAMES = {"tag": "tag", "category_name": "category", "author_name": "author"}
SLUGS = ("name", "pagename", "attachment")
DATES = ("m", "year", "monthnum", "day")
VIEWS = ("feed", "paged", "cpage")
FRONT_PARAMETERS = {*THINGS, *NAMES, *SLUGS, *DATES, *VIEWS, "s"}
IGNORED = {
    *("replytocom", "share", "nb", "amp", "print", "preview", "preview_id", "preview_nonce"),
    *("withcomments", "withoutcomments", "post_type", "order", "orderby", "like_comment"),
}


class Reading(NamedTuple):
    """A possible meaning of an old URL: the parts of a path, and a view."""

    parts: tuple = ()
    feed: bool = False
    page: int = 1  # of a list
    comment_page: int = 1

    @property
    def path(self) -> str:
        return "/".join(self.parts)

    @property
    def is_front(self) -> bool:
        return not self.parts

    def shorter(self) -> "Reading | None":
        """Return the reading in which the last part is a view, not a name; else None."""
        if not self.parts:
            return None
        *before, last = self.parts
        word, before = last.lower(), tuple(before)
        if word in FRONT_FILES | OTHER_VIEWS:
            return self._replace(parts=before)
        if word in FEEDS:
            return self._replace(parts=before, feed=True)
        if match := COMMENT_PAGE.fullmatch(word):
            return self._replace(parts=before, comment_page=int(match[1]))
        if PAGE.fullmatch(word) and before and before[-1].lower() == "page":
            return self._replace(parts=before[:-1], page=int(word))
        if PAGE.fullmatch(word) and before and not before[-1].isdigit():
            return self._replace(parts=before)  # a page of a long post
        if FILE_ENDING.search(last):
            return self._replace(parts=(*before, FILE_ENDING.sub("", last)))
        return None

    def stored_paths(self) -> list[str]:
        """Return the paths under which it may be stored, the likeliest first."""
        keys = [f"/{self.path}", f"/{self.path}/"]
        base, last = self.parts[0].lower(), self.parts[-1]
        if len(self.parts) > 1:
            keys += (f"/{kind}/{last}/" for kind, names in BASES.items() if base in names)
        if NUMBER.fullmatch(last) and (len(self.parts) == 1 or base in BEFORE_NUMBERS):
            keys.append(f"/?p={last}")
        if IMAGE_SIZE.search(last):
            keys.append(f"/{IMAGE_SIZE.sub('', self.path)}")
        return [*keys, *(key.lower() for key in keys)]


class OldURL:
    """A requested path and query; percent-encoding in the path is decoded."""

    def __init__(self, path: str, query: str = ""):
        self.path, self.query = path, query
        self.parameters = dict(parse_qsl(query, keep_blank_values=True, max_num_fields=None))
        parts = tuple(part for part in path.split("/") if part)[: MAX_PARTS + 1]
        self.parts = parts[1:] if parts[:1] == ("index.php",) else parts

    def readings(self, skipped: int = 0) -> Iterator[Reading]:
        """Yield the readings, the longest path first, without the first `skipped` parts.

        If only the front page is left of the path, its query decides.
        """
        if len(self.parts) > MAX_PARTS:
            return
        reading = self._with_views(Reading(self.parts[skipped:]))
        while reading and reading.parts:
            yield reading
            reading = reading.shorter()
        if reading:
            yield from self._of_query(reading)

    @property
    def words(self) -> str | None:
        """Return the search words, else None."""
        if len(self.parts) > 1 and self.parts[0].lower() == "search":
            return self.parts[1].replace("+", " ")
        return self.parameters.get("s")

    def other_parameters(self) -> list[tuple[str, str]]:
        """Return the pairs of the query that are not WordPress's."""
        names = FRONT_PARAMETERS | IGNORED if self._asks_by_query else {*VIEWS, *IGNORED}
        pairs = parse_qsl(self.query, keep_blank_values=True)
        return [(name, value) for name, value in pairs if name not in names]

    @property
    def asks_for_a_number(self) -> bool:
        """Return whether the query names a post, a page, a file or a list by its number."""
        return any(NUMBER.fullmatch(self.parameters.get(name, "")) for name in THINGS)

    @property
    def _asks_by_query(self):
        return any(name in self.parameters for name in (*THINGS, *NAMES, *SLUGS, *DATES, "s"))

    def _with_views(self, reading):
        feed, page, comment_page = (self.parameters.get(name) for name in VIEWS)
        return reading._replace(
            feed=feed is not None,
            page=int(page) if PAGE.fullmatch(page or "") else 1,
            comment_page=int(comment_page) if PAGE.fullmatch(comment_page or "") else 1,
        )

    def _of_query(self, reading):
        """Yield the readings of the front page's query, else the front page itself."""
        for parts in (*self._numbered_things(), *self._named_things(), self._date()):
            if parts:
                yield reading._replace(parts=parts)
        if not self._asks_by_query:
            is_of_comments = self.parameters.get("feed", "").startswith("comments")
            yield reading._replace(parts=("comments",)) if is_of_comments else reading

    def _numbered_things(self):
        for name in THINGS:
            if value := NUMBER.match(self.parameters.get(name, "")):
                yield (f"?{name}={value[0]}",)
                if name in ("page_id", "attachment_id"):  # posts, pages and files share their ids
                    yield (f"?p={value[0]}",)

    def _named_things(self):
        for name, base in {**NAMES, **dict.fromkeys(SLUGS)}.items():
            parts = tuple(part for part in self.parameters.get(name, "").split("/") if part)
            yield (base, *parts) if base and parts else parts

    def _date(self):
        """Return the parts of ?m=201405 or ?year=2014&monthnum=5; none if they are not numbers."""
        digits = self.parameters.get("m", "")
        for name, width in () if digits else (("year", 4), ("monthnum", 2), ("day", 2)):
            value = self.parameters.get(name, "")
            digits += value.zfill(width) if value else ""
        if not (digits.isascii() and digits.isdigit()):
            return ()
        return tuple(part for part in (digits[:4], digits[4:6], digits[6:8]) if part)


def page_in(parameters: list[tuple[str, str]]) -> int:
    """Return the page number of a query of this site; 1 if it is not a number."""
    page = dict(parameters).get("page", "")
    return int(page) if PAGE.fullmatch(page) else 1
