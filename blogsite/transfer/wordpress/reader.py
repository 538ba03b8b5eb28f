"""Read WordPress exports (WXR 1.0 to 1.2) as a stream, without trusting them.

A comment is yielded as soon as it is read, and an item after its comments, so memory stays small.
"""

from collections.abc import Iterator
from html.entities import html5 as ENTITIES
from tempfile import SpooledTemporaryFile
from typing import NamedTuple
from urllib.parse import unquote
from xml.parsers import expat

from blogsite.transfer.files import ExportFile, ImportRefused
from blogsite.transfer.spool import CommentSpool
from blogsite.transfer.wordpress.records import (
    CHILD_RECORDS,
    FIELDS,
    NAMESPACES,
    TERMS,
    UNSTRIPPED_FIELDS,
    AuthorRecord,
    ChannelRecord,
    CommentRecord,
    ItemRecord,
    Term,
)

MAX_TEXT_LENGTH = 16 << 20  # characters in one element, bytes in one tag
MAX_CACHED_NAMES = 1000  # WXR has some sixty
SPOOL_BYTES_IN_MEMORY = 1 << 20  # the comments of most posts need no disk
MAX_DEPTH = 100  # of elements; WXR needs six, unescaped HTML in old exports some more


OTHER_ROOTS = {
    "html": "an HTML page",
    "feed": "an Atom feed",
    "rdf:RDF": "an RSS 1.0 feed",
    "disqus": "a Disqus export",
}


def records(
    export: ExportFile,
) -> Iterator[ChannelRecord | AuthorRecord | CommentRecord | ItemRecord]:
    """Yield the records of the file in their order, a comment before the item that it belongs to.

    Raise ImportRefused, with the line, if the file is broken, cut off, or no WordPress export.
    """
    reader = _Reader(export)
    for chunk in export.chunks():
        yield from reader.read(chunk)
    yield from reader.finish()


def posts(export: ExportFile) -> Iterator[tuple[ItemRecord, CommentSpool]]:
    """Yield each item with its comments, which last until the next; raise as `records` does."""
    with SpooledTemporaryFile(max_size=SPOOL_BYTES_IN_MEMORY) as file:
        comments = CommentSpool(file)
        for record in records(export):
            if isinstance(record, CommentRecord):
                comments.append(record)
            elif isinstance(record, ItemRecord):
                yield record, comments
                comments.clear()


class _Open(NamedTuple):
    """A record that is being read: its element, the depth of that, and the values so far."""

    kind: str
    depth: int
    values: dict


