"""The systems whose exports can be imported, each recognized by a file's beginning."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from blogsite.transfer.files import NO_EXPORT, SQLITE_MAGIC, ImportRefused, kind_of_file, line_of
from blogsite.transfer.jsonl.schema import FORMAT
from blogsite.transfer.unpacking import head_of

WORDPRESS_MARK = re.compile(rb"https?://wordpress\.org/export/|<rss[\s>]")
DISQUS_MARK = re.compile(rb"<disqus[\s>]|<rss\b[^>]*\bxmlns:dsq=")
REMARK42_MARK = re.compile(rb'\s*\{[^\n]*"version"[^\n]*"(?:users|posts)"\s*:')
COMMENTO_MARK = re.compile(rb'"(?:comment|commenter)Hex"\s*:|\{\s*"version"[^{]*"comments"\s*:')
FORMAT_MARK = re.compile(rb'\s*\{[^\n]*"' + FORMAT.encode() + rb'"')


@dataclass(frozen=True)
class Source:
    """A system that a blog or its comments come from.

    `recognises` is called with the first bytes of a file: unpacked, in UTF-8, and without a byte
    order mark. `function` is the path in this package of the function that imports a file, so that
    processes that serve pages do not load it: (path, *, dry_run, stream) -> ImportReport. With
    `reads_zip` it gets a zip archive unopened; otherwise the export in it. One with pictures also
    takes `uploads`, the path of a folder or a zip archive, and `fetches_media`.
    """

    name: str
    label: str
    recognises: Callable[[bytes], bool]
    function: str
    reads_zip: bool = False
    has_pictures: bool = False

    def import_file(self, path, **options):
        """Import a file, and return the ImportReport."""
        return import_string(f"blogsite.transfer.{self.function}")(path, **options)


# The first one that recognizes a file counts. WordPress's marks also occur in other feeds, which
# its importer refuses by name; so it is the last.
SOURCES = [
    Source(
        "jsonl",
        _("Soundoff (the file of “Take the blog with you”), or any other program"),
        lambda head: FORMAT_MARK.match(head) is not None,
        "jsonl.importer.import_jsonl",
        reads_zip=True,
    ),
    Source(
        "disqus",
        _("Disqus (its export, or a file made for Disqus): comments alone"),
        lambda head: DISQUS_MARK.search(head) is not None,
        "comment_systems.disqus.import_disqus",
    ),
    Source(
        "isso",
        _("Isso (its database): comments alone"),
        lambda head: head.startswith(SQLITE_MAGIC),
        "comment_systems.isso.import_isso",
    ),
    Source(
        "commento",
        _("Commento (its export): comments alone"),
        lambda head: COMMENTO_MARK.search(head) is not None,
        "comment_systems.commento.import_commento",
    ),
    Source(
        "remark42",
        _("Remark42 (a backup): comments alone"),
        lambda head: REMARK42_MARK.match(head) is not None,
        "comment_systems.remark42.import_remark42",
    ),
    Source(
        "wordpress",
        _("WordPress (the file of “Tools”, “Export”)"),
        lambda head: WORDPRESS_MARK.search(head) is not None,
        "wordpress.importer.import_wordpress",
        has_pictures=True,
    ),
]


def source_of(path: Path) -> Source:
    """Return the system that a file was exported from. Raise ImportRefused if it is unknown."""
    head = head_of(path)
    for source in SOURCES:
        if source.recognises(head):
            return source
    what = kind_of_file(head.decode(errors="replace"))
    raise ImportRefused(NO_EXPORT, where=line_of(1), what=what)


def source_named(name: str) -> Source | None:
    """Return the source with a name, None if it no longer exists."""
    return next((source for source in SOURCES if source.name == name), None)
