"""Store the URLs that an export's posts, terms, authors and attachments had, so that they redirect.

The posts' own are stored with them. The others are stored at the end of an import, when all their
targets exist, and again at the end of a repeated one.
"""

from html import unescape
from itertools import batched
from urllib.parse import unquote, urlsplit

from django.urls import reverse

from accounts.models import Person
from blogsite.transfer.people import digest
from blogsite.transfer.seen_ids import as_number
from blogsite.transfer.wordpress.categories import is_chosen
from posts.models import OldAddress, Post, Tag
from posts.models.tag import key_of as key_of_tag
from posts.slugs import slug_of

BATCH_SIZE = 500  # paths in one query
MAX_SLUG_LENGTH = 200


def old_path(url: str) -> str | None:
    """Return the path of a URL with its query, not percent-encoded; None for a front page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    path = unquote(parts.path) + (f"?{parts.query}" if parts.query else "")
    return path if path.strip("/") and "\x00" not in path else None


def path_of_id(id: str) -> str | None:
    """Return WordPress's path for a post, page or attachment by its id."""
    return f"/?p={id}" if as_number(id) else None


def old_paths_of(item, path_now: str | None = None) -> list[str]:
    """Return the old paths of an item; that of its link first, unless it is still current."""
    link = old_path(item.link)
    paths = [link, link and link.lower(), path_of_id(item.id)]
    return list(dict.fromkeys(path for path in paths if path and path != path_now))


class OldURLs:
    """The old URLs of one import; `origin` returns the origin of an object of the site, `library`
    has the stored pictures.
    """

    def __init__(self, origin, library):
        self.origin, self.library = origin, library
        self.terms = {}  # the name of each term, by its paths
        self.attachments = []  # for each: its parent item, the URL of its file, its paths

    def add_terms(self, kind: str, slugs: dict):
        """Note the paths of terms, given as slugs by name; `kind` is "category" or "tag"."""
        for name, slug in slugs.items():
            if slug:
                self.terms[f"/{kind}/{slug}/"] = name

    def add_listed_terms(self, terms):
        """Note the paths of terms that the export lists by themselves."""
        for term in terms:
            parameter = "tag_id" if term.kind == "tag" else "cat"
            name = unescape(term.name)
            self.add_terms(term.kind, {name: unquote(term.slug)})
            if as_number(term.id):
                self.terms[f"/?{parameter}={term.id}"] = name

    def add_attachment(self, item):
        """Note the paths of an attachment's own page."""
        self.attachments.append((item.parent, item.attachment_url, old_paths_of(item)))

    def store(self, authors, site_path: str):
        """Store all noted paths, the authors' pages, and the directory of the site."""
        targets = self._of_terms() | self._of_authors(authors)
        if site_path.strip("/"):
            targets[f"{site_path.rstrip('/')}/"] = "/"
        self._add(targets)
        for attachments in batched(self.attachments, BATCH_SIZE):
            self._add(self._of_attachments(attachments))

    @staticmethod
    def _add(targets):
        for some in batched(targets.items(), BATCH_SIZE):
            OldAddress.objects.add_new(dict(some))

    def _of_terms(self):
        """Return the tags made from terms; the default category leads to all posts."""
        keys = {path: key_of_tag(name) for path, name in self.terms.items()}
        tags = {}
        for some in batched(set(keys.values()), BATCH_SIZE):
            tags |= {tag.key: tag for tag in Tag.objects.filter(key__in=some)}
        archive = reverse("posts:archive")
        defaults = {path: archive for path, name in self.terms.items() if not is_chosen(name)}
        return defaults | {path: tags[key] for path, key in keys.items() if key in tags}

    def _of_authors(self, authors):
        """Return the pages of authors.

        WordPress makes their slugs from the login, or from the name.
        """
        by_origin = {self.origin("author", digest(author.login)): author for author in authors}
        targets = {}
        for some in batched(by_origin, BATCH_SIZE):
            for person in Person.objects.filter(origin__in=some).select_related("user"):
                author = by_origin[person.origin]
                paths = {f"/?author={author.id}"} if as_number(author.id) else set()
                for words in (author.login, author.login.replace(".", "-"), author.display_name):
                    if slug := slug_of(words, MAX_SLUG_LENGTH):
                        paths.add(f"/author/{slug}/")
                targets |= dict.fromkeys(paths, person.user)
        return targets

    def _of_attachments(self, attachments):
        """Return the parent posts of attachments; pictures without one lead to themselves."""
        origins = {self.origin(parent) for parent, *_ in attachments if as_number(parent)}
        posts = Post.objects.filter(origin__in=origins).only("origin")
        posts = {post.origin: post for post in posts}
        targets = {}
        for parent, url, paths in attachments:
            target = posts.get(self.origin(parent)) or self.library.stored_source(url)
            targets |= dict.fromkeys(paths, target) if target else {}
        return targets
