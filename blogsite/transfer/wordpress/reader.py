"""Read WordPress exports (WXR 1.0 to 1.2) as a stream, as untrusted input.

A comment is yielded as soon as it is read, and an item after its comments, so memory stays small.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple
from urllib.parse import unquote

from django.utils.translation import gettext_noop

from blogsite.transfer.files import ATOM_FEED, HTML_PAGE, ExportFile
from blogsite.transfer.remarks import Remark
from blogsite.transfer.spool import CommentSpool, comment_spool
from blogsite.transfer.wordpress.records import (
    CHILD_RECORDS,
    FIELDS,
    MENU_ITEM_PREFIX,
    META_FIELDS,
    TERMS,
    UNSTRIPPED_FIELDS,
    AuthorRecord,
    ChannelRecord,
    CommentRecord,
    ItemRecord,
    Term,
    TermRecord,
    standard_prefix,
)
from blogsite.transfer.wordpress.visible import HIDDEN_TAXONOMIES
from blogsite.transfer.xml_stream import (
    LONG_TEXT,
    MAX_TEXT_LENGTH,
    NOT_OF_SYSTEM,
    OTHER_XML,
    XmlStream,
)

MAX_CACHED_NAMES = 1000  # WXR has some sixty
WITH_COMMENT_IDS = FIELDS | {
    "wp:comment": dict.fromkeys(FIELDS["wp:comment"]) | {"wp:comment_id": "id"}
}

RSS_FEED = gettext_noop("this is an RSS feed")
FOR_DISQUS = gettext_noop("this is a file for Disqus, with comments alone: use import_disqus")
OTHER_ROOTS = {
    "html": HTML_PAGE,
    "feed": ATOM_FEED,
    "rdf:RDF": gettext_noop("this is an RSS 1.0 feed"),
    "disqus": gettext_noop("this is a Disqus export"),
}


def records(
    export: ExportFile, *, of_disqus=False
) -> Iterator[ChannelRecord | AuthorRecord | TermRecord | CommentRecord | ItemRecord]:
    """Yield the records of the file in order, a comment before the item that it belongs to.

    Raise ImportRefused, with the line, if the file is broken, cut off, or not a WordPress export.
    `of_disqus` reads a file of the same form made for Disqus's importer.
    """
    return _Reader(export, of_disqus).records()


def records_with_comment_ids(export: ExportFile) -> Iterator:
    """Yield the same as `records`, in half of the time: of a comment only its line and its id.

    A file that `records` refuses is refused here, too.
    """
    return _Reader(export, fields=WITH_COMMENT_IDS).records()


def posts(export: ExportFile, **kind) -> Iterator[tuple[ItemRecord, CommentSpool]]:
    """Yield each item with its comments, which exist until the next; raise as `records` does."""
    with comment_spool() as spool:
        for item, comments in posts_in(spool, export, **kind):
            yield item, comments
            comments.release()


def posts_in(
    comments: CommentSpool, export: ExportFile, **kind
) -> Iterator[tuple[ItemRecord, CommentSpool]]:
    """Yield the same as `posts`, but let the caller release comments that are no longer needed."""
    for record in records(export, **kind):
        if isinstance(record, CommentRecord):
            comments.append(record)
        elif isinstance(record, ItemRecord):
            yield record, comments
            comments = comments.following()


RECORDS = {
    "item": ItemRecord,
    "wp:author": AuthorRecord,
    "wp:category": partial(TermRecord, "category"),
    "wp:comment": CommentRecord,
    "wp:tag": partial(TermRecord, "tag"),
}


class _Open(NamedTuple):
    """A record that is being read: its element, the depth and the first byte of that, the values so
    far, and the fields of its kind, by the names of their elements in the file; None if ignored.
    """

    kind: str
    depth: int
    start: int
    values: dict
    fields: dict


class _Reader(XmlStream):
    """Reads the records of a WordPress export."""

    system = "WordPress"
    max_depth = 100  # WXR needs six, unescaped HTML in old exports some more

    def __init__(self, export, of_disqus=False, fields=FIELDS):
        super().__init__(export)
        self.of_disqus = of_disqus
        self.fields = fields
        self.fields_in_file = defaultdict(dict)  # by kind of record
        self.open = [_Open("", 0, 0, {}, {})]
        self.prefixes = {}
        self.names = {}  # by each name in the file: the name used here
        self.is_wordpress = False
        self.is_for_disqus = False
        self.has_channel = False

    def _finish(self):
        rest = super()._finish()
        if not self.is_wordpress:
            self._refuse_other(Remark(RSS_FEED))
        return rest

    def _refuse_other(self, what):
        self._refuse(NOT_OF_SYSTEM, what=what, system=self.system)

    def _start(self, name, attributes):
        self._open_element(name)
        if self.text is not None:
            return
        record = self.open[-1]
        depth = record.depth + 1  # of its fields; what is deeper is a text without CDATA
        if attributes and len(self.path) <= depth:
            self._declare(attributes)
        if len(self.path) == depth:
            if name not in record.fields:
                self._child(record, name, attributes)
            elif record.fields[name]:
                self._begin_text()

    def _child(self, record, name_in_file, attributes):
        name = self._short_name(name_in_file)
        if name in CHILD_RECORDS.get(record.kind, ()):
            self._open_record(name)
        elif not record.kind:
            known = OTHER_ROOTS.get(name)
            self._refuse_other(Remark(known) if known else Remark(OTHER_XML, name=name[:50]))
        elif name in self.fields.get(record.kind, ()):
            field = record.fields[name_in_file] = self.fields[record.kind][name]
            if field:
                self._begin_text()
        elif name == "category" and record.kind == "item":
            self._term(record, attributes.get("domain"), attributes.get("nicename", ""))

    def _term(self, record, domain, nicename):
        """Begin a tag or a category, whose name is the element's text; count the other terms."""
        self.terms, self.term_slug = TERMS.get(domain), unquote(nicename)
        if self.terms:
            self._begin_text()
        elif domain not in HIDDEN_TAXONOMIES:
            record.values["other_terms"] = record.values.get("other_terms", 0) + 1

    def _open_record(self, kind):
        if kind == "item":
            self._check_kind()
            self._add_channel(self.open[-1].values)
        values = {"line": self._line()} if kind in ("item", "wp:comment") else {}
        start = self.parser.CurrentByteIndex
        self.open.append(_Open(kind, len(self.path), start, values, self.fields_in_file[kind]))

    def _check_kind(self):
        if self.is_for_disqus and not self.of_disqus:
            self._refuse(FOR_DISQUS)
        if self.of_disqus and not self.is_for_disqus:
            self._refuse(gettext_noop("this is a WordPress export or a feed, and not of Disqus"))

    def _end(self, name):
        depth = len(self.path)
        self.path.pop()
        record = self.open[-1]
        if self.text is not None:
            if depth == record.depth + 1:
                self._store_text(record, record.fields.get(name))
        elif depth == record.depth:
            self.open.pop()
            self._close_record(record)

    def _store_text(self, record, field):
        text = self._end_text()
        if field is None:
            record.values.setdefault(self.terms, []).append(Term(text.strip(), self.term_slug))
        else:
            record.values.setdefault(field, text if field in UNSTRIPPED_FIELDS else text.strip())

    def _close_record(self, record):
        if record.kind == "item" and not self.is_wordpress:
            self._refuse_other(Remark(RSS_FEED))
        if record.kind == "wp:comment":
            self._check_length(record)
        if record.kind in RECORDS:
            self.ready.append(RECORDS[record.kind](**record.values))
        elif record.kind == "wp:postmeta":
            self._store_meta(self.open[-1].values, **record.values)
        elif record.kind == "channel":
            self._add_channel(record.values)
        elif record.kind == "rss":
            self._complete()

    def _check_length(self, comment):
        """Refuse a comment of more bytes than one text may have: not each reading has its texts."""
        if self.parser.CurrentByteIndex - comment.start > MAX_TEXT_LENGTH:
            self._refuse(LONG_TEXT, length=MAX_TEXT_LENGTH)

    def _store_meta(self, values, key="", value=""):
        """Store metadata of the post itself; other metadata belongs to plugins."""
        if key in META_FIELDS:
            values[META_FIELDS[key]] = value
        elif key.startswith(MENU_ITEM_PREFIX):
            name = key.removeprefix(MENU_ITEM_PREFIX)
            values.setdefault("menu_item", {})[name] = value

    def _add_channel(self, values):
        if not self.has_channel:
            self.ready.append(ChannelRecord(**values))
            self.has_channel = True

    # Names: by namespace if one is declared, else by the standard prefix

    def _declare(self, attributes):
        declared = {
            key.partition(":")[2]: uri
            for key, uri in attributes.items()
            if key == "xmlns" or key.startswith("xmlns:")
        }
        if declared:
            self.prefixes.update(declared)
            self.names.clear()
            for fields in self.fields_in_file.values():
                fields.clear()
            self.is_for_disqus |= "dsq" in map(standard_prefix, declared.values())

    def _short_name(self, name):
        if name not in self.names:
            if len(self.names) > MAX_CACHED_NAMES:
                self.names.clear()
            self.names[name] = self._resolve(name)
        return self.names[name]

    def _resolve(self, name):
        prefix, _, local = name.rpartition(":")
        uri = self.prefixes.get(prefix)
        standard = prefix if uri is None else standard_prefix(uri)
        self.is_wordpress |= standard == "wp"
        if standard or not prefix:
            return f"{standard}:{local}" if standard else local
        return f"{{{uri}}}{local}"