class _Reader:
    """A parser with its handlers; expat itself refuses anything that is not well-formed."""

    def __init__(self, export):
        self.export = export
        self.ready = []  # is_complete records that are not yet yielded
        self.path = []  # the names of the elements that are open
        self.open = [_Open("", 0, {})]
        self.text = None  # parts of the text of the current element, None if it is ignored
        self.prefixes = {}
        self.names = {}  # by each name in the file: the name used here
        self.is_wordpress = False
        self.has_channel = False
        self.is_complete = False
        self.bytes_fed = 0
        self.parser = self._parser()

    def _parser(self):
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        # Without this expat stops at an HTML entity such as &nbsp;, which old exports hold raw.
        # It then asks for a DTD, and the handler below says that it is empty: nothing is fetched.
        parser.UseForeignDTD(True)
        parser.ExternalEntityRefHandler = lambda *reference: 1
        parser.SkippedEntityHandler = self._entity
        return parser

    def read(self, chunk: bytes) -> list:
        if self.is_complete:
            self.export.note_epilogue(chunk)
            return []
        self.bytes_fed += len(chunk)
        self._parse(chunk)
        if self.is_complete:
            self.export.note_epilogue(chunk[self.ended - self.bytes_fed :].partition(b">")[2])
        if self.bytes_fed - self.parser.CurrentByteIndex > MAX_TEXT_LENGTH and not self.is_complete:
            self._refuse(f"one tag is longer than {MAX_TEXT_LENGTH:,} bytes")
        return self._take_ready()

    def finish(self) -> list:
        if not self.is_complete:
            self._parse(b"", is_last=True)
        if not self.is_complete:
            self._refuse(f"the file is cut off inside <{self.path[-1]}>")
        if not self.is_wordpress:
            self._refuse("this is an RSS feed, not a WordPress export")
        return self._take_ready()

    def _take_ready(self):
        ready, self.ready = self.ready, []
        return ready

    def _parse(self, chunk, is_last=False):
        try:
            self.parser.Parse(chunk, is_last)
        except expat.ExpatError as error:
            if self.is_complete:
                return  # text after the end, usually a server's warning
            if is_last:
                inside = f" inside <{self.path[-1]}>" if self.path else ""
                self._refuse(f"the file is cut off{inside}")
            self._refuse(f"broken XML: {expat.ErrorString(error.code)}")

    def _refuse(self, why):
        line = self._line()
        raise ImportRefused(f"line {line}, column {self.parser.CurrentColumnNumber + 1}: {why}")

    def _line(self):
        return self.parser.CurrentLineNumber + self.export.preamble.count("\n")

    # Handlers

    def _doctype(self, name, *identifiers):
        if name.lower() == "html":
            self._refuse("this is an HTML page, not a WordPress export")
        self._refuse("it declares a document type, which no WordPress export does")

    def _entity(self, name, is_parameter):
        if self.text is not None:
            self._characters(ENTITIES.get(f"{name};", f"&{name};"))

    def _start(self, name, attributes):
        self.path.append(name)
        depth = len(self.path)
        if depth > MAX_DEPTH:
            self._refuse(f"elements are nested more than {MAX_DEPTH} deep")
        if self.text is not None:
            return
        if attributes:
            self._declare(attributes)
        record = self.open[-1]
        if depth == record.depth + 1:
            self._child(record, self._short_name(name), attributes)

    def _child(self, record, name, attributes):
        if name in CHILD_RECORDS.get(record.kind, ()):
            self._open_record(name)
        elif not record.kind:
            instead = OTHER_ROOTS.get(name, f"XML that begins with <{name[:50]}>")
            self._refuse(f"this is {instead}, not a WordPress export")
        elif name in FIELDS.get(record.kind, ()):
            self.text, self.length = [], 0
            self.parser.CharacterDataHandler = self._characters
        elif name == "category" and record.kind == "item":
            self._term(record, attributes.get("domain"), attributes.get("nicename", ""))

    def _term(self, record, domain, nicename):
        """Begin a tag or a category, whose name is the element's text; count the other terms."""
        self.terms, self.term_slug = TERMS.get(domain), unquote(nicename)
        if self.terms:
            self.text, self.length = [], 0
            self.parser.CharacterDataHandler = self._characters
        else:
            record.values["other_terms"] = record.values.get("other_terms", 0) + 1

    def _open_record(self, kind):
        if kind == "item":
            self._add_channel(self.open[-1].values)
        values = {"line": self._line()} if kind in ("item", "wp:comment") else {}
        self.open.append(_Open(kind, len(self.path), values))

    def _characters(self, text):
        self.length += len(text)
        if self.length > MAX_TEXT_LENGTH:
            self._refuse(f"one text is longer than {MAX_TEXT_LENGTH:,} characters")
        self.text.append(text)

    def _end(self, name):
        depth = len(self.path)
        self.path.pop()
        record = self.open[-1]
        if self.text is not None:
            if depth == record.depth + 1:
                self._store_text(record, self._short_name(name))
        elif depth == record.depth:
            self.open.pop()
            self._close_record(record)

    def _store_text(self, record, name):
        text = "".join(self.text)
        if name == "category":
            record.values.setdefault(self.terms, []).append(Term(text.strip(), self.term_slug))
        else:
            field = FIELDS[record.kind][name]
            record.values.setdefault(field, text if field in UNSTRIPPED_FIELDS else text.strip())
        self.text = self.parser.CharacterDataHandler = None

    def _close_record(self, record):
        if record.kind == "wp:comment":
            self.ready.append(CommentRecord(**record.values))
        elif record.kind == "item":
            if not self.is_wordpress:
                self._refuse("this is an RSS feed, not a WordPress export")
            self.ready.append(ItemRecord(**record.values))
        elif record.kind == "wp:postmeta":
            self._store_meta(self.open[-1].values, **record.values)
        elif record.kind == "wp:author":
            self.ready.append(AuthorRecord(**record.values))
        elif record.kind == "channel":
            self._add_channel(record.values)
        elif record.kind == "rss":
            self.is_complete, self.ended = True, self.parser.CurrentByteIndex

    def _store_meta(self, values, key="", value=""):
        """Store a post's footnotes; other metadata is not text of the post."""
        if key == "footnotes":
            values["footnotes"] = value

    def _add_channel(self, values):
        if not self.has_channel:
            self.ready.append(ChannelRecord(**values))
            self.has_channel = True

    # Names: by namespace where one is declared, else by the standard prefix

    def _declare(self, attributes):
        declared = {
            key.partition(":")[2]: uri
            for key, uri in attributes.items()
            if key == "xmlns" or key.startswith("xmlns:")
        }
        if declared:
            self.prefixes.update(declared)
            self.names.clear()

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


def standard_prefix(uri: str) -> str:
    """Return the prefix used here for a namespace; empty for unknown ones."""
    return next((standard for shape, standard in NAMESPACES if shape.fullmatch(uri)), "")
